import type { ShopVariant } from "../../demo/shop"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { orderDriverOf } from "./order-driver"
import { eventually } from "./eventually"
import { newProduct } from "./new-product"
import { registeredCustomer } from "./registered-customer"
import { type Address, type Cart, ADDRESSES, shopperOf } from "./shopper"
import { OWN_RATES } from "./single-mug-cart"
import { describeStore } from "./store"
import { deleteUsRates } from "./delete-tax-rates"

const EPSILON = 4

const OUTAGE = { kind: "status", status: 503, times: 1_000 } as const

const FIVE_PERCENT = { ...OWN_RATES, fallbackRates: { us: 5 } }

describeStore("customers and places", FIVE_PERCENT, (store) => {
  const shopper = shopperOf(store)
  let fifty: ShopVariant

  beforeEach(async () => {
    fifty = await newProduct(store, { title: "Lamp", price: 50 })
  })

  const signIn = async (cartId: string, token: string) =>
    store.api.post(
      `/store/carts/${cartId}/customer`,
      {},
      {
        headers: {
          "x-publishable-api-key": store.shop.publishableKey,
          authorization: `Bearer ${token}`,
        },
      }
    )

  const exempt = (customerId: string, fields: object = {}) =>
    store.admin("POST", `/admin/kintsugi/customers/${customerId}/exemptions`, {
      exemption_type: "wholesale",
      fein: "12-3456789",
      jurisdictions: ["TX"],
      start_date: "2020-01-01",
      ...fields,
    })

  const setQuantity = async (cart: Cart, quantity: number) => {
    await shopper.call(
      "POST",
      `/store/carts/${cart.id}/line-items/${cart.items[0]!.id}`,
      { quantity }
    )
    return shopper.read(cart.id)
  }

  const dataOf = (cart: Cart) => cart.items[0]?.tax_lines[0]?.data

  describe("a customer's own exemption", () => {
    const cartOfCustomer = async (address: Address = ADDRESSES.austin) => {
      const { customerId, token } = await registeredCustomer(store)
      const cartId = await shopper.createCart()
      await signIn(cartId, token)
      await shopper.add(cartId, fifty, 1)
      await shopper.setAddress(cartId, address)
      return { customerId, cartId }
    }

    it("a customer's exemption applies in its state while Kintsugi is down, and nowhere else", async () => {
      const { customerId, cartId } = await cartOfCustomer()
      await exempt(customerId)
      const before = await shopper.calculateTaxes(cartId)
      expect(before.tax_total).toBe(0)

      store.sandbox.fail(OUTAGE)
      const down = await setQuantity(before, 3)
      expect(down.tax_total).toBe(0)
      expect(dataOf(down)).toMatchObject({
        source: "zero",
        reason: "unavailable",
        exempt_by: "exemption",
      })
      const elsewhere = await shopper.setAddress(cartId, ADDRESSES.losAngeles)
      expect(elsewhere.tax_total).toBeCloseTo(7.5, EPSILON)
      store.sandbox.clearFaults()
    })

    it("a customer's exemption that has ended does not apply", async () => {
      const { customerId, cartId } = await cartOfCustomer()
      await exempt(customerId, { end_date: "2021-12-31" })
      store.sandbox.fail(OUTAGE)
      const down = await setQuantity(await shopper.read(cartId), 3)
      expect(down.tax_total).toBeCloseTo(7.5, EPSILON)
      store.sandbox.clearFaults()
    })

    it("a customer's exemption applies at an address that Kintsugi calls invalid", async () => {
      const { customerId, cartId } = await cartOfCustomer()
      await exempt(customerId)
      const cart = await shopper.setAddress(cartId, {
        ...ADDRESSES.austin,
        postal_code: "90012",
      })
      expect(cart.tax_total).toBe(0)
      expect(dataOf(cart)).toMatchObject({
        reason: "invalid_address",
        exempt_by: "exemption",
      })
    })

    it("a customer's exemption is deleted with the customer", async () => {
      const { customerId } = await cartOfCustomer()
      await exempt(customerId)
      const service = store.container.resolve<KintsugiModuleService>("kintsugi")
      const records = () =>
        Promise.all([
          service.listKintsugiExemptions({ customer_id: customerId }),
          service.listKintsugiSignedInCarts({ customer_id: customerId }),
          service.listKintsugiCustomers({ customer_id: customerId }),
        ])
      expect((await records()).map(({ length }) => length)).toEqual([1, 1, 1])
      await store.admin("DELETE" as never, `/admin/customers/${customerId}`)
      await eventually(async () =>
        expect((await records()).map(({ length }) => length)).toEqual([0, 0, 0])
      )
    })
  })

  describe("a guest with an exempt customer's email", () => {
    it("a guest with an exempt customer's email is taxed, and so is the sale; the customer is not", async () => {
      const { customerId, token } = await registeredCustomer(
        store,
        "school@example.com"
      )
      await exempt(customerId)
      const cartId = await shopper.createCart()
      await shopper.call("POST", `/store/carts/${cartId}`, {
        email: "school@example.com",
      })
      await shopper.add(cartId, fifty, 1)
      const guest = await shopper.setAddress(cartId, ADDRESSES.austin)
      expect(guest.tax_total).toBeCloseTo(4.13, EPSILON)
      const latest = store.sandbox.requests({ path: "/v1/tax/estimate" }).at(-1)
      expect(latest?.body).not.toHaveProperty("customer")

      store.sandbox.fail(OUTAGE)
      const down = await setQuantity(guest, 3)
      expect(down.tax_total).toBeCloseTo(7.5, EPSILON)
      store.sandbox.clearFaults()

      await setQuantity(guest, 1)
      await shopper.ship(cartId)
      const { order } = await shopper.complete(cartId)
      const { office, transactionsOf, expectLedgerEqualsMoney } =
        orderDriverOf(store)
      await office.capture(order.id)
      await expectLedgerEqualsMoney(order.id)
      expect(await transactionsOf(order.id)).toMatchObject([
        { customer: { external_id: `guest-${order.id}` } },
      ])

      const own = await shopper.createCart()
      await shopper.call("POST", `/store/carts/${own}`, {
        email: "school@example.com",
      })
      await shopper.add(own, fifty, 1)
      await shopper.setAddress(own, ADDRESSES.austin)
      // The cart already belongs to that customer, so Medusa changes nothing.
      await signIn(own, token)
      expect((await shopper.read(own)).tax_total).toBe(0)
      // Later changes without a session still count as the customer's.
      expect((await shopper.add(own, store.shop.variants.mug)).tax_total).toBe(
        0
      )
    })

    it("a guest with an exempt customer's email is not exempt by the customer's group", async () => {
      const { customerId } = await registeredCustomer(store)
      const { customer_group } = await store.admin<{
        customer_group: { id: string }
      }>("POST", "/admin/customer-groups", { name: "Schools" })
      await store.admin(
        "POST",
        `/admin/kintsugi/customer-groups/${customer_group.id}`,
        { reason: "Public school" }
      )
      await store.admin(
        "POST",
        `/admin/customer-groups/${customer_group.id}/customers`,
        { add: [customerId] }
      )
      const cartId = await shopper.createCart()
      await shopper.call("POST", `/store/carts/${cartId}`, {
        email: "mia@example.com",
      })
      await shopper.add(cartId, fifty, 1)
      const cart = await shopper.setAddress(cartId, ADDRESSES.austin)
      expect(cart.tax_total).toBeCloseTo(4.13, EPSILON)
      expect(JSON.stringify(cart)).not.toContain("Public school")
    })
  })

  describe("an order with a billing address only", () => {
    const PAPER = { ...ADDRESSES.austin, first_name: "Mia", last_name: "S" }
    // Without a shipping profile, it is not shipped.
    const digital = () => newProduct(store, { title: "Book file", price: 30 })

    it("a draft order with a billing address only is taxed there, and so is an added item", async () => {
      const { variantId } = await digital()
      const { draft_order } = await store.admin<{
        draft_order: { id: string; tax_total: number }
      }>("POST", "/admin/draft-orders?fields=+tax_total", {
        email: "mia.shopper@example.com",
        region_id: store.shop.regions.us,
        items: [{ variant_id: variantId, quantity: 1 }],
        billing_address: PAPER,
      })
      expect(draft_order.tax_total).toBeCloseTo(2.48, EPSILON)

      const { id } = draft_order
      await store.admin(
        "POST",
        `/admin/draft-orders/${id}/convert-to-order`,
        {}
      )
      const { office } = orderDriverOf(store)
      expect((await office.read(id)).tax_total).toBeCloseTo(2.48, EPSILON)

      await store.admin("POST", "/admin/order-edits", { order_id: id })
      await store.admin("POST", `/admin/order-edits/${id}/items`, {
        items: [{ variant_id: variantId, quantity: 1, unit_price: 10 }],
      })
      await store.admin("POST", `/admin/order-edits/${id}/request`, {})
      await store.admin("POST", `/admin/order-edits/${id}/confirm`, {})
      expect((await office.read(id)).tax_total).toBeCloseTo(3.31, EPSILON)
    })
  })

  describe("the store's own rates of a province", () => {
    const createCaliforniaRate = async (rate: number) => {
      const { tax_region } = await store.admin<{ tax_region: { id: string } }>(
        "POST",
        "/admin/tax-regions",
        {
          country_code: "us",
          province_code: "us-ca",
          parent_id: store.shop.taxRegions.us,
          default_tax_rate: { rate, code: "CA", name: "California" },
        }
      )
      return tax_region.id
    }

    it.each(["CA", "California", "us-ca"])(
      "the store's own rates of a province are the fallback for %s",
      async (province) => {
        await createCaliforniaRate(7)
        store.sandbox.fail(OUTAGE)
        const cartId = await shopper.createCart()
        await shopper.add(cartId, fifty, 1)
        const cart = await shopper.setAddress(cartId, {
          ...ADDRESSES.losAngeles,
          province,
        })
        expect(cart.tax_total).toBeCloseTo(3.5, EPSILON)
        store.sandbox.clearFaults()
      }
    )

    it("the store's own rates of a province are the fallback if the country has none", async () => {
      await deleteUsRates(store)
      await createCaliforniaRate(7)
      store.sandbox.fail(OUTAGE)
      const cartId = await shopper.createCart()
      await shopper.add(cartId, fifty, 1)
      const cart = await shopper.setAddress(cartId, {
        ...ADDRESSES.losAngeles,
        province: "CA",
      })
      expect(cart.tax_total).toBeCloseTo(3.5, EPSILON)
      store.sandbox.clearFaults()
    })
  })

  it("a missing state is taken from the ZIP code, and marked", async () => {
    const cartId = await shopper.createCart()
    await shopper.add(cartId, fifty, 1)
    const cart = await shopper.setAddress(cartId, {
      ...ADDRESSES.austin,
      province: undefined,
      postal_code: "78701\u20131234",
    })
    expect(cart.tax_total).toBeCloseTo(4.13, EPSILON)
    expect(dataOf(cart)).toMatchObject({ state_from: "postal_code" })
    expect(
      store.sandbox.requests({ path: "/v1/tax/estimate" }).at(-1)?.body
    ).toMatchObject({
      addresses: [{ state: "TX", postal_code: "78701-1234" }],
    })
  })

  it("a tax ID of an unknown country is refused, and EL is stored as Greece", async () => {
    const { customerId } = await registeredCustomer(store)
    const path = `/admin/kintsugi/customers/${customerId}/tax-ids`
    await expect(
      store.admin("POST", path, { country_code: "ZZ", number: "1" })
    ).rejects.toMatchObject({
      response: {
        status: 400,
        data: { message: expect.stringContaining("country_code") },
      },
    })
    const { customer_tax } = await store.admin<{
      customer_tax: { tax_ids: { country_code: string }[] }
    }>("POST", path, { country_code: "el", number: "EL123456789" })
    expect(customer_tax.tax_ids).toMatchObject([{ country_code: "GR" }])
  })
})
