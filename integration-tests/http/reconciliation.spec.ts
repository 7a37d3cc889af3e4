import { bookkeepingOf } from "./bookkeeping"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

type Reconciliation = {
  state: string
  message: string | null
  findings: { items: { kind: string; external_id: string }[] } | null
}

describeStore(
  "reconciliation",
  { options: { sync: { otherProviders: false } } },
  (store) => {
    const { place, placeAndCapture, office, books } = bookkeepingOf(store)

    /** What is found about these orders, and of what the store knows nothing. */
    const findings = async (orderIds: string[], range: object = {}) => {
      const { reconciliation } = await store.admin<{
        reconciliation: Reconciliation
      }>("POST", "/admin/kintsugi/reconciliation", range)
      expect(reconciliation).toMatchObject({ state: "done", message: null })
      return (reconciliation.findings?.items ?? []).filter(
        ({ kind, external_id }) =>
          kind === "unknown_to_the_store" || orderIds.includes(external_id)
      )
    }

    const atKintsugi = (orderId: string) =>
      store.sandbox
        .transactions()
        .find(({ external_id }) => external_id === orderId)!

    it("finds nothing where the books agree", async () => {
      const id = await placeAndCapture()
      await office.refund(id, 10)
      await books.settled(id)
      await expect(findings([id])).resolves.toEqual([])
    })

    it("does not take a sale for a stranger that is older than what is compared", async () => {
      const id = await placeAndCapture()
      const from = new Date().toISOString()
      await expect(findings([id], { from })).resolves.toEqual([])
    })

    it("nor one that is under a date of what is compared, but was told before", async () => {
      const id = await placeAndCapture()
      const from = new Date()
      atKintsugi(id).date = new Date(from.getTime() + 1).toISOString()
      await expect(
        findings([id], { from: from.toISOString() })
      ).resolves.toEqual([])
    })

    it("finds a stranger of the time that is compared, and of no other", async () => {
      await placeAndCapture()
      const book = async (externalId: string, date: Date) => {
        const [sold] = store.sandbox.requests({
          method: "POST",
          path: "/v1/transactions",
        })
        await fetch(`${store.sandbox.url}/v1/transactions`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "x-api-key": store.sandbox.apiKey,
            "x-organization-id": store.sandbox.organizationId,
          },
          body: JSON.stringify({
            ...(sold?.body as object),
            external_id: externalId,
            date: date.toISOString(),
          }),
        })
      }
      const from = new Date()
      // Kintsugi lists whole days.
      await book("order_before", new Date(from.getTime() - 60_000))
      await book("order_within", from)
      await expect(
        findings([], { from: from.toISOString() })
      ).resolves.toMatchObject([
        { kind: "unknown_to_the_store", external_id: "order_within" },
      ])
    })

    it("looks up what the list lacks before it calls it missing", async () => {
      const id = await placeAndCapture()
      atKintsugi(id).date = "2020-01-01T12:00:00Z"
      await expect(findings([id])).resolves.toEqual([])
    })

    it("finds what is not there at all, and sends it again when told to mend", async () => {
      const id = await placeAndCapture()
      store.sandbox.reset()
      await expect(findings([id])).resolves.toMatchObject([
        { kind: "missing_at_kintsugi", external_id: id },
      ])
      await findings([id], { mend: true })
      await books.settled(id)
      expect(atKintsugi(id)).toMatchObject({ status: "COMMITTED" })
      await expect(findings([id])).resolves.toEqual([])
    })

    it("misses no order that is not to be reported", async () => {
      await store.admin(
        "POST",
        `/admin/tax-regions/${store.shop.taxRegions.ca}`,
        { provider_id: "tp_system" }
      )
      const id = await place({ region: "ca", address: ADDRESSES.toronto })
      await office.capture(id)
      await books.look(id)
      expect(await books.rows(id)).toEqual([])
      await expect(findings([id])).resolves.toEqual([])
    })
  }
)
