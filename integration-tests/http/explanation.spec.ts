import { Modules } from "@medusajs/framework/utils"
import type { AskedAgain } from "../../src/workflows/explanation"
import {
  recordMissedOrders,
  recordTaxFacts,
} from "../../src/workflows/explanation/record-facts"
import { eraseOrphanedRecords } from "../../src/workflows/explanation/erase-records"
import type { Explanation } from "../../src/tax/explanation/explain-tax"
import { merchantOf } from "./classification"
import { eventually } from "./eventually"
import { newProduct } from "./new-product"
import { orderDriverOf } from "./order-driver"
import { registeredCustomer } from "./registered-customer"
import { kintsugiServiceOf } from "./settings"
import { ADDRESSES, shopperOf } from "./shopper"
import { SHORT_DEADLINES, failAlways } from "./single-mug-cart"
import { describeStore } from "./store"

const GROCERIES = {
  category: "Physical",
  subcategory: "Groceries (Home Consumption)",
}
const DIGITAL = {
  category: "Digital",
  subcategory: "General Digital Goods - No TPP",
}
const CLOTHING = { category: "Physical", subcategory: "General Clothing" }

const EXEMPTION = {
  exemption_type: "wholesale",
  fein: "12-3456789",
  jurisdictions: ["TX"],
  start_date: "2020-01-01",
}

describeStore("explanation", { options: SHORT_DEADLINES }, (store) => {
  const shopper = shopperOf(store)
  const merchant = merchantOf(store)
  const { office } = orderDriverOf(store)

  type Given = {
    token?: string
    address?: Partial<typeof ADDRESSES.austin>
    quantities?: Partial<Record<"mug" | "coat" | "tent", number>>
  }

  const cartOf = async ({
    token,
    address = {},
    quantities = { mug: 1 },
  }: Given = {}) => {
    const id = await shopper.createCart("us")
    if (token) {
      await store.api.post(
        `/store/carts/${id}/customer`,
        {},
        {
          headers: {
            "x-publishable-api-key": store.shop.publishableKey,
            authorization: `Bearer ${token}`,
          },
        }
      )
    }
    for (const [name, quantity] of Object.entries(quantities)) {
      await shopper.add(id, store.shop.variants[name as "mug"], quantity)
    }
    await shopper.setAddress(id, { ...ADDRESSES.austin, ...address })
    await shopper.ship(id)
    return id
  }

  const place = async (given?: Given) =>
    (await shopper.complete(await cartOf(given))).order.id

  const explain = async (orderId: string) =>
    (
      await merchant.call<{ explanation: Explanation }>(
        "GET",
        `/admin/kintsugi/orders/${orderId}/explanation`
      )
    ).explanation

  /** Once what decided is recorded. */
  const explainRecorded = async (orderId: string) => {
    await eventually(async () =>
      expect((await explain(orderId)).basis).toBe("recorded")
    )
    return explain(orderId)
  }

  const askAgain = (orderId: string, whatIf: object = {}) =>
    merchant.call<AskedAgain>(
      "POST",
      `/admin/kintsugi/orders/${orderId}/explanation/ask-again`,
      whatIf
    )

  const lineOf = ({ lines }: Explanation, title: string) =>
    lines.find((line) => line.title === title)!

  it("an order in Texas is explained: where, what each line was taxed as and why, and what each jurisdiction takes", async () => {
    const { mug, coat } = store.shop.variants
    await merchant.classify(mug.productId, GROCERIES)
    await merchant.classify(coat.productId, DIGITAL)
    const id = await place({ quantities: { mug: 1, coat: 1, tent: 1 } })
    const explanation = await explainRecorded(id)
    const { order } = await store.admin<{ order: { created_at: string } }>(
      "GET",
      `/admin/orders/${id}`
    )
    // The shopper saw the tax before placing the order.
    expect(Date.parse(explanation.calculated_at!)).toBeLessThan(
      Date.parse(order.created_at)
    )

    expect(explanation).toMatchObject({
      currency_code: "USD",
      basis: "recorded",
      is_confirmed: true,
      unknown: [],
      source: "kintsugi",
      has_active_registration: true,
      place: {
        type: "SHIP_TO",
        country: "US",
        state: "TX",
        postal_code: "78701",
        city: "Austin",
        has_street: true,
        status: "VERIFIED",
        certainty: "verified",
      },
      customer: { standing: "guest", tax_id_country: null },
    })
    expect(JSON.stringify(explanation)).not.toContain("1100 Congress")

    expect(lineOf(explanation, "Kintsugi Mug")).toMatchObject({
      classification: { ...GROCERIES, from: "product" },
      amount: "19.99",
      taxable: "0",
      exempt: "19.99",
      tax: "0",
      taxability: "product_exempt",
    })
    expect(lineOf(explanation, "Wool Coat")).toMatchObject({
      classification: { ...DIGITAL, from: "product" },
      amount: "120",
      taxable: "96",
      exempt: "24",
      tax: "7.92",
      effective_rate: "0.066",
      taxability: "partly_taxable",
      jurisdictions: expect.arrayContaining([
        expect.objectContaining({
          name: "Texas State Sales Tax",
          rate: "0.0625",
          base: "96",
          amount: "6",
        }),
        expect.objectContaining({ rate: "0.01", base: "96", amount: "0.96" }),
      ]),
    })
    expect(lineOf(explanation, "Expedition Tent")).toMatchObject({
      classification: {
        category: "Physical",
        subcategory: "General Physical",
        from: "default",
      },
      taxability: "taxed",
      tax: "165",
    })
    const shipping = explanation.lines.find(({ kind }) => kind === "shipping")!
    expect(shipping.classification?.from).toBe("shipping")
    const sum = (field: "amount" | "tax" | "taxable") =>
      explanation.lines.reduce((total, line) => total + Number(line[field]), 0)
    expect(Number(explanation.totals.tax)).toBeCloseTo(sum("tax"), 10)
    expect(Number(explanation.totals.taxable)).toBeCloseTo(sum("taxable"), 10)
    expect(
      explanation.jurisdictions.reduce(
        (total, { amount }) => total + Number(amount),
        0
      )
    ).toBeCloseTo(sum("tax"), 10)
  })

  it("a rule and a classification at Kintsugi are named as the source", async () => {
    const type = await store.admin<{ product_type: { id: string } }>(
      "POST",
      "/admin/product-types",
      { value: "Outerwear" }
    )
    await store.admin(
      "POST",
      `/admin/products/${store.shop.variants.coat.productId}`,
      { type_id: type.product_type.id }
    )
    await merchant.setRule("product_type", type.product_type.id, CLOTHING)
    const theirs = await newProduct(store, { title: "Poster", price: 10 })
    store.sandbox.addProduct({
      external_id: theirs.productId,
      name: "Poster",
      product_category: "Physical",
      product_subcategory: "General Clothing",
    })
    const cartId = await cartOf({ quantities: { coat: 1 } })
    await shopper.add(cartId, theirs, 1)
    const explanation = await explainRecorded(
      (await shopper.complete(cartId)).order.id
    )
    expect(lineOf(explanation, "Wool Coat").classification).toEqual({
      ...CLOTHING,
      from: "rule",
      rule_kind: "product_type",
      rule_name: "Outerwear",
    })
    expect(lineOf(explanation, "Poster").classification).toEqual({
      ...CLOTHING,
      from: "kintsugi",
    })
    expect(explanation.is_confirmed).toBe(true)
  })

  it("a cart is explained before it is an order, also one with a ZIP code alone", async () => {
    const cartId = await cartOf({
      address: { address_1: "", city: "", province: "" },
    })
    const { explanation } = await merchant.call<{ explanation: Explanation }>(
      "GET",
      `/admin/kintsugi/carts/${cartId}/explanation`
    )
    expect(explanation).toMatchObject({
      basis: "current",
      is_confirmed: true,
      place: {
        state: "TX",
        city: null,
        has_street: false,
        is_state_from_postal_code: true,
        certainty: "zip_only",
      },
      totals: { tax: "2.47", taxable: "29.94" },
    })
    const { comparison } = await merchant.call<AskedAgain>(
      "POST",
      `/admin/kintsugi/carts/${cartId}/explanation/ask-again`,
      { address: { postal_code: "90012" } }
    )
    expect(comparison.causes).toContainEqual({
      code: "place_changed",
      from: "TX 78701, US",
      to: "CA 90012, US",
    })
    for (const what of ["carts", "orders"]) {
      await expect(
        merchant.expectRefusal(
          merchant.call("GET", `/admin/kintsugi/${what}/nothing/explanation`)
        )
      ).resolves.toMatchObject({
        status: 404,
        message: `There is no ${what.slice(0, -1)} nothing.`,
      })
    }
  })

  it("an order that was taxed from memory, and one by the store's own rates, say so and since when", async () => {
    const down = () =>
      store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
    const up = () => {
      store.sandbox.clearFaults()
      kintsugiServiceOf(store).closeCircuits()
    }
    await cartOf()
    down()
    const remembered = await place({ quantities: { mug: 3 } })
    const fallback = await place({
      address: { ...ADDRESSES.nashville, address_1: "500 Commerce St" },
    })
    up()

    expect(await explainRecorded(remembered)).toMatchObject({
      source: "remembered",
      lines: expect.arrayContaining([
        expect.objectContaining({
          source: "remembered",
          reason: "unavailable",
          as_of: new Date().toISOString().slice(0, 10),
          approximate: false,
        }),
      ]),
    })
    expect(await explainRecorded(fallback)).toMatchObject({
      source: "fallback",
      has_active_registration: null,
      jurisdictions: [expect.objectContaining({ rate: "0.08" })],
    })

    const again = await askAgain(fallback)
    expect(again.today.source).toBe("kintsugi")
    expect(again.comparison.causes[0]).toEqual({
      code: "not_answered_then",
      source: "fallback",
      reason: "unavailable",
    })
    // 29.94 at 9.25 %, in place of 8 %.
    expect(again.comparison).toMatchObject({
      tax_then: "2.4",
      tax_today: "2.77",
    })
    expect((await askAgain(remembered)).comparison.difference).toBe("0")
  })

  it("asking again says what differs: an exempted customer, a reclassified product, a changed rate, a registration", async () => {
    const { customerId, token } = await registeredCustomer(store)
    const id = await place({ token, quantities: { mug: 1, tent: 1 } })
    expect(await explainRecorded(id)).toMatchObject({
      customer: { standing: "taxable" },
      is_confirmed: true,
    })
    const before = await store.admin("GET", `/admin/orders/${id}`)
    expect((await askAgain(id)).comparison).toMatchObject({
      difference: "0",
      causes: [],
    })

    const { mug } = store.shop.variants
    await merchant.classify(mug.productId, GROCERIES)
    const reclassified = (await askAgain(id)).comparison
    expect(reclassified).toMatchObject({ difference: "-1.65" })
    expect(reclassified.causes).toEqual([
      {
        code: "product_reclassified",
        line_id: expect.any(String),
        title: "Kintsugi Mug",
        from: expect.objectContaining({ from: "default" }),
        to: { ...GROCERIES, from: "product" },
      },
    ])
    await merchant.classify(mug.productId, {
      category: null,
      subcategory: null,
    })

    // Austin takes half a percent more, on the tent alone.
    const { lines } = (await askAgain(id)).today
    const tent = lines.findIndex(({ title }) => title === "Expedition Tent")
    const items: object[] = lines.map(() => ({}))
    items[tent] = {
      tax_amount: "175.00",
      tax_rate: "0.0875",
      tax_items: [{}, { rate: "0.015", amount: "30.00" }, {}],
    }
    store.sandbox.fail({
      kind: "change",
      endpoint: "POST /v1/tax/estimate",
      fields: {
        transaction_items: items,
        total_tax_amount_calculated: "177.47",
      },
    })
    const dearer = (await askAgain(id)).comparison
    expect(dearer.causes).toEqual([
      {
        code: "rate_changed",
        jurisdiction: "Austin City Sales Tax",
        from: "0.01",
        to: "0.015",
      },
    ])
    expect(dearer.difference).toBe("10")

    store.sandbox.setRegistrations(["US-CA"])
    expect((await askAgain(id)).comparison.causes[0]).toEqual({
      code: "registration_ended",
    })
    store.sandbox.setRegistrations("all")

    await merchant.call(
      "POST",
      `/admin/kintsugi/customers/${customerId}/exemptions`,
      EXEMPTION
    )
    const exempted = (await askAgain(id)).comparison
    expect(exempted.causes).toEqual([
      { code: "customer_exempted", from: "taxable", to: "exempt" },
    ])
    expect(exempted.tax_today).toBe("0")
    // Nothing changed.
    expect(await store.admin("GET", `/admin/orders/${id}`)).toEqual(before)
    expect((await explain(id)).customer?.standing).toBe("taxable")
  })

  it("what if: another ZIP code, category, day or registration, with errors that name the field", async () => {
    const id = await place({ quantities: { tent: 1 } })
    await explainRecorded(id)
    const elsewhere = await askAgain(id, { address: { postal_code: "37203" } })
    // Tennessee's local tax stops at 1,600.00 of an article.
    expect(elsewhere.today.place).toMatchObject({
      state: "TN",
      postal_code: "37203",
      certainty: "zip_only",
    })
    expect(lineOf(elsewhere.today, "Expedition Tent").jurisdictions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ base: "2000", amount: "140" }),
        expect.objectContaining({ base: "1600", amount: "36" }),
      ])
    )
    const groceries = await askAgain(id, { classification: GROCERIES })
    expect(lineOf(groceries.today, "Expedition Tent").classification).toEqual({
      ...GROCERIES,
      from: "what_if",
    })
    expect(groceries.comparison.difference).toBe("-165")

    store.sandbox.setRegistrations([])
    const simulated = await askAgain(id, {
      date: "2026-01-31",
      simulate_registration: true,
    })
    store.sandbox.setRegistrations("all")
    expect(simulated.today).toMatchObject({
      simulated: true,
      for_day: "2026-01-31",
    })
    expect(simulated.comparison.difference).toBe("0")
    const [request] = store.sandbox
      .requests({ path: "/v1/tax/estimate" })
      .slice(-1)
    expect(request?.body).toMatchObject({
      date: expect.stringMatching(/^2026-01-31T/),
      simulate_active_registration: true,
    })

    for (const [body, named] of [
      [{ date: "yesterday" }, "date"],
      [{ classification: { category: "Physical" } }, "subcategory"],
      [{ classification: { ...GROCERIES, line_id: "ordli_0" } }, "line_id"],
      [{ address: { country_code: "usa" } }, "country_code"],
      [{ address: { province: "Ontario" } }, "state"],
    ] as const) {
      await expect(
        merchant.expectRefusal(askAgain(id, body))
      ).resolves.toMatchObject({
        status: 400,
        message: expect.stringContaining(named),
      })
    }
  })

  it("what an order edit adds is explained by its tax lines, and marked", async () => {
    const id = await place({ quantities: { mug: 2 } })
    await explainRecorded(id)
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.tent.variantId, quantity: 1 }],
    })
    const explanation = await explain(id)
    expect(lineOf(explanation, "Expedition Tent")).toMatchObject({
      added_later: true,
      classification: null,
      tax: "165",
    })
    expect(lineOf(explanation, "Kintsugi Mug")).toMatchObject({
      added_later: false,
      classification: expect.objectContaining({ from: "default" }),
    })
    const { tax_total } = await office.read(id)
    expect(Number(explanation.totals.tax)).toBeCloseTo(tax_total, 2)
  })

  it("an order without a record is explained as far as its tax lines tell, and what is not known is said", async () => {
    const id = await place()
    await explainRecorded(id)
    const { taxRecords } = kintsugiServiceOf(store)
    await taxRecords.deleteOrders([id])
    expect(await explain(id)).toMatchObject({
      basis: "tax_lines",
      is_confirmed: null,
      unknown: ["classification", "place_then"],
      totals: { tax: "2.47", amount: "29.94" },
      place: { postal_code: "78701", certainty: "verified" },
    })
  })

  it("an order whose process died before it was recorded is found later, and one is never recorded twice", async () => {
    await recordMissedOrders(store.container)
    const id = await place()
    const first = await explainRecorded(id)
    const { taxRecords } = kintsugiServiceOf(store)
    await taxRecords.deleteOrders([id])
    await recordMissedOrders(store.container)
    expect(await explain(id)).toMatchObject({
      basis: "recorded",
      is_confirmed: true,
      totals: first.totals,
    })
    const { recorded_at } = await explain(id)
    await recordTaxFacts([id, id], store.container)
    expect((await explain(id)).recorded_at).toBe(recorded_at)
  })

  it("what is not confirmed is said: a product that was reclassified before it was recorded", async () => {
    const id = await place()
    await explainRecorded(id)
    const { taxRecords } = kintsugiServiceOf(store)
    await taxRecords.deleteOrders([id])
    await merchant.classify(store.shop.variants.mug.productId, CLOTHING)
    await recordTaxFacts([id], store.container)
    expect(await explain(id)).toMatchObject({ is_confirmed: false })
  })

  it("the record is erased with its customer and with its order, and does not return", async () => {
    const { customerId, token } = await registeredCustomer(store)
    const [id, other] = [await place({ token }), await place()]
    await explainRecorded(id)
    await explainRecorded(other)
    const { taxRecords } = kintsugiServiceOf(store)
    expect(JSON.stringify(await taxRecords.read(id))).toContain("78701")
    expect(JSON.stringify(await taxRecords.read(id))).not.toContain("sk_")

    await merchant.call("DELETE", `/admin/customers/${customerId}`)
    await eventually(async () =>
      expect(await taxRecords.read(id)).toMatchObject({ facts: null })
    )
    await recordTaxFacts([id], store.container)
    expect(await explain(id)).toMatchObject({
      basis: "tax_lines",
      unknown: expect.arrayContaining(["erased", "classification"]),
    })
    expect((await taxRecords.read(other))?.facts).not.toBeNull()

    // No event says that an order was deleted.
    await store.container.resolve(Modules.ORDER).softDeleteOrders([other])
    await eraseOrphanedRecords(store.container)
    expect(await taxRecords.read(other)).toBeUndefined()
    expect(await taxRecords.read(id)).toBeDefined()
  })

  it("a trial has several lines, shipping and a customer, and the same explanation", async () => {
    const { customerId } = await registeredCustomer(store)
    const trial = (body: object) =>
      merchant.call<{ explanation: Explanation }>(
        "POST",
        "/admin/kintsugi/trial-estimate",
        {
          address: ADDRESSES.austin,
          currency_code: "usd",
          lines: [
            { ...DIGITAL, amount: "100" },
            { ...GROCERIES, amount: "20", quantity: 2 },
            { product_id: store.shop.variants.tent.productId, amount: 50 },
          ],
          shipping_amount: "10",
          ...body,
        }
      )
    const { explanation } = await trial({})
    expect(explanation).toMatchObject({
      basis: "asked",
      customer: { standing: "guest" },
      totals: {
        amount: "180",
        taxable: "140",
        exempt: "40",
        tax: "11.56",
        effective_rate: "0.064222",
      },
    })
    expect(explanation.lines.map(({ taxability }) => taxability)).toEqual([
      "partly_taxable",
      "product_exempt",
      "taxed",
      "taxed",
    ])

    await merchant.call(
      "POST",
      `/admin/kintsugi/customers/${customerId}/exemptions`,
      EXEMPTION
    )
    expect(
      (await trial({ customer_id: customerId })).explanation
    ).toMatchObject({ customer: { standing: "exempt" }, totals: { tax: "0" } })
    await expect(
      merchant.expectRefusal(trial({ customer_id: "cus_0" }))
    ).resolves.toMatchObject({
      status: 400,
      message: "Field 'customer_id': there is no customer cus_0.",
    })
    await expect(
      merchant.expectRefusal(trial({ amount: "5" }))
    ).resolves.toMatchObject({ status: 400 })
  })
})
