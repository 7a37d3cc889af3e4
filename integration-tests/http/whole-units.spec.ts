import * as fc from "fast-check"
import { orderDriverOf } from "./order-driver"
import { pricingOf } from "./pricing"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

type Cart = {
  id: string
  total: number
  item_total: number
  shipping_total: number
  tax_total: number
  items: {
    id: string
    quantity: number
    tax_lines: { data: { line: Record<string, string> } }[]
  }[]
  payment_collection?: {
    amount: number
    payment_sessions?: { id: string }[]
  }
}

const FIELDS =
  "fields=+total,+item_total,+shipping_total,+tax_total,*items,*items.tax_lines,*payment_collection,*payment_collection.payment_sessions"

/** In digits after the point. */
const EPSILON = 4

const SEED = 20251129

const DISCOUNTS: {
  target_type: string
  value: number
  type?: "fixed"
  allocation?: "across"
  is_tax_inclusive?: boolean
}[] = [
  { target_type: "items", value: 10 },
  { target_type: "items", value: 33.33, is_tax_inclusive: true },
  { target_type: "order", value: 15, allocation: "across" },
  { target_type: "shipping_methods", value: 80 },
  { target_type: "items", value: 7, type: "fixed", allocation: "across" },
  { target_type: "items", value: 3, type: "fixed" },
  { target_type: "order", value: 100, type: "fixed", allocation: "across" },
  { target_type: "shipping_methods", value: 4, type: "fixed" },
]

const PLACES = {
  us: { at: ADDRESSES.austin, digits: 2, currency: "usd" },
  de: { at: ADDRESSES.berlin, digits: 2, currency: "eur" },
  jp: { at: ADDRESSES.tokyo, digits: 0, currency: "jpy" },
} as const

type Region = keyof typeof PLACES

describeStore("whole units", {}, (store) => {
  const { shopper, office, ledger, transactionsOf, expectLedgerEqualsMoney } =
    orderDriverOf(store)
  const { includeTax, price, priceShipping, createPromotion } = pricingOf(store)

  const codes = {} as Record<Region, string[]>

  beforeAll(async () => {
    await includeTax("eur")
    for (const [region, { currency }] of Object.entries(PLACES)) {
      codes[region as Region] = []
      for (const { is_tax_inclusive, ...method } of DISCOUNTS) {
        codes[region as Region].push(
          await createPromotion(
            {
              allocation: "each",
              ...(method.type === "fixed" && { currency_code: currency }),
              ...(method.allocation === undefined && { max_quantity: 3 }),
              ...method,
            },
            is_tax_inclusive
          )
        )
      }
    }
  })

  const read = async (id: string) =>
    (await shopper.call<{ cart: Cart }>("GET", `/store/carts/${id}?${FIELDS}`))
      .cart

  const expectWhole = (amount: number, digits: number) =>
    expect(amount).toBeCloseTo(Number(amount.toFixed(digits)), EPSILON)

  /** The sandbox's tax for the latest estimate, in major units. */
  const fetchTax = async (): Promise<number | undefined> => {
    const latest = store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .at(-1)?.body
    if (!latest) {
      return undefined
    }
    const response = await fetch(`${store.sandbox.url}/v1/tax/estimate`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-api-key": store.sandbox.apiKey,
        "x-organization-id": store.sandbox.organizationId,
      },
      body: JSON.stringify({ ...(latest as object), external_id: "by_hand" }),
    })
    const { total_tax_amount_calculated } = (await response.json()) as {
      total_tax_amount_calculated: string
    }
    return Number(total_tax_amount_calculated)
  }

  const anyCart = fc.record({
    region: fc.constantFrom<Region>("us", "de", "jp"),
    lines: fc.uniqueArray(
      fc.record({
        article: fc.constantFrom(
          "mug" as const,
          "coat" as const,
          "tent" as const,
          "giftWrap" as const
        ),
        quantity: fc.integer({ min: 1, max: 7 }),
      }),
      { minLength: 1, maxLength: 3, selector: ({ article }) => article }
    ),
    discounts: fc.uniqueArray(
      fc.integer({ min: 0, max: DISCOUNTS.length - 1 }),
      {
        minLength: 1,
        maxLength: 3,
      }
    ),
    ships: fc.boolean(),
  })

  it("random carts have totals in whole units, which stay the same", async () => {
    let comparisons = 0
    await fc.assert(
      fc.asyncProperty(anyCart, async ({ region, lines, discounts, ships }) => {
        const { at, digits } = PLACES[region]
        store.sandbox.clearRequests()
        const id = await shopper.createCart(region, {
          items: lines.map(({ article, quantity }) => ({
            variant_id: store.shop.variants[article].variantId,
            quantity,
          })),
          shipping_address: at,
          promo_codes: discounts.map((index) => codes[region][index]!),
        })
        const path = `/store/carts/${id}`
        if (ships) {
          await shopper.ship(id)
        }
        const due = await fetchTax()
        await shopper.pay(id)
        const first = await read(id)
        for (const amount of [
          first.total,
          first.item_total,
          first.shipping_total,
          first.tax_total,
          first.payment_collection!.amount,
        ]) {
          expectWhole(amount, digits)
        }
        if (due !== undefined) {
          comparisons += 1
          expect(first.tax_total).toBeCloseTo(due, EPSILON)
        }
        store.sandbox.clearRequests()
        const line = first.items[0]!
        await shopper.call("POST", `${path}/line-items/${line.id}`, {
          quantity: line.quantity,
        })
        const second = await read(id)
        await shopper.call("POST", `${path}/taxes`)
        await shopper.call("POST", path, {
          email: "mia.shopper@example.com",
        })
        for (const cart of [second, await read(id)]) {
          expect(cart.total).toBe(first.total)
          expect(cart.tax_total).toBe(first.tax_total)
          expect(cart.payment_collection).toMatchObject({
            amount: first.payment_collection!.amount,
            payment_sessions: first.payment_collection!.payment_sessions!.map(
              ({ id }) => ({ id })
            ),
          })
        }
        expect(store.sandbox.requests({ path: "/v1/tax/estimate" })).toEqual([])
      }),
      {
        seed: SEED,
        // CARTS=200 takes about ten minutes.
        numRuns: Number(process.env.CARTS ?? 12),
        endOnFailure: true,
      }
    )
    expect(comparisons).toBeGreaterThan(0)
  }, 1_800_000)

  it("whole units are charged, reported and refunded", async () => {
    const id = await shopper.createCart("us")
    await shopper.add(id, store.shop.variants.mug, 1)
    await shopper.setAddress(id, ADDRESSES.austin)
    await shopper.promote(id)
    await shopper.ship(id, "free")
    // 19.99 less 2.00, and 8.25% of 17.99.
    const { order } = await shopper.complete(id)
    expect(order.total).toBeCloseTo(17.99 + 1.48, EPSILON)
    await office.capture(order.id)
    await ledger.waitUntilSynced(order.id)
    const [sale] = await transactionsOf(order.id)
    expect(sale).toMatchObject({ total_tax_amount_imported: "1.48" })
    expect(Number(sale!.total_amount)).toBe(17.99)
    await office.refund(order.id, 19.47)
    await expectLedgerEqualsMoney(order.id)
  })

  it("whole units are those of the currency when Kintsugi answers with fractions", async () => {
    const { regions, variants, shippingOptions } = store.shop
    await store.admin("POST", `/admin/regions/${regions.de}`, {
      countries: ["de"],
    })
    const { stores } = await store.admin<{
      stores: {
        id: string
        supported_currencies: { currency_code: string; is_default: boolean }[]
      }[]
    }>("GET", "/admin/stores")
    await store.admin("POST", `/admin/stores/${stores[0]!.id}`, {
      supported_currencies: [
        ...stores[0]!.supported_currencies.map(
          ({ currency_code, is_default }) => ({ currency_code, is_default })
        ),
        { currency_code: "krw" },
      ],
    })
    const { region } = await store.admin<{ region: { id: string } }>(
      "POST",
      "/admin/regions",
      {
        name: "France in won",
        currency_code: "krw",
        countries: ["fr"],
        automatic_taxes: true,
        payment_providers: ["pp_system_default"],
      }
    )
    await price(variants.mug, { krw: 1999 })
    await price(variants.coat, { krw: 1003 })
    await priceShipping(shippingOptions.free, { krw: 0 })
    const { cart } = await shopper.call<{ cart: { id: string } }>(
      "POST",
      "/store/carts",
      { region_id: region.id, email: "mia.shopper@example.com" }
    )
    const path = `/store/carts/${cart.id}`
    for (const variant of [variants.mug, variants.coat]) {
      await shopper.add(cart.id, variant, 1)
    }
    await shopper.call("POST", path, {
      shipping_address: {
        address_1: "55 Rue du Faubourg Saint-Honoré",
        city: "Paris",
        postal_code: "75008",
        country_code: "fr",
      },
    })
    // 20%: 399.80 and 200.60 are 600.40.
    const taxed = await read(cart.id)
    expect(taxed.tax_total).toBeCloseTo(600, EPSILON)
    expect(taxed.total).toBeCloseTo(3602, EPSILON)
    expect(
      taxed.items.map(({ tax_lines }) => {
        const { tax_amount, answered_tax_amount } = tax_lines[0]!.data.line
        return [tax_amount, answered_tax_amount]
      })
    ).toEqual(
      expect.arrayContaining([
        ["400.00", "399.80"],
        ["200.00", "200.60"],
      ])
    )
    await shopper.ship(cart.id, "free")
    const { order } = await shopper.complete(cart.id)
    expect(order.total).toBeCloseTo(3602, EPSILON)
    await office.capture(order.id)
    await ledger.waitUntilSynced(order.id)
    const [sale] = await transactionsOf(order.id)
    expect(Number(sale!.total_tax_amount_imported)).toBe(600)
    expect(Number(sale!.total_amount)).toBe(3002)
  })
})
