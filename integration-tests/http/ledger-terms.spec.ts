import { orderDriverOf } from "./order-driver"
import { settingsOf } from "./settings"
import { describeStore } from "./store"

describeStore(
  "ledger terms",
  {
    options: {
      sync: {
        on: "order_placed",
        refundsAs: "negative_sale",
        totalsIncludeTax: true,
      },
    },
  },
  (store) => {
    const { office, ledger, place, transactionsOf } = orderDriverOf(store)
    const merchant = settingsOf(store)

    it("with sync.on order_placed, a sale is delivered before anything is captured", async () => {
      const id = await place()
      expect(await ledger.waitUntilSynced(id)).toMatchObject([
        { state: "delivered" },
      ])
      const [sale] = await transactionsOf(id)
      expect(sale).toMatchObject({
        type: "SALE",
        status: "COMMITTED",
        total_amount: "54.05",
        total_tax_amount_imported: "4.12",
      })
      expect(
        sale?.transaction_items.map(({ amount }) => Number(amount))
      ).toEqual([39.98, 9.95])

      await office.capture(id)
      await ledger.waitUntilSynced(id)
      expect(await transactionsOf(id)).toHaveLength(1)
    })

    it("with sync.refundsAs negative_sale, refunds are negative sales, to the cent", async () => {
      const id = await place()
      await office.capture(id)
      await office.refund(id, 10)
      await ledger.waitUntilSynced(id)
      await office.refund(id, 44.05)
      await ledger.waitUntilSynced(id)

      const [sale, ...negative] = await transactionsOf(id)
      expect(
        negative.map(({ type, status, related_to, total_amount }) => [
          type,
          status,
          related_to,
          total_amount,
        ])
      ).toEqual([
        ["SALE", "FULLY_REFUNDED", id, "-10.00"],
        ["SALE", "FULLY_REFUNDED", id, "-44.05"],
      ])
      const sum = (key: "total_amount" | "total_tax_amount_imported") =>
        [sale!, ...negative]
          .reduce((all, one) => all + Number(one[key]), 0)
          .toFixed(2)
      expect(sum("total_amount")).toBe("0.00")
      expect(sum("total_tax_amount_imported")).toBe("0.00")
      expect(store.sandbox.audit()).toEqual([])
    })

    it("a sale that was delivered before it was paid is cancelled with its order", async () => {
      const id = await place()
      await ledger.waitUntilSynced(id)
      await office.cancel(id)
      await ledger.waitUntilSynced(id)
      expect(await transactionsOf(id)).toMatchObject([{ status: "CANCELLED" }])
    })

    it("with sync_on fulfilled, a sale waits for the fulfillment", async () => {
      await merchant.save({ sync_on: "fulfilled" })
      const id = await place()
      await office.capture(id)
      expect(await ledger.waitUntilSynced(id)).toMatchObject([
        {
          blocked_by: "fulfillment",
          message: "Waits until everything in the order is fulfilled.",
        },
      ])
      expect(await transactionsOf(id)).toEqual([])

      await office.fulfill(id)
      expect(await ledger.waitUntilSynced(id)).toMatchObject([
        { state: "delivered" },
      ])
      expect(await transactionsOf(id)).toHaveLength(1)
      await merchant.save({ sync_on: null })
    })
  }
)
