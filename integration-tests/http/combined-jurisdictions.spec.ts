import { taxByJurisdiction } from "../../src/storefront"
import { type TaxReport, refreshReport } from "../../src/workflows/report"
import { orderDriverOf } from "./order-driver"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

const TEXAS = "Texas State Sales Tax"
const AUSTIN = "Austin City Sales Tax"
const TRANSIT = "Austin MTA Transit Sales Tax"
const NAME = `${TEXAS}, ${AUSTIN}, ${TRANSIT}`

/** Of two mugs for 19.99 and shipping for 9.95. */
const BY_JURISDICTION = [
  { name: TEXAS, rate: 6.25, amount: 3.12 },
  { name: AUSTIN, rate: 1, amount: 0.5 },
  { name: TRANSIT, rate: 1, amount: 0.5 },
]

describeStore(
  "combined jurisdictions",
  { options: { combineJurisdictions: true } },
  (store) => {
    const { shopper, office, ledger } = orderDriverOf(store)

    const taxLinesOf = async (id: string) => {
      const fields = "tax_total,*items.tax_lines"
      const { order } = await store.admin<{
        order: { tax_total: number; items: { tax_lines: unknown[] }[] }
      }>("GET", `/admin/orders/${id}?fields=${fields}`)
      return order
    }

    const twoMugs = async () => {
      const id = await shopper.createCart()
      await shopper.add(id, store.shop.variants.mug, 1)
      await shopper.setAddress(id, ADDRESSES.austin)
      // Added again, since Medusa's workflow for that mangles several tax lines.
      await shopper.add(id, store.shop.variants.mug, 1)
      return { id, cart: await shopper.ship(id) }
    }

    it("each line has one tax line, with Kintsugi's tax and its jurisdictions", async () => {
      const { cart } = await twoMugs()
      const lines = [...cart.items, ...cart.shipping_methods]
      expect(
        lines.map(({ tax_lines }) =>
          tax_lines.map(({ code, description }) => [code, description])
        )
      ).toEqual([[["us-tx:sales-tax", NAME]], [["us-tx:sales-tax", NAME]]])
      expect(cart.item_tax_total).toBeCloseTo(3.3, 4)
      expect(cart.shipping_tax_total).toBeCloseTo(0.82, 4)
      expect(cart.items[0]!.tax_lines[0]!.data).toMatchObject({
        source: "kintsugi",
        line: { tax_amount: "3.30" },
        jurisdictions: [
          { name: TEXAS, rate: "0.0625", amount: "2.50" },
          { name: AUSTIN, rate: "0.01", amount: "0.40" },
          { name: TRANSIT, rate: "0.01", amount: "0.40" },
        ],
      })
      expect(taxByJurisdiction(cart)).toEqual(BY_JURISDICTION)
    })

    it("a sale and the tax report have the jurisdictions as always", async () => {
      const { id } = await twoMugs()
      const { order } = await shopper.complete(id)
      await office.capture(order.id)
      await ledger.waitUntilSynced(order.id)
      const [sale] = store.sandbox.transactions()
      expect(
        sale?.transaction_items.map(({ tax_amount_imported, tax_items }) => [
          tax_amount_imported,
          ...tax_items.map(({ name, rate, amount }) => [name, rate, amount]),
        ])
      ).toEqual([
        [
          "3.30",
          [TEXAS, "0.0625", "2.50"],
          [AUSTIN, "0.01", "0.40"],
          [TRANSIT, "0.01", "0.40"],
        ],
        [
          "0.82",
          [TEXAS, "0.0625", "0.62"],
          [AUSTIN, "0.01", "0.10"],
          [TRANSIT, "0.01", "0.10"],
        ],
      ])

      await refreshReport(store.container)
      const { report } = await store.admin<{ report: TaxReport }>(
        "GET",
        "/admin/kintsugi/report?currency_code=usd&country=US&state=TX"
      )
      expect(report.totals.tax).toBe("4.12")
      expect(
        new Map(report.jurisdictions.map(({ name, tax }) => [name, tax]))
      ).toEqual(
        new Map(
          BY_JURISDICTION.map(({ name, amount }) => [name, amount.toFixed(2)])
        )
      )
    })

    it("an item that an order edit adds has one tax line too", async () => {
      const { id } = await twoMugs()
      const { order } = await shopper.complete(id)
      await office.edit(order.id, {
        add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 2 }],
      })
      const edited = await taxLinesOf(order.id)
      expect(edited.items.map(({ tax_lines }) => tax_lines.length)).toEqual([
        1, 1,
      ])
      // 8.25% of 240.00 besides what was there.
      expect(edited.tax_total).toBeCloseTo(19.8 + 4.12, 4)
    })
  }
)
