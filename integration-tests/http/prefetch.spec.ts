import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../src/modules/kintsugi"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { eventually } from "./eventually"
import { registeredCustomer } from "./registered-customer"
import { ADDRESSES, shopperOf } from "./shopper"
import { OWN_RATES } from "./single-mug-cart"
import { describeStore } from "./store"

type Context = {
  additional_context?: { kintsugi?: { prefetch?: boolean } }
}

describeStore("prefetching", OWN_RATES, (store) => {
  const shopper = shopperOf(store)
  const estimates = () =>
    store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .map(({ body }) => body) as {
      transaction_items: { external_id: string; amount: number }[]
    }[]

  /** Whether each tax calculation was a prefetch, in order. */
  let prefetchFlags: boolean[]

  /** Makes the store expect Kintsugi to answer in `ms`. */
  const recordLatency = (ms: number) => {
    const service =
      store.container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    for (let answer = 0; answer < 50; answer++) {
      service.stats.recordEstimate({
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
    prefetchFlags = []
    return id
  }
  /** Makes it what nearly all of the region's shoppers have chosen lately. */
  const chooseStandardShipping = async () => {
    for (let choice = 0; choice < 8; choice++) {
      await shopper.ship(await cartWith(1, ADDRESSES.austin))
    }
  }
  const refusal = (path: string, body: object, headers = {}) =>
    store.api
      .post(path, body, {
        headers: {
          "x-publishable-api-key": store.shop.publishableKey,
          ...headers,
        },
      })
      .then(
        () => undefined,
        (error: unknown) =>
          (error as { response: { status: number } }).response.status
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
        prefetchFlags.push(additional_context?.kintsugi?.prefetch ?? false)
        return getTaxLines(lines, context, sharedContext)
      })
  })

  beforeEach(() => {
    prefetchFlags = []
    recordLatency(150)
  })

  it("setting a new address prefetches its tax while Medusa prices the items", async () => {
    const id = await cartWith(2)
    const { items, tax_total } = await shopper.setAddress(id, ADDRESSES.austin)
    expect(prefetchFlags[0]).toBe(true)
    expect(prefetchFlags).toContain(false)
    expect(estimates()).toHaveLength(1)
    expect(estimates()[0]!.transaction_items).toEqual([
      expect.objectContaining({ external_id: items[0]!.id, amount: 39.98 }),
    ])
    expect(tax_total).toBeCloseTo(3.3, 4)
  })

  it("setting an address with the cart's own email prefetches its tax", async () => {
    const id = await cartWith(5)
    await shopper.call("POST", `/store/carts/${id}`, {
      email: "mia.shopper@example.com",
      shipping_address: { first_name: "Mia", ...ADDRESSES.austin },
      billing_address: { first_name: "Mia", ...ADDRESSES.austin },
    })
    expect(prefetchFlags[0]).toBe(true)
    expect(estimates()).toHaveLength(1)
  })

  it("setting an address together with a new email prefetches its tax", async () => {
    const id = await cartWith(6)
    await shopper.call("POST", `/store/carts/${id}`, {
      email: "noa.shopper@example.com",
      region_id: store.shop.regions.us,
      shipping_address: ADDRESSES.austin,
    })
    expect(prefetchFlags[0]).toBe(true)
    expect(estimates()).toHaveLength(1)
  })

  it("choosing a shipping method prefetches its tax while Medusa prices it", async () => {
    const id = await cartWith(2, ADDRESSES.austin)
    const { tax_total } = await shopper.ship(id)
    expect(prefetchFlags[0]).toBe(true)
    expect(prefetchFlags).toContain(false)
    expect(estimates()).toHaveLength(1)
    expect(estimates()[0]!.transaction_items).toContainEqual(
      expect.objectContaining({
        external_id: `ahead_${store.shop.shippingOptions.standard}`,
        amount: 9.95,
      })
    )
    expect(tax_total).toBeCloseTo(4.12, 4)
  })

  it("prefetching adds no estimates to a checkout", async () => {
    const id = await cartWith(3)
    await shopper.setAddress(id, ADDRESSES.losAngeles)
    await shopper.ship(id)
    await shopper.calculateTaxes(id)
    recordLatency(150)
    await shopper.complete(id)
    expect(prefetchFlags.filter(Boolean)).toHaveLength(2)
    expect(estimates()).toHaveLength(2)
  })

  it("where Kintsugi is slow, the tax with the usual shipping is prefetched with the address", async () => {
    await chooseStandardShipping()
    const id = await cartWith(4)
    recordLatency(400)
    await shopper.setAddress(id, ADDRESSES.losAngeles)
    await eventually(() => expect(estimates()).toHaveLength(2))
    expect(estimates()[1]!.transaction_items).toContainEqual(
      expect.objectContaining({
        external_id: `ahead_${store.shop.shippingOptions.standard}`,
      })
    )
    await shopper.ship(id)
    await shopper.calculateTaxes(id)
    await shopper.complete(id)
    expect(estimates()).toHaveLength(2)
  })

  it("a wrong prefetch is followed by another estimate", async () => {
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
    // 6.60 on 79.96, and 0.41 on 9.95 less 4.98, which is half of it in whole
    // cents.
    expect(tax_total).toBeCloseTo(7.01, 4)
    expect(estimates().at(-1)!.transaction_items).toContainEqual(
      expect.objectContaining({ amount: 4.97 })
    )
  })

  it("a failed prefetch leaves the fallback to the calculation that follows", async () => {
    const id = await cartWith(2)
    store.sandbox.fail({ kind: "status", status: 503, times: Infinity })
    const { items } = await shopper.setAddress(id, ADDRESSES.denver)
    expect(prefetchFlags[0]).toBe(true)
    expect(items[0]!.tax_lines).toEqual([
      expect.objectContaining({
        rate: 8,
        data: expect.objectContaining({ source: "fallback" }) as unknown,
      }),
    ])
  })

  describe("for an address that is still being typed", () => {
    const prefetch = async (id: string, body: object, headers = {}) => {
      const { status, data } = await store.api.post(
        `/store/kintsugi/carts/${id}/prefetch-tax`,
        body,
        {
          headers: {
            "x-publishable-api-key": store.shop.publishableKey,
            ...headers,
          },
          validateStatus: () => true,
        }
      )
      return { status, data }
    }
    const STARTED = { status: 202, data: { prefetching: true } }
    /** With the usual shipping it is asked for as well, once there is one. */
    const withoutShipping = () =>
      estimates().filter(({ transaction_items }) =>
        transaction_items.every(
          ({ external_id }) => !external_id.startsWith("ahead_")
        )
      )
    const NOTHING = { status: 202, data: { prefetching: false } }

    it("its tax is there when the cart gets the address, and the cart does not change before", async () => {
      const id = await cartWith(8)
      await expect(prefetch(id, ADDRESSES.austin)).resolves.toEqual(STARTED)
      await eventually(() => expect(withoutShipping()).toHaveLength(1))
      const { cart } = await shopper.call<{
        cart: { shipping_address: unknown; tax_total: number }
      }>("GET", `/store/carts/${id}?fields=*shipping_address`)
      expect(cart).toMatchObject({
        shipping_address: { address_1: null },
        tax_total: 0,
      })

      const { cart: taxed } = await shopper.call<{
        cart: { tax_total: number }
      }>("POST", `/store/carts/${id}`, {
        email: "noa.shopper@example.com",
        shipping_address: {
          first_name: "Noa",
          phone: "+1 512 555 0100",
          ...ADDRESSES.austin,
        },
      })
      expect(taxed.tax_total).toBeCloseTo(13.2, 4)
      expect(withoutShipping()).toHaveLength(1)
    })

    it("its tax with the usual shipping is there too, and no later request prepares the prefetch again", async () => {
      await chooseStandardShipping()
      const id = await cartWith(9)
      recordLatency(150)
      await expect(prefetch(id, ADDRESSES.losAngeles)).resolves.toEqual(STARTED)
      await eventually(() => expect(estimates()).toHaveLength(2))
      prefetchFlags = []
      await shopper.call("POST", `/store/carts/${id}`, {
        email: "noa.shopper@example.com",
        shipping_address: { ...ADDRESSES.losAngeles, address_2: "" },
        billing_address: ADDRESSES.losAngeles,
      })
      await shopper.ship(id)
      expect(prefetchFlags).not.toContain(true)
      expect(estimates()).toHaveLength(2)
    })

    it("a signed-in shopper's is asked for with their exemptions", async () => {
      const { customerId, token } = await registeredCustomer(store)
      const authorization = { authorization: `Bearer ${token}` }
      const id = await cartWith(3)
      const signedIn = (path: string, body: object) =>
        store.api.post(path, body, {
          headers: {
            "x-publishable-api-key": store.shop.publishableKey,
            ...authorization,
          },
        })
      await signedIn(`/store/carts/${id}/customer`, {})
      await expect(
        prefetch(id, ADDRESSES.austin, authorization)
      ).resolves.toEqual(STARTED)
      await eventually(() => expect(withoutShipping()).toHaveLength(1))
      expect(withoutShipping()[0]).toMatchObject({
        customer: { external_id: customerId },
      })
      await signedIn(`/store/carts/${id}`, {
        shipping_address: ADDRESSES.austin,
      })
      expect(withoutShipping()).toHaveLength(1)
    })

    it("it has no effect if Kintsugi fails: the cart's own calculation reports that", async () => {
      const id = await cartWith(7)
      store.sandbox.fail({ kind: "status", status: 503, times: Infinity })
      await expect(prefetch(id, ADDRESSES.denver)).resolves.toEqual(STARTED)
      const { items } = await shopper.setAddress(id, ADDRESSES.denver)
      expect(items[0]!.tax_lines).toEqual([
        expect.objectContaining({
          data: expect.objectContaining({ source: "fallback" }) as unknown,
        }),
      ])
    })

    it("nothing is asked where nothing would be gained", async () => {
      const { address_1, country_code } = ADDRESSES.austin
      const id = await cartWith(2)
      const empty = await shopper.createCart()
      const shipped = await cartWith(2, ADDRESSES.losAngeles)
      await shopper.ship(shipped)
      store.sandbox.clearRequests()
      recordLatency(150)
      for (const [cart, address] of [
        [id, { address_1, country_code }],
        [id, ADDRESSES.toronto],
        [empty, ADDRESSES.austin],
        [shipped, ADDRESSES.austin],
        ["cart_none", ADDRESSES.austin],
      ] as const) {
        await expect(prefetch(cart, address)).resolves.toEqual(NOTHING)
      }
      recordLatency(5)
      await expect(prefetch(id, ADDRESSES.austin)).resolves.toEqual(NOTHING)
      expect(estimates()).toEqual([])
    })

    it.each([
      ["no country", { country_code: undefined }, "country_code"],
      ["an unknown field", { email: "noa@example.com" }, "email"],
      ["a control character", { city: "Aus\u0000tin" }, "city"],
      ["a list", { address_1: ["1 Main St"] }, "address_1"],
    ])("%s is refused by its field", async (_, fields, field) => {
      await expect(
        prefetch("cart_none", { ...ADDRESSES.austin, ...fields })
      ).resolves.toEqual({
        status: 400,
        data: expect.objectContaining({
          message: expect.stringContaining(field) as unknown,
        }) as unknown,
      })
    })

    it("a client over the limit per minute is refused, and reads that it can set the address instead", async () => {
      const client = { "x-forwarded-for": "203.0.113.99" }
      const statuses: number[] = []
      for (let count = 0; count < 61; count++) {
        const { status } = await prefetch("cart_none", ADDRESSES.austin, client)
        statuses.push(status)
      }
      expect(statuses).toEqual([...Array<number>(60).fill(202), 429])
      await expect(
        prefetch("cart_none", ADDRESSES.austin, client)
      ).resolves.toMatchObject({
        data: {
          code: "kintsugi_too_many_requests",
          message: expect.stringContaining("Set the cart's address") as unknown,
        },
      })
    })
  })

  describe("requests without a prefetch", () => {
    const expectNoPrefetch = () => expect(prefetchFlags).not.toContain(true)

    it("tax is not prefetched when Kintsugi answers at once", async () => {
      const id = await cartWith(2)
      recordLatency(5)
      await shopper.setAddress(id, ADDRESSES.austin)
      recordLatency(5)
      await shopper.ship(id)
      expectNoPrefetch()
    })

    it("tax is not prefetched when the same request brings a customer who may be exempt", async () => {
      const id = await cartWith(2)
      const { settings } =
        store.container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      const options = jest
        .spyOn(settings, "getOptions")
        .mockReturnValue({ ...settings.getOptions(), exemptGuests: true })
      await shopper.call("POST", `/store/carts/${id}`, {
        email: "noa.shopper@example.com",
        shipping_address: ADDRESSES.austin,
      })
      options.mockRestore()
      expectNoPrefetch()
    })

    it("tax is not prefetched when the same request changes the region", async () => {
      const id = await cartWith(2)
      await shopper.call("POST", `/store/carts/${id}`, {
        region_id: store.shop.regions.de,
        shipping_address: ADDRESSES.berlin,
      })
      expectNoPrefetch()
    })

    it("tax is not prefetched when the shipping may not be offered at the new address", async () => {
      const id = await cartWith(2, ADDRESSES.austin)
      await shopper.ship(id)
      prefetchFlags = []
      recordLatency(150)
      await shopper.setAddress(id, ADDRESSES.miami)
      expectNoPrefetch()
    })

    it("tax is not prefetched for a shipping price that depends on the cart", async () => {
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
      expectNoPrefetch()
      expect(estimates()).toHaveLength(1)
    })

    it("tax is not prefetched for requests that Medusa refuses", async () => {
      const id = await cartWith(2)
      const path = `/store/carts/${id}`
      const shipping_address = ADDRESSES.austin
      expect(await refusal(path, { shipping_address: ADDRESSES.toronto })).toBe(
        400
      )
      expect(
        await refusal(
          path,
          { shipping_address },
          { "x-publishable-api-key": "pk_nobodys" }
        )
      ).toBe(400)
      expect(
        await refusal("/store/carts/cart_none", { shipping_address })
      ).toBe(404)
      expect(await refusal(path, { shipping_address: [], option_id: {} })).toBe(
        400
      )
      expect(
        await refusal(`${path}/shipping-methods`, { option_id: "so_none" })
      ).toBe(400)
      expectNoPrefetch()
      expect(estimates()).toEqual([])
    })
  })
})
