import { bookkeepingOf } from "./bookkeeping"
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
    const { office, books, place, transactionsOf } = bookkeepingOf(store)
    const merchant = settingsOf(store)

    it("tells an order before anything is captured", async () => {
      const id = await place()
      expect(await books.settled(id)).toMatchObject([{ state: "delivered" }])
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
      await books.settled(id)
      expect(await transactionsOf(id)).toHaveLength(1)
    })

    it("takes back what was refunded by negative sales, to the cent", async () => {
      const id = await place()
      await office.capture(id)
      await office.refund(id, 10)
      await books.settled(id)
      await office.refund(id, 44.05)
      await books.settled(id)

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

    it("cancels a sale that was told before it was paid", async () => {
      const id = await place()
      await books.settled(id)
      await office.cancel(id)
      await books.settled(id)
      expect(await transactionsOf(id)).toMatchObject([{ status: "CANCELLED" }])
    })

    it("waits for the fulfilment where that makes the sale", async () => {
      await merchant.save({ sync_on: "fulfilled" })
      const id = await place()
      await office.capture(id)
      expect(await books.settled(id)).toMatchObject([
        {
          waits_for: "fulfillment",
          message: "Waits until everything in the order is fulfilled.",
        },
      ])
      expect(await transactionsOf(id)).toEqual([])

      await office.fulfill(id)
      expect(await books.settled(id)).toMatchObject([{ state: "delivered" }])
      expect(await transactionsOf(id)).toHaveLength(1)
      await merchant.save({ sync_on: null })
    })
  }
)
