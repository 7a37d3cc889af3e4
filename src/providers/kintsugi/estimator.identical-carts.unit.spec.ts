import type { TaxableLine } from "../../tax/cart/taxable-line"
import type { FingerprintInput } from "../../tax/estimate/fingerprint"
import {
  TAXES_OF_CART,
  cart,
  line,
  taxesOf,
  useEstimator,
} from "../../../integration-tests/provider/use-estimator"

const kintsugi = useEstimator()
const { storeOf } = kintsugi

// Kintsugi may answer in an order of its own.
beforeEach(() => kintsugi.failEstimates({ kind: "lie", lie: "shuffle" }))

/** Another shopper's identical cart. */
const otherCart = (fields: Partial<FingerprintInput> = {}) => {
  const [shirt, mug, parcel] = cart().lines as [
    TaxableLine,
    TaxableLine,
    TaxableLine,
  ]
  return cart({
    lines: [
      { ...parcel, id: "casm_01K3" },
      { ...mug, id: "cali_01K2" },
      { ...shirt, id: "cali_01K1" },
    ],
    ...fields,
  })
}

const THEIRS = [
  ["casm_01K3", "0.79"],
  ["cali_01K2", "0.99"],
  ["cali_01K1", "3.3"],
]

describe("identical carts of two shoppers", () => {
  it("cause one request, and each line has its own tax", async () => {
    const estimates = storeOf()
    expect(taxesOf(await estimates.of(cart(), "cart_01JOURS"))).toEqual(
      TAXES_OF_CART
    )
    expect(taxesOf(await estimates.of(otherCart(), "cart_01JTHEIRS"))).toEqual(
      THEIRS
    )
    expect(kintsugi.asked()).toHaveLength(1)
  })

  it("cause one request even when concurrent", async () => {
    const estimates = storeOf()
    const [ours, theirs] = await Promise.all([
      estimates.of(cart(), "cart_01JOURS"),
      estimates.of(otherCart(), "cart_01JTHEIRS"),
    ])
    expect(taxesOf(ours)).toEqual(TAXES_OF_CART)
    expect(taxesOf(theirs)).toEqual(THEIRS)
    expect(kintsugi.asked()).toHaveLength(1)
  })

  it("may have swapped their ids", async () => {
    const estimates = storeOf()
    const one = cart({
      lines: [line("a", "Shirt", "39.98"), line("b", "Mug", "12")],
    })
    const other = cart({
      lines: [line("a", "Mug", "12"), line("b", "Shirt", "39.98")],
    })
    await estimates.of(one, "cart_01JOURS")
    expect(taxesOf(await estimates.of(other, "cart_01JTHEIRS"))).toEqual([
      ["a", "0.99"],
      ["b", "3.3"],
    ])
  })

  it("may have equal lines", async () => {
    const estimates = storeOf()
    const twins = (...ids: string[]) =>
      cart({ lines: ids.map((id) => line(id, "Shirt", "39.98")) })
    await estimates.of(twins("a", "b"), "cart_01JOURS")
    expect(
      taxesOf(await estimates.of(twins("b", "c"), "cart_01JTHEIRS"))
    ).toEqual([
      ["b", "3.3"],
      ["c", "3.3"],
    ])
    expect(kintsugi.asked()).toHaveLength(1)
  })

  it("have taxes that do not share the line's object", async () => {
    const estimates = storeOf()
    await estimates.of(cart(), "cart_01JOURS")
    const rates = [{ id: "txr_1", rate: 8.25 }] as TaxableLine["rates"]
    const lines = otherCart().lines.map((one) => ({ ...one, rates }))
    const { taxes } = await estimates.of(cart({ lines }), "cart_01JTHEIRS")
    expect(taxes().map((tax) => tax.line.rates)).toEqual([rates, rates, rates])
  })
})
