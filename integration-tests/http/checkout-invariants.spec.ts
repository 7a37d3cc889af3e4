import * as fc from "fast-check"
import { type Address, ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

type Line = {
  id: string
  title: string
  product_id?: string
  quantity?: number
  subtotal: number
  discount_subtotal: number
  tax_total: number
}

type Cart = {
  id: string
  currency_code: string
  shipping_address: Address | null
  items: Line[]
  shipping_methods: Line[]
  payment_collection?: { amount: number } | null
  tax_total: number
  item_tax_total: number
  shipping_tax_total: number
  total: number
}

/** Medusa's own epsilon, in major units. */
const EPSILON = 0.0001

const FIELDS =
  "fields=*items,*shipping_methods,*shipping_address,*payment_collection,+items.tax_total,+shipping_methods.tax_total,+tax_total,+item_tax_total,+shipping_tax_total,+total"

const PLACES = {
  us: [
    { at: ADDRESSES.austin, state: "TX", postalCode: "78701" },
    { at: ADDRESSES.losAngeles, state: "CA", postalCode: "90012" },
    { at: ADDRESSES.newYork, state: "NY", postalCode: "10005" },
    { at: ADDRESSES.nashville, state: "TN", postalCode: "37203" },
    { at: ADDRESSES.miami, state: "FL", postalCode: "33128" },
    { at: ADDRESSES.denver, state: "CO", postalCode: "80202" },
    { at: ADDRESSES.portland, state: "OR", postalCode: "97204" },
  ],
  ca: [{ at: ADDRESSES.toronto, state: "ON", postalCode: "M5H 2N2" }],
  jp: [{ at: ADDRESSES.tokyo, state: "", postalCode: "100-8111" }],
} as const

/** In addition to the shop's own code, which takes 10% off all items. */
const DISCOUNTS = [
  {
    type: "fixed",
    target_type: "order",
    value: 7,
    currency_code: "usd",
  },
  {
    type: "fixed",
    target_type: "items",
    allocation: "each",
    max_quantity: 3,
    value: 3.33,
    currency_code: "usd",
  },
  {
    type: "percentage",
    target_type: "shipping_methods",
    allocation: "across",
    value: 37.5,
  },
  {
    type: "fixed",
    target_type: "items",
    allocation: "across",
    value: 100,
    currency_code: "jpy",
  },
]

type Step =
  | { do: "add"; article: number; quantity: number }
  | { do: "change"; line: number; quantity: number }
  | { do: "remove"; line: number }
  | { do: "move"; place: number }
  | { do: "ship"; free: boolean }
  | { do: "promote" | "unpromote"; code: number }
  | { do: "emigrate"; region: number }
  | { do: "pay" | "taxes" | "introduce" }

const START: Step[] = [
  { do: "move", place: 0 },
  { do: "add", article: 0, quantity: 1 },
]

const number = (max: number) => fc.integer({ min: 0, max })
const quantity = fc.integer({ min: 1, max: 30 })

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("add" as const),
        article: number(4),
        quantity,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("change" as const),
        line: number(9),
        quantity,
      }),
    },
    fc.record({ do: fc.constant("remove" as const), line: number(9) }),
    fc.record({ do: fc.constant("move" as const), place: number(6) }),
    fc.record({ do: fc.constant("ship" as const), free: fc.boolean() }),
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom("promote" as const, "unpromote" as const),
        code: number(DISCOUNTS.length),
      }),
    },
    fc.record({ do: fc.constant("emigrate" as const), region: number(2) }),
    fc.record({
      do: fc.constantFrom(
        "pay" as const,
        "taxes" as const,
        "introduce" as const
      ),
    })
  ),
  { minLength: 12, maxLength: 12 }
)

const regionOf = ({ currency_code }: Cart): keyof typeof PLACES =>
  (({ usd: "us", cad: "ca", jpy: "jp" }) as const)[currency_code as "usd"]

describeStore("promise", {}, (store) => {
  const shopper = shopperOf(store)
  let comparisons = 0

  /** The cart in the call's answer, or else the current cart. */
  const cartIn = async (id: string, answer: unknown): Promise<Cart> => {
    const { cart, parent } = answer as { cart?: Cart; parent?: Cart }
    return cart ?? parent ?? (await read(id))
  }
  const read = async (id: string) =>
    (await shopper.call<{ cart: Cart }>("GET", `/store/carts/${id}?${FIELDS}`))
      .cart

  /** Kintsugi's tax for the current cart by line, requested by hand. */
  const fetchTaxes = async (cart: Cart): Promise<Map<string, number>> => {
    const places = Object.values(PLACES).flat()
    const { at, state, postalCode } = places.find(
      (place) => place.at.address_1 === cart.shipping_address?.address_1
    )!
    const category = (line: Line) =>
      line.product_id
        ? ["Physical", "General Physical"]
        : ["Misc", "Shipping - Title transfer at time of Sales"]
    const date = new Date().toISOString()
    const response = await fetch(`${store.sandbox.url}/v1/tax/estimate`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-api-key": store.sandbox.apiKey,
        "x-organization-id": store.sandbox.organizationId,
      },
      body: JSON.stringify({
        date,
        external_id: `by_hand_${cart.id}`,
        currency: cart.currency_code.toUpperCase(),
        addresses: [
          {
            type: "SHIP_TO",
            street_1: at.address_1,
            city: at.city,
            state,
            postal_code: postalCode,
            country: at.country_code.toUpperCase(),
          },
        ],
        transaction_items: [...cart.items, ...cart.shipping_methods].map(
          (line) => ({
            external_id: line.id,
            date,
            product_category: category(line)[0],
            product_subcategory: category(line)[1],
            quantity: line.quantity ?? 1,
            amount: roundAmount(
              line.subtotal - line.discount_subtotal,
              cart.currency_code
            ),
          })
        ),
      }),
    })
    const answer = (await response.json()) as {
      transaction_items: { external_id: string; tax_amount: string }[]
    }
    expect(response.status).toBe(200)
    return new Map(
      answer.transaction_items.map(({ external_id, tax_amount }) => [
        external_id,
        Number(tax_amount),
      ])
    )
  }

  const expectKintsugiTax = async (cart: Cart) => {
    if (!cart.shipping_address?.postal_code || !cart.items.length) {
      return
    }
    comparisons += 1
    const taxes = await fetchTaxes(cart)
    const sum = (lines: Line[]) =>
      lines.reduce((total, { id }) => total + taxes.get(id)!, 0)
    const due = {
      item: sum(cart.items),
      shipping: sum(cart.shipping_methods),
    }
    // A fee that no line of its kind can carry goes to the other kind.
    expect(
      Math.abs(cart.tax_total - due.item - due.shipping)
    ).toBeLessThanOrEqual(EPSILON)
    if (cart.shipping_methods.some(({ subtotal }) => subtotal > 0)) {
      expect(Math.abs(cart.item_tax_total - due.item)).toBeLessThanOrEqual(
        EPSILON
      )
      expect(
        Math.abs(cart.shipping_tax_total - due.shipping)
      ).toBeLessThanOrEqual(EPSILON)
    }
    if (cart.payment_collection) {
      expect(
        Math.abs(cart.payment_collection.amount - cart.total)
      ).toBeLessThanOrEqual(EPSILON)
    }
  }

  const codes: string[] = []

  beforeAll(async () => {
    codes.push(store.shop.promotionCode)
    for (const application_method of DISCOUNTS) {
      const code = `PROMISE${codes.length}`
      await store.admin("POST", "/admin/promotions", {
        code,
        type: "standard",
        status: "active",
        is_automatic: false,
        application_method,
      })
      codes.push(code)
    }
  })

  const take = async (id: string, step: Step, cart: Cart): Promise<unknown> => {
    const path = `/store/carts/${id}`
    const places = PLACES[regionOf(cart)]
    const line =
      "line" in step && cart.items[step.line % Math.max(cart.items.length, 1)]
    switch (step.do) {
      case "add":
        return shopper.call("POST", `${path}/line-items?${FIELDS}`, {
          variant_id: Object.values(store.shop.variants)[step.article]!
            .variantId,
          quantity: step.quantity,
        })
      case "change":
        return (
          line &&
          shopper.call("POST", `${path}/line-items/${line.id}?${FIELDS}`, {
            quantity: step.quantity,
          })
        )
      case "remove":
        return (
          line &&
          shopper.call("DELETE", `${path}/line-items/${line.id}?${FIELDS}`)
        )
      case "move":
        return shopper.call("POST", `${path}?${FIELDS}`, {
          shipping_address: places[step.place % places.length]!.at,
        })
      case "emigrate":
        return shopper.call("POST", `${path}?${FIELDS}`, {
          region_id: Object.keys(PLACES).map(
            (region) => store.shop.regions[region as keyof typeof PLACES]
          )[step.region],
        })
      case "introduce":
        return shopper.call("POST", `${path}?${FIELDS}`, {
          email: "noah.shopper@example.com",
        })
      case "ship":
        return shopper.call("POST", `${path}/shipping-methods?${FIELDS}`, {
          option_id:
            store.shop.shippingOptions[step.free ? "free" : "standard"],
        })
      case "promote":
        return shopper.call("POST", `${path}/promotions?${FIELDS}`, {
          promo_codes: [codes[step.code]],
        })
      case "unpromote":
        return shopper.call("DELETE", `${path}/promotions?${FIELDS}`, {
          promo_codes: [codes[step.code]],
        })
      case "pay":
        return cart.payment_collection
          ? undefined
          : shopper
              .call("POST", "/store/payment-collections", { cart_id: id })
              .then(() => undefined)
      case "taxes":
        return shopper.call("POST", `${path}/taxes?${FIELDS}`)
    }
  }

  it.each(["us", "ca", "jp"] as const)(
    "a cart has Kintsugi's tax after each call of a random shopper: %s",
    async (region) => {
      comparisons = 0
      await fc.assert(
        fc.asyncProperty(steps, async (walk) => {
          const id = await shopper.createCart(region)
          let cart = await read(id)
          for (const step of [...START, ...walk]) {
            cart = await cartIn(id, (await take(id, step, cart)) ?? {})
            await expectKintsugiTax(cart)
          }
        }),
        {
          numRuns: region === "us" ? 6 : 2,
          seed: 20261123,
          endOnFailure: true,
        }
      )
      expect(comparisons).toBeGreaterThan(10)
    }
  )
})

const roundAmount = (amount: number, currency: string): number =>
  Number(amount.toFixed(currency === "jpy" ? 0 : 2))
