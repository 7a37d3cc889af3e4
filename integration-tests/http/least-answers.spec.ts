import { orderDriverOf } from "./order-driver"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

const CENTS = 4

describeStore("least answers", { fallbackRates: { us: 5 } }, (store) => {
  const { shopper, office, ledger, placeAndCapture, itemOf, ...bookkeeping } =
    orderDriverOf(store)

  // Null wherever the contract allows it, unknown values for all enums.
  beforeEach(() => store.sandbox.setAnswers("least"))

  it("carts are taxed the same with the least answers as with full ones", async () => {
    const id = await shopper.createCart()
    await shopper.add(id, store.shop.variants.mug, 2)
    await shopper.add(id, store.shop.variants.coat, 1)
    await shopper.setAddress(id, ADDRESSES.austin)
    await shopper.ship(id)
    const taxed = await shopper.calculateTaxes(id)
    store.sandbox.setAnswers("full")
    const same = await shopper.createCart()
    await shopper.add(same, store.shop.variants.mug, 2)
    await shopper.add(same, store.shop.variants.coat, 1)
    await shopper.setAddress(same, ADDRESSES.austin)
    const expected = await shopper.ship(same)

    expect(taxed.tax_total).toBeCloseTo(expected.tax_total, CENTS)
    expect(
      taxed.items.map(({ title, tax_total }) => [title, tax_total])
    ).toEqual(expected.items.map(({ title, tax_total }) => [title, tax_total]))
    expect(
      taxed.items[0]?.tax_lines.map(({ description }) => description)
    ).toEqual([
      "Texas State Sales Tax",
      "Austin City Sales Tax",
      "Austin MTA Transit Sales Tax",
    ])
    expect(taxed.items[0]?.tax_lines[0]?.data).toMatchObject({
      source: "kintsugi",
      address_status: "VERIFIED",
    })
  })

  it("sales, their changes and refunds are reported with the least answers", async () => {
    const id = await placeAndCapture({ articles: { mug: 2 } })
    expect(await ledger.entries(id)).toMatchObject([{ state: "delivered" }])
    await bookkeeping.expectLedgerEqualsMoney(id)

    await office.edit(id, {
      set: [
        { itemId: itemOf(await office.read(id), "Kintsugi Mug"), quantity: 3 },
      ],
    })
    await office.payDifference(id)
    await bookkeeping.expectLedgerEqualsMoney(id)

    await office.refund(id, 5)
    await bookkeeping.expectLedgerEqualsMoney(id)
    expect(
      (await ledger.entries(id)).map(({ type, state }) => [type, state])
    ).toEqual([
      ["sale", "delivered"],
      ["credit_note", "delivered"],
    ])
  })
})
