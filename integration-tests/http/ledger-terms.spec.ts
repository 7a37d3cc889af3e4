import { bookkeepingOf } from "./bookkeeping"
import { settingsOf } from "./settings"
import { describeStore } from "./store"

describeStore(
  "a store that reports orders as they are placed, with tax in totals, and refunds as negative sales",
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

describeStore(
  "a store whose orders change before they are told",
  {},
  (store) => {
    const {
      office,
      books,
      place,
      placeAndCapture,
      transactionsOf,
      expectBooksEqualMoney,
      itemOf,
    } = bookkeepingOf(store)

    /** Does something while Kintsugi takes no transaction. */
    const whileDown = async (act: () => Promise<void>) => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "POST /v1/transactions",
        times: 1_000,
      })
      await act()
      store.sandbox.clearFaults()
    }
    const retry = async (id: string) => {
      await store.admin("POST", "/admin/kintsugi/transactions/retry")
      await expectBooksEqualMoney(id)
    }

    it("reckons a waiting credit note anew when the order changes", async () => {
      const id = await place({ articles: { mug: 2, coat: 1 } })
      await whileDown(async () => {
        await office.capture(id)
        await books.look(id)
        await office.refund(id, 60)
        await books.look(id)
        expect(await books.rows(id)).toMatchObject([
          { type: "sale", waits_for: "retry" },
          { type: "credit_note", waits_for: "sale" },
        ])
        const coat = itemOf(await office.read(id), "Coat")
        await office.edit(id, { set: [{ itemId: coat, quantity: 0 }] })
        await books.look(id)
      })
      await retry(id)
    })

    it("tells no credit note of an order that was cancelled before its sale was told", async () => {
      const id = await place()
      await whileDown(async () => {
        await office.capture(id)
        await books.look(id)
        await office.refund(id, 10)
        await books.look(id)
        await office.cancel(id)
        await books.look(id)
      })
      await retry(id)
      expect(await transactionsOf(id)).toMatchObject([{ status: "CANCELLED" }])
    })

    it("leaves a sale partly refunded when it changes afterwards", async () => {
      const id = await placeAndCapture()
      await office.refund(id, 10)
      await books.settled(id)
      store.sandbox.clearRequests()
      await office.edit(id, {
        add: [{ variant_id: store.shop.variants.mug.variantId, quantity: 1 }],
      })
      await office.payDifference(id)
      await expectBooksEqualMoney(id)
      expect(
        store.sandbox
          .requests({ method: "PUT" })
          .map(({ body }) => (body as { status: string }).status)
      ).toEqual(["PARTIALLY_REFUNDED"])
    })

    it("goes to the organization under which it is paid", async () => {
      const id = await place()
      expect(await books.settled(id)).toMatchObject([
        { waits_for: "payment", organization_id: "orgn_sandbox" },
      ])
      const access = (organizationId: string) => ({
        apiKey: store.sandbox.apiKey,
        organizationId,
      })
      store.sandbox.setAccess(access("orgn_live"))
      await store.admin("POST", "/admin/kintsugi/settings", {
        api_key: store.sandbox.apiKey,
        organization_id: "orgn_live",
      })
      await office.capture(id)
      expect(await books.settled(id)).toMatchObject([
        { state: "delivered", organization_id: "orgn_live" },
      ])
      store.sandbox.setAccess(access("orgn_sandbox"))
      await store.api.delete("/admin/kintsugi/settings", {
        headers: store.adminHeaders(),
      })
    })
  }
)
