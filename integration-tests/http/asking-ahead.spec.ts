import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../src/modules/kintsugi"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

type Context = {
  additional_context?: { kintsugi?: { ahead?: boolean } }
}

describeStore("asking ahead", {}, (store) => {
  const shopper = shopperOf(store)
  const estimates = () =>
    store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .map(({ body }) => body) as {
      transaction_items: { external_id: string; amount: number }[]
    }[]

  /** Whether it was ahead of Medusa, of each time that tax was asked for. */
  let asked: boolean[]

  /** Kintsugi, as this store knows it: so many ms an answer. */
  const takes = (ms: number) => {
    const service =
      store.container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    for (let answer = 0; answer < 50; answer++) {
      service.recordEstimate({
        by: "kintsugi",
        id: "cart_of_somebody",
        kind: {
          country: "US",
          state: "TX",
          currency: "USD",
          products: [],
          settings: "",
        },
        ms,
      })
    }
  }
  const cartWith = async (quantity: number, shipping_address?: object) => {
    const id = await shopper.createCart()
    await shopper.add(id, store.shop.variants.mug, quantity)
    if (shipping_address) {
      await shopper.call("POST", `/store/carts/${id}`, { shipping_address })
    }
    store.sandbox.clearRequests()
    asked = []
    return id
  }
  const refused = (path: string, body: object, headers = {}) =>
    store.api
      .post(path, body, {
        headers: {
          "x-publishable-api-key": store.shop.publishableKey,
          ...headers,
        },
      })
      .then(
        () => undefined,
        ({ response }: { response: { status: number } }) => response.status
      )
  const createOption = async (prices: object[]) => {
    const standard = await store.admin<{
      shipping_option: {
        service_zone_id: string
        shipping_profile_id: string
      }
    }>(
      "GET",
      `/admin/shipping-options/${store.shop.shippingOptions.standard}?fields=service_zone_id,shipping_profile_id`
    )
    const { service_zone_id, shipping_profile_id } = standard.shipping_option
    const { shipping_option } = await store.admin<{
      shipping_option: { id: string }
    }>("POST", "/admin/shipping-options", {
      name: "Tiered",
      service_zone_id,
      shipping_profile_id,
      provider_id: "manual_manual",
      price_type: "flat",
      type: { label: "Tiered", description: "Tiered", code: "tiered" },
      prices,
      rules: [],
    })
    return shipping_option.id
  }

  beforeAll(() => {
    const taxes = store.container.resolve(Modules.TAX)
    const getTaxLines = taxes.getTaxLines.bind(taxes)
    jest
      .spyOn(taxes, "getTaxLines")
      .mockImplementation((lines, context, sharedContext) => {
        const { additional_context } = context as Context
        asked.push(additional_context?.kintsugi?.ahead ?? false)
        return getTaxLines(lines, context, sharedContext)
      })
  })

  beforeEach(() => {
    asked = []
    takes(150)
  })

  it("asks about a new address while Medusa prices the items for it", async () => {
    const id = await cartWith(2)
    const { items, tax_total } = await shopper.setAddress(id, ADDRESSES.austin)
    expect(asked[0]).toBe(true)
    expect(asked).toContain(false)
    expect(estimates()).toHaveLength(1)
    expect(estimates()[0]!.transaction_items).toEqual([
      expect.objectContaining({ external_id: items[0]!.id, amount: 39.98 }),
    ])
    expect(tax_total).toBeCloseTo(3.3, 4)
  })

  it("asks ahead for the same shopper with the address, as storefronts do", async () => {
    const id = await cartWith(5)
    await shopper.call("POST", `/store/carts/${id}`, {
      email: "mia.shopper@example.com",
      shipping_address: { first_name: "Mia", ...ADDRESSES.austin },
      billing_address: { first_name: "Mia", ...ADDRESSES.austin },
    })
    expect(asked[0]).toBe(true)
    expect(estimates()).toHaveLength(1)
  })

  it("asks about the chosen shipping while Medusa prices it", async () => {
    const id = await cartWith(2, ADDRESSES.austin)
    const { tax_total } = await shopper.ship(id)
    expect(asked[0]).toBe(true)
    expect(asked).toContain(false)
    expect(estimates()).toHaveLength(1)
    expect(estimates()[0]!.transaction_items).toContainEqual(
      expect.objectContaining({
        external_id: `ahead_${store.shop.shippingOptions.standard}`,
        amount: 9.95,
      })
    )
    expect(tax_total).toBeCloseTo(4.12, 4)
  })

  it("asks no more often for it", async () => {
    const id = await cartWith(3)
    await shopper.setAddress(id, ADDRESSES.losAngeles)
    await shopper.ship(id)
    await shopper.calculateTaxes(id)
    takes(150)
    await shopper.complete(id)
    expect(asked.filter((ahead) => ahead)).toHaveLength(2)
    expect(estimates()).toHaveLength(2)
  })

  it("asks anew where the guess was wrong", async () => {
    const { promotion } = await store.admin<{ promotion: { id: string } }>(
      "POST",
      "/admin/promotions",
      {
        code: "HALFSHIPPING",
        type: "standard",
        status: "active",
        is_automatic: true,
        application_method: {
          type: "percentage",
          target_type: "shipping_methods",
          allocation: "across",
          value: 50,
        },
      }
    )
    const id = await cartWith(4, ADDRESSES.austin)
    const { tax_total } = await shopper.ship(id)
    await store.api.delete(`/admin/promotions/${promotion.id}`, {
      headers: store.adminHeaders(),
    })
    // 6.60 on 79.96 and 0.41 on 4.98.
    expect(tax_total).toBeCloseTo(7.01, 4)
    expect(estimates().at(-1)!.transaction_items).toContainEqual(
      expect.objectContaining({ amount: 4.98 })
    )
  })

  it("leaves an outage to the question that somebody waits for", async () => {
    const id = await cartWith(2)
    store.sandbox.fail({ kind: "status", status: 503, times: Infinity })
    const { items } = await shopper.setAddress(id, ADDRESSES.denver)
    expect(asked[0]).toBe(true)
    expect(items[0]!.tax_lines).toEqual([
      expect.objectContaining({
        rate: 8,
        data: expect.objectContaining({ source: "fallback" }) as unknown,
      }),
    ])
  })

  describe("does not ask ahead", () => {
    const neverAhead = () => expect(asked).not.toContain(true)

    it("of a Kintsugi that answers at once", async () => {
      const id = await cartWith(2)
      takes(5)
      await shopper.setAddress(id, ADDRESSES.austin)
      takes(5)
      await shopper.ship(id)
      neverAhead()
    })

    it("for somebody whom the same request makes another customer", async () => {
      const id = await cartWith(2)
      await shopper.call("POST", `/store/carts/${id}`, {
        email: "noa.shopper@example.com",
        shipping_address: ADDRESSES.austin,
      })
      neverAhead()
    })

    it("for a cart whose shipping may not be offered at the new address", async () => {
      const id = await cartWith(2, ADDRESSES.austin)
      await shopper.ship(id)
      asked = []
      takes(150)
      await shopper.setAddress(id, ADDRESSES.miami)
      neverAhead()
    })

    it("for a price that depends on the cart", async () => {
      const option = await createOption([
        { currency_code: "usd", amount: 9 },
        {
          currency_code: "usd",
          amount: 0,
          rules: [{ attribute: "item_total", operator: "gte", value: 30 }],
        },
      ])
      const id = await cartWith(2, ADDRESSES.austin)
      await shopper.call("POST", `/store/carts/${id}/shipping-methods`, {
        option_id: option,
      })
      neverAhead()
      expect(estimates()).toHaveLength(1)
    })

    it("for what Medusa refuses", async () => {
      const id = await cartWith(2)
      const path = `/store/carts/${id}`
      const shipping_address = ADDRESSES.austin
      expect(await refused(path, { shipping_address: ADDRESSES.toronto })).toBe(
        400
      )
      expect(
        await refused(
          path,
          { shipping_address },
          { "x-publishable-api-key": "pk_nobodys" }
        )
      ).toBe(400)
      expect(
        await refused("/store/carts/cart_none", { shipping_address })
      ).toBe(404)
      expect(await refused(path, { shipping_address: [], option_id: {} })).toBe(
        400
      )
      expect(
        await refused(`${path}/shipping-methods`, { option_id: "so_none" })
      ).toBe(400)
      neverAhead()
      expect(estimates()).toEqual([])
    })
  })
})
