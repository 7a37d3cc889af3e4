import type { SerializedLine } from "../../tax/cart/cart-lines"
import {
  FLOAT4,
  charged,
  fallback,
  idsOf,
  item,
  mug,
  parcel,
  taxLinesOf,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  inContext,
  whole,
} from "../../../integration-tests/provider/whole-cart"
import { useKintsugi } from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith } = kintsugi

describe("the whole cart", () => {
  it("is asked about, after its discounts, whichever lines Medusa asks about", async () => {
    await providerWith().getTaxLines([item()], [], whole())
    expect(kintsugi.estimateRequest()).toMatchObject({
      external_id: "cart_01JAUSTIN",
      currency: "USD",
      transaction_items: [
        {
          external_id: "cali_01JSHIRT",
          external_product_id: "prod_01JSHIRT",
          product_name: "Oxford Shirt",
          description: "SHIRT-OX-M",
          quantity: 2,
          amount: 35.98,
        },
        { external_id: "cali_01JMUG", product_name: "Mug", amount: 12 },
        { external_id: "casm_01JPARCEL", product_name: "Parcel", amount: 5 },
      ],
    })
  })

  it("returns tax lines only for the requested lines", async () => {
    const lines = await providerWith().getTaxLines([mug()], [], whole())
    expect(idsOf(lines)).toEqual(["cali_01JMUG"])
    expect(kintsugi.estimateRequest().transaction_items).toHaveLength(3)
  })

  it("includes a requested line that is not among the passed ones", async () => {
    const cap = item({
      id: "cali_01JCAP",
      product_id: "prod_01JCAP",
      quantity: 1,
      unit_price: 20,
    })
    const lines = await providerWith().getTaxLines(
      [cap, mug()],
      [parcel()],
      whole()
    )
    expect(
      kintsugi.estimateRequest().transaction_items.map((one) => one.external_id)
    ).toEqual(["cali_01JSHIRT", "cali_01JMUG", "casm_01JPARCEL", "cali_01JCAP"])
    expect(idsOf(lines).sort()).toEqual([
      "cali_01JCAP",
      "cali_01JMUG",
      "casm_01JPARCEL",
    ])
    const ofCap = taxLinesOf("cali_01JCAP", lines)
    expect(charged(ofCap, 20)).toBeCloseTo(1.65, FLOAT4)
  })

  it("has rates as exact as an order keeps them", async () => {
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole({ exact_rates: true })
    )
    expect(charged(lines.slice(0, 1), 35.982)).toBeCloseTo(2.25, 12)
    expect(charged(lines.slice(1, 2), 35.982)).toBeCloseTo(0.36, 12)
    expect(charged(lines.slice(2), 35.982)).toBeCloseTo(0.36, 12)
  })

  it("does not change a price that includes tax", async () => {
    // 43.28 is 39.98 plus its tax of 3.30.
    const lines = await providerWith().getTaxLines(
      [item()],
      [],
      whole({ lines: [inContext({ with_tax: "43.28", without_tax: "0" })] })
    )
    const amounts = kintsugi
      .estimateRequests()
      .map(({ transaction_items }) => transaction_items[0]?.amount)
    expect(amounts.length).toBeLessThanOrEqual(4)
    expect(amounts.at(-1)).toBe(39.98)
    const rate = lines.reduce((sum, line) => sum + (line.rate ?? 0), 0) / 100
    expect(43.28 / (1 + rate)).toBeCloseTo(39.98, FLOAT4)
    expect((43.28 / (1 + rate)) * rate).toBeCloseTo(3.3, FLOAT4)
  })

  it("puts its fingerprint into each tax line", async () => {
    const provider = providerWith()
    const lines = [
      ...(await provider.getTaxLines([item(), mug()], [], whole())),
      ...(await provider.getTaxLines([], [parcel()], whole())),
    ]
    const prints = new Set(lines.map(({ data }) => data?.fingerprint))
    expect(prints.size).toBe(1)
    expect([...prints][0]).toMatch(/^[\w-]{32}$/)
  })

  it("puts its fingerprint into fallback tax lines too", async () => {
    const provider = providerWith({ retries: 0 })
    const [ours] = await provider.getTaxLines([item()], [], whole())
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const other = providerWith({ retries: 0 })
    await expect(
      other.getTaxLines([item()], [parcel()], whole())
    ).resolves.toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        rate: 8.25,
        data: {
          source: "fallback",
          reason: "unavailable",
          fingerprint: ours?.data?.fingerprint,
        },
      },
      {
        shipping_line_id: "casm_01JPARCEL",
        rate: 8.25,
        data: { source: "fallback", fingerprint: ours?.data?.fingerprint },
      },
    ])
  })

  it("that is passed in a malformed form is a plugin bug, and gets fallback rates", async () => {
    const lines = [null] as unknown as SerializedLine[]
    await expect(
      providerWith().getTaxLines([item()], [], whole({ lines }))
    ).resolves.toMatchObject([fallback("internal_error")])
    expect(kintsugi.log).toMatchObject([{ level: "error" }])
  })
})
