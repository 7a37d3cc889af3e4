import type { MedusaContainer } from "@medusajs/framework/types"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../src/modules/kintsugi"
import {
  type StoreRows,
  createStoreRows,
} from "../../src/modules/kintsugi/queries/store-rows"
import { createReadTogether } from "../../src/modules/kintsugi/read-together"
import {
  createCartLookups,
  readRegion,
} from "../../src/workflows/cart-tax/lookups"
import { readCart } from "../../src/workflows/cart-tax/read-cart"
import { pricingOf } from "./pricing"
import { ADDRESSES, shopperOf } from "./shopper"
import { registeredCustomer } from "./registered-customer"
import { describeStore } from "./store"

const EPSILON = 4

describeStore("checkout edge cases", {}, (store) => {
  const shopper = shopperOf(store, { neighbors: true })
  const estimates = () => store.sandbox.requests({ path: "/v1/tax/estimate" })

  const cartIn = async (
    address: (typeof ADDRESSES)[keyof typeof ADDRESSES],
    article: keyof (typeof store)["shop"]["variants"] = "mug"
  ): Promise<string> => {
    const id = await shopper.createCart()
    await shopper.add(id, store.shop.variants[article], 1)
    await shopper.setAddress(id, address)
    return id
  }

  it("an item that is picked up is taxed at the pickup location", async () => {
    const id = await cartIn(ADDRESSES.austin)
    const option = await createPickupOption(store)
    await shopper.call("POST", `/store/carts/${id}/shipping-methods`, {
      option_id: option,
    })
    const cart = await shopper.read(id)

    expect(estimates().at(-1)?.body).toMatchObject({
      addresses: [
        { type: "SHIP_TO", state: "CA", postal_code: "90012", country: "US" },
      ],
    })
    // Los Angeles' 9.5%, and nothing for the free counter.
    expect(cart.tax_total).toBeCloseTo(1.9, EPSILON)

    const parcel = await shopper.ship(id)
    expect(parcel.item_tax_total).toBeCloseTo(1.65, EPSILON)
  })

  it("a cart is read from Medusa's tables as its modules read it", async () => {
    const id = await cartIn(ADDRESSES.austin)
    await shopper.add(id, store.shop.variants.coat, 2)
    await shopper.call("POST", `/store/carts/${id}`, {
      billing_address: { ...ADDRESSES.losAngeles, metadata: { floor: 3 } },
      metadata: { gift: { wrapped: true } },
    })
    await shopper.call("POST", `/store/carts/${id}/shipping-methods`, {
      option_id: await createPickupOption(store),
    })
    await shopper.promote(id)

    const { includeTax, createPromotion } = pricingOf(store)
    await includeTax("eur")
    const inBerlin = await shopper.createCart("de")
    await shopper.add(inBerlin, store.shop.variants.mug, 1)
    await shopper.setAddress(inBerlin, ADDRESSES.berlin)
    await shopper.ship(inBerlin)
    const method = { value: 50, target_type: "shipping_methods" }
    await shopper.call("POST", `/store/carts/${inBerlin}/promotions`, {
      promo_codes: [
        await createPromotion({ ...method, allocation: "each" }),
        await createPromotion({ value: 10 }),
      ],
    })

    const read = async (container: MedusaContainer) => {
      const lookups = createCartLookups(container)
      return comparable([
        await readCart(id, container, lookups),
        await readCart(inBerlin, container, lookups),
        await lookups.isKintsugiCountry("US"),
        await lookups.isKintsugiCountry("JP"),
        await readCart("cart_of_nobody", container),
      ])
    }
    const rows = await read(store.container)
    expect(rows).toEqual(await read(withoutStoreRows(store.container)))
    expect(JSON.stringify(rows).match(/"promotion_id":"promo_/g)).toHaveLength(
      4
    )
  })

  it("a region and a customer are read from Medusa's tables as their modules read them", async () => {
    const { customerId } = await registeredCustomer(store, "noa@example.com")
    const customers = store.container.resolve(Modules.CUSTOMER)
    const [schools, resellers, former] = await customers.createCustomerGroups([
      { name: "Schools" },
      { name: "Resellers" },
      { name: "Former" },
    ])
    await customers.updateCustomers(customerId, { metadata: { vip: true } })
    await customers.addCustomerToGroup(
      [schools!, resellers!, former!].map(({ id }) => ({
        customer_id: customerId,
        customer_group_id: id,
      }))
    )
    await customers.softDeleteCustomerGroups([former!.id])
    const gone = await customers.createCustomers({ email: "gone@example.com" })
    await customers.softDeleteCustomers([gone.id])

    const read = async (container: MedusaContainer) => {
      const lookups = createCartLookups(container)
      return [
        await lookups.customer(customerId),
        await lookups.customer(gone.id),
        await lookups.customer("cus_of_nobody"),
        await readRegion(store.shop.regions.us, container),
        await readRegion(store.shop.regions.de, container),
        await readRegion("reg_of_nobody", container),
      ]
    }
    const rows = await read(store.container)
    expect(rows).toEqual(await read(withoutStoreRows(store.container)))
    expect(rows[0]).toEqual({
      id: customerId,
      email: "noa@example.com",
      metadata: { vip: true },
      customer_groups: [schools!.id, resellers!.id].toSorted(),
    })
    expect(rows[3]).toMatchObject({ automatic_taxes: true })
  })

  it("a cart is read through Medusa's modules where the database lacks a column", async () => {
    const knex = store.container.resolve<Knex>(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    const readJson = createReadTogether(knex)
    const rows = createStoreRows(
      (sql, bindings) =>
        readJson(sql.replaceAll("cart.locale", "cart.of_next_year"), bindings),
      undefined
    )
    const byModules = jest.fn(async () => null)
    const id = await shopper.createCart()
    await expect(rows.cart(id, byModules)).resolves.toBeNull()
    expect(byModules).toHaveBeenCalledTimes(1)
  })

  it("a shopper who logs in half-way gets their exemption", async () => {
    const id = await cartIn(ADDRESSES.austin)
    await shopper.ship(id)
    expect((await shopper.read(id)).tax_total).toBeCloseTo(2.47, EPSILON)

    const { customerId, token } = await registeredCustomer(store)
    store.sandbox.addCustomer({ external_id: customerId, exempt: true })
    const { data } = await store.api.post<{ cart: { tax_total: number } }>(
      `/store/carts/${id}/customer?fields=+tax_total`,
      {},
      {
        headers: {
          "x-publishable-api-key": store.shop.publishableKey,
          authorization: `Bearer ${token}`,
        },
      }
    )

    expect(data.cart.tax_total).toBe(0)
    expect(estimates().at(-1)?.body).toMatchObject({
      customer: { external_id: customerId },
    })
    const cart = await shopper.read(id)
    expect(cart.tax_total).toBe(0)
    expect(cart.items[0]?.tax_lines[0]?.data).toMatchObject({
      line: { exempt: true, exempt_reason: "CUSTOMER" },
    })
  })

  it("a completion whose total would change under an authorized payment is refused", async () => {
    const id = await cartIn(ADDRESSES.miami, "tent")
    await authorizeAndChange(store, id)

    await expect(
      shopper.call("POST", `/store/carts/${id}/complete`)
    ).rejects.toMatchObject({
      response: {
        status: 400,
        data: {
          code: "kintsugi_tax_changed",
          message: expect.stringContaining("review the new total"),
        },
      },
    })
    const { data } = await store.api.get(`/admin/orders`, {
      headers: store.adminHeaders(),
    })
    expect(data.orders).toEqual([])
  })

  it("with on_tax_change accept, the order is placed with the authorized total and marked", async () => {
    await store.admin("POST", "/admin/kintsugi/settings", {
      on_tax_change: "accept",
    })
    const id = await cartIn(ADDRESSES.miami, "tent")
    await authorizeAndChange(store, id)
    const { order } = await shopper.call<{
      order: { id: string; tax_total: number }
    }>("POST", `/store/carts/${id}/complete`)
    await store.admin("POST", "/admin/kintsugi/settings", {
      on_tax_change: null,
    })

    // At the rate for one tent, without the surtax's cap at 5,000.00.
    expect(order.tax_total).toBeCloseTo(560 + 0.7, EPSILON)
    const { order: placed } = await store.admin<{
      order: { metadata: Record<string, unknown> }
    }>("GET", `/admin/orders/${order.id}?fields=+metadata`)
    expect(Number(placed.metadata.kintsugi_tax_due)).toBeCloseTo(530.7, EPSILON)
    expect(Number(placed.metadata.kintsugi_tax_charged)).toBeCloseTo(
      560.7,
      EPSILON
    )
  })

  it("a cart that was corrected loses the mark of a changed tax", async () => {
    const id = await cartIn(ADDRESSES.miami, "tent")
    const marks = { kintsugi_tax_due: "1", kintsugi_tax_charged: "2" }
    await store.container
      .resolve(Modules.CART)
      .updateCarts(id, { metadata: { ...marks, gift: "for Ann" } })
    await shopper.ship(id)
    const { order } = await shopper.complete(id)

    const { order: placed } = await store.admin<{
      order: { metadata: Record<string, unknown> }
    }>("GET", `/admin/orders/${order.id}?fields=+metadata`)
    expect(placed.metadata).toEqual({ gift: "for Ann" })
  })

  it("a paid order is placed while Kintsugi is down", async () => {
    const id = await cartIn(ADDRESSES.miami, "tent")
    await authorizeAndChange(store, id)
    store.sandbox.fail({ kind: "status", status: 503, times: 1_000 })
    const { order } = await shopper.call<{
      order: { id: string; tax_total: number }
    }>("POST", `/store/carts/${id}/complete`)
    store.sandbox.clearFaults()

    expect(order.tax_total).toBeCloseTo(560 + 0.7, EPSILON)
    const { order: placed } = await store.admin<{
      order: { metadata: Record<string, unknown> | null }
    }>("GET", `/admin/orders/${order.id}?fields=+metadata`)
    expect(placed.metadata?.kintsugi_tax_due).toBeUndefined()
  })

  it("a payment webhook completes a cart whose tax would change", async () => {
    const id = await cartIn(ADDRESSES.miami, "tent")
    await authorizeAndChange(store, id)
    const { completeCartWorkflow } = await import("@medusajs/medusa/core-flows")
    const { result } = await completeCartWorkflow(store.container).run({
      input: { id },
    })
    expect(result.id).toMatch(/^order_/)
  })

  it("a draft order is taxed like a cart", async () => {
    const { draft_order } = await store.admin<{ draft_order: { id: string } }>(
      "POST",
      "/admin/draft-orders",
      {
        email: "mia.shopper@example.com",
        region_id: store.shop.regions.us,
        items: [
          { variant_id: store.shop.variants.tent.variantId, quantity: 4 },
          { variant_id: store.shop.variants.mug.variantId, quantity: 3 },
        ],
        shipping_address: ADDRESSES.miami,
        shipping_methods: [
          {
            shipping_option_id: store.shop.shippingOptions.standard,
            name: "Standard",
            amount: 9.95,
          },
        ],
      }
    )
    const { order } = await store.admin<{
      order: { tax_total: number; item_tax_total: number }
    }>(
      "GET",
      `/admin/orders/${draft_order.id}?fields=+tax_total,+item_tax_total`
    )
    const [estimate] = estimates().slice(-1)
    const { external_id, transaction_items } = estimate?.body as {
      external_id: string
      transaction_items: { amount: number }[]
    }
    expect(external_id).toBe(draft_order.id)
    // Medusa reads items created at the same instant in any order.
    expect(transaction_items.map(({ amount }) => amount).sort()).toEqual([
      59.97, 8000, 9.95,
    ])
    // 480.00 and the surtax of 5,000.00; 3.60 and 0.60; 0.60 and 0.10.
    expect(order.item_tax_total).toBeCloseTo(530 + 4.2, EPSILON)
    expect(order.tax_total).toBeCloseTo(530 + 4.2 + 0.7, EPSILON)
  })
})

type TestStore = Parameters<typeof shopperOf>[0]

/** Creates a pickup option at a counter in Los Angeles. */
const createPickupOption = async (store: TestStore): Promise<string> => {
  const { stock_location } = await store.admin<{
    stock_location: { id: string }
  }>("POST", "/admin/stock-locations", {
    name: "Counter",
    address: {
      address_1: "200 N Spring St",
      city: "Los Angeles",
      province: "us-ca",
      postal_code: "90012",
      country_code: "us",
    },
  })
  const path = `/admin/stock-locations/${stock_location.id}`
  const { sales_channels } = await store.admin<{
    sales_channels: { id: string; name: string }[]
  }>("GET", "/admin/sales-channels")
  await store.admin("POST", `${path}/sales-channels`, {
    add: sales_channels.map(({ id }) => id),
  })
  await store.admin("POST", `${path}/fulfillment-providers`, {
    add: ["manual_manual"],
  })
  const withSets = await store.admin<{
    stock_location: { fulfillment_sets: { id: string }[] }
  }>("POST", `${path}/fulfillment-sets?fields=*fulfillment_sets`, {
    name: "Counter",
    type: "pickup",
  })
  const { fulfillment_set } = await store.admin<{
    fulfillment_set: { service_zones: { id: string }[] }
  }>(
    "POST",
    `/admin/fulfillment-sets/${withSets.stock_location.fulfillment_sets[0]?.id}/service-zones`,
    { name: "Counter", geo_zones: [{ type: "country", country_code: "us" }] }
  )
  const { shipping_profiles } = await store.admin<{
    shipping_profiles: { id: string; name: string }[]
  }>("GET", "/admin/shipping-profiles")
  const { shipping_option } = await store.admin<{
    shipping_option: { id: string }
  }>("POST", "/admin/shipping-options", {
    name: "Counter",
    service_zone_id: fulfillment_set.service_zones[0]?.id,
    shipping_profile_id: shipping_profiles.find(({ name }) => name === "Parcel")
      ?.id,
    provider_id: "manual_manual",
    price_type: "flat",
    type: { label: "Counter", description: "Counter", code: "counter" },
    prices: [{ currency_code: "usd", amount: 0 }],
    rules: [],
  })
  return shipping_option.id
}

/** Authorizes a payment, and then changes the cart without the shopper. */
const authorizeAndChange = async (
  store: TestStore,
  cartId: string
): Promise<void> => {
  const shopper = shopperOf(store)
  await shopper.ship(cartId)
  const session = await shopper.pay(cartId)
  await store.container
    .resolve(Modules.PAYMENT)
    .authorizePaymentSession(session.id, {})
  const { items } = await shopper.read(cartId)
  await store.container
    .resolve(Modules.CART)
    .updateLineItems(items[0]!.id, { quantity: 4 })
}

/** A container in which Medusa's modules read what else SQL reads. */
const withoutStoreRows = (container: MedusaContainer): MedusaContainer => {
  const byModules = (_: unknown, read: () => Promise<never>) => read()
  const storeRows: Omit<StoreRows, "cartLines"> = {
    cart: byModules,
    fulfillmentSets: byModules,
    taxProvider: byModules,
    region: byModules,
    customer: byModules,
  }
  return {
    resolve: (name: string) =>
      name === KINTSUGI_MODULE ? { storeRows } : container.resolve(name),
  } as MedusaContainer
}

/** Columns that the modules add. */
const OWNERS = /^(item|cart|shipping_method|(shipping|billing)_address)_id$/

/** Without differences in order, owners and the spelling of dates. */
const comparable = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    return value
      .map(comparable)
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (typeof value !== "object" || value === null || value instanceof Date) {
    return value ?? null
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !OWNERS.test(key))
      .toSorted()
      .map(([key, part]) => [
        key,
        key.endsWith("_at") && part
          ? new Date(part).getTime()
          : comparable(part),
      ])
  )
}
