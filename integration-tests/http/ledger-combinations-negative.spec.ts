import { combinations } from "./combinations"
import { describeStore } from "./store"

describeStore(
  "ledger combinations negative",
  { options: { sync: { refundsAs: "negative_sale" } } },
  (store) => {
    const { office, placeAndCapture, ledger, transactionsOf } =
      combinations(store)

    it("a refund is a negative sale", async () => {
      const id = await placeAndCapture()
      await office.refund(id, 10)
      await ledger.waitUntilSynced(id)
      const [, refund] = await transactionsOf(id)
      expect(refund?.type).toBe("SALE")
      expect(Number(refund?.total_amount)).toBeLessThan(0)
    })
  }
)
