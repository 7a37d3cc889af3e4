import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import type { BackfillReading } from "../../src/workflows/ledger-sync/backfill"
import type { DismissedFinding } from "../../src/workflows/ledger-sync/reconciliation/dismissed-findings"
import type { FindingReading } from "../../src/workflows/ledger-sync/reconciliation/read-report"
import { eventually } from "./eventually"
import { orderDriverOf } from "./order-driver"
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
    const { place, placeAndCapture, office, ledger } = orderDriverOf(store)

    /** The findings about these orders, and about unknown ones. */
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

    const service = () =>
      store.container.resolve<KintsugiModuleService>("kintsugi")
    const atKintsugi = (orderId: string) =>
      store.sandbox
        .transactions()
        .find(({ external_id }) => external_id === orderId)!

    it("the reconciliation finds nothing where both ledgers agree", async () => {
      const id = await placeAndCapture()
      await office.refund(id, 10)
      await ledger.waitUntilSynced(id)
      await expect(findings([id])).resolves.toEqual([])
    })

    it("the reconciliation does not report a sale before its range as unknown", async () => {
      const id = await placeAndCapture()
      const from = new Date().toISOString()
      await expect(findings([id], { from })).resolves.toEqual([])
    })

    it("the reconciliation does not report a sale dated in its range but sent before it as unknown", async () => {
      const id = await placeAndCapture()
      const from = new Date()
      atKintsugi(id).date = new Date(from.getTime() + 1).toISOString()
      await expect(
        findings([id], { from: from.toISOString() })
      ).resolves.toEqual([])
    })

    it("the reconciliation finds an unknown transaction within its range only", async () => {
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

    it("the reconciliation looks up a sale that the list lacks before it reports it as missing", async () => {
      const id = await placeAndCapture()
      atKintsugi(id).date = "2020-01-01T12:00:00Z"
      await expect(findings([id])).resolves.toEqual([])
    })

    it("the reconciliation finds a missing sale, and a repair sends it again", async () => {
      const id = await placeAndCapture()
      store.sandbox.reset()
      await expect(findings([id])).resolves.toMatchObject([
        { kind: "missing_at_kintsugi", external_id: id },
      ])
      await findings([id], { repair: true })
      await ledger.waitUntilSynced(id)
      expect(atKintsugi(id)).toMatchObject({ status: "COMMITTED" })
      await expect(findings([id])).resolves.toEqual([])
    })

    /** Deletes the latest entry, as if no event had announced it. */
    const deleteLatestEntry = async (orderId: string) => {
      // Processing that is still pending would record it again.
      await ledger.waitUntilIdle(orderId)
      const rows = await ledger.waitUntilSynced(orderId)
      const last = rows.at(-1)!
      await service().deleteKintsugiLedgerEntries([last.id])
      return last
    }

    it("the reconciliation finds a refund without an event, and a repair reports it", async () => {
      const id = await placeAndCapture()
      await office.refund(id, 20)
      const { external_id } = await deleteLatestEntry(id)
      await expect(findings([external_id])).resolves.toMatchObject([
        {
          kind: "missing_in_ledger",
          external_id,
          order_id: id,
          message: expect.stringContaining("20.00 USD"),
        },
        // Kintsugi has it, since it was reported before it was deleted.
        { kind: "unknown_to_the_store", external_id, order_id: id },
      ])
      await findings([], { repair: true })
      expect(await ledger.waitUntilSynced(id)).toMatchObject([
        { type: "sale", state: "delivered" },
        { type: "credit_note", state: "delivered", external_id },
      ])
      await expect(findings([id, external_id])).resolves.toEqual([])
    })

    it("the reconciliation finds an order change without an event", async () => {
      const id = await placeAndCapture()
      const [row] = await ledger.waitUntilSynced(id)
      await ledger.waitUntilIdle(id)
      await service().ledger.changeEntry(row!.id, {
        net: "30",
        tax: "2.48",
        request_hash: "another",
        delivered_hash: "another",
      })
      await expect(findings([id])).resolves.toMatchObject([
        {
          kind: "changed_in_store",
          message: expect.stringContaining("54.05 USD now, but 32.48"),
        },
        { kind: "amount_differs" },
        { kind: "tax_differs_from_calculated" },
      ])
      await findings([id], { repair: true })
      await ledger.waitUntilSynced(id)
      await expect(findings([id])).resolves.toEqual([])
    })

    it("a repair sends a sale again that differs at Kintsugi", async () => {
      const id = await placeAndCapture()
      atKintsugi(id).total_amount = "170.00"
      await expect(findings([id])).resolves.toMatchObject([
        { kind: "amount_differs" },
      ])
      await findings([id], { repair: true })
      await ledger.waitUntilSynced(id)
      expect(atKintsugi(id).total_amount).toBe("49.93")
      await expect(findings([id])).resolves.toEqual([])
    })

    type Report = {
      id: string
      count: number
      open: number
      repaired: Record<"fixed" | "retrying" | "needs_you", number> | null
      findings: { items: FindingReading[] } | null
    }
    const compare = async (body: object) =>
      (
        await store.admin<{ reconciliation: Report }>(
          "POST",
          "/admin/kintsugi/reconciliation",
          body
        )
      ).reconciliation
    const latest = async () =>
      (
        await store.admin<{ reconciliation: Report }>(
          "GET",
          "/admin/kintsugi/reconciliation"
        )
      ).reconciliation
    const statesOf = ({ findings: found }: Report) =>
      found?.items.map(({ kind, state }) => [kind, state])
    const refuseSales = () =>
      store.sandbox.fail({
        kind: "status",
        status: 422,
        endpoint: "POST /v1/transactions",
        times: Infinity,
      })
    /** A sale that Kintsugi refuses. */
    const placeRefused = async () => {
      refuseSales()
      const id = await placeAndCapture()
      const [row] = await ledger.waitUntilSynced(id)
      expect(row).toMatchObject({ state: "refused" })
      await ledger.waitUntilIdle(id)
      store.sandbox.clearFaults()
      return { id, row: row! }
    }

    it("a repair sends what was never delivered, and says what still needs the merchant", async () => {
      const from = new Date().toISOString()
      const { id, row } = await placeRefused()
      const archived = await placeAndCapture()
      await ledger.waitUntilIdle(archived)
      atKintsugi(archived).status = "ARCHIVED"
      const found = await compare({ from })
      expect(found).toMatchObject({ count: 2, open: 2, repaired: null })
      expect(found.findings?.items).toMatchObject([
        {
          kind: "not_delivered",
          external_id: id,
          currency_code: "usd",
          display_id: row.display_id,
          state: "open",
        },
        { kind: "archived_at_kintsugi", external_id: archived, state: "open" },
      ])

      const repaired = await compare({ from, repair: true })
      expect(repaired).toMatchObject({
        count: 2,
        open: 1,
        repaired: { fixed: 1, retrying: 0, needs_you: 1 },
      })
      expect(statesOf(repaired)).toEqual([
        ["not_delivered", "resolved"],
        ["archived_at_kintsugi", "open"],
      ])
      expect(atKintsugi(id)).toMatchObject({ status: "COMMITTED" })
      await expect(latest()).resolves.toEqual(repaired)
      atKintsugi(archived).status = "COMMITTED"
    })

    it("a repair does not claim to have fixed what Kintsugi refuses again", async () => {
      const from = new Date().toISOString()
      const { id, row } = await placeRefused()
      refuseSales()
      const report = await compare({ from, repair: true })
      expect(report).toMatchObject({
        count: 1,
        open: 1,
        repaired: { fixed: 0, retrying: 0, needs_you: 1 },
      })
      store.sandbox.clearFaults()

      // What it names is delivered: it is not shown as open any more.
      await store.admin("POST", `/admin/kintsugi/transactions/${row.id}/retry`)
      expect(atKintsugi(id)).toMatchObject({ status: "COMMITTED" })
      const now = await latest()
      expect(now).toMatchObject({ count: 1, open: 0 })
      expect(statesOf(now)).toEqual([["not_delivered", "resolved"]])
      await expect(compare({ from })).resolves.toMatchObject({ count: 0 })
    })

    it("a dismissed finding stays away until what it says changes, or it is taken back", async () => {
      const from = new Date().toISOString()
      const id = await placeAndCapture()
      atKintsugi(id).total_amount = "170.00"
      const [finding] = (await compare({ from })).findings!.items
      expect(finding).toMatchObject({ kind: "amount_differs", state: "open" })
      const dismiss = (body: object) =>
        store.admin<{ dismissed_finding: DismissedFinding }>(
          "POST",
          "/admin/kintsugi/dismissed-findings",
          body
        )
      const { dismissed_finding } = await dismiss({
        finding_id: finding!.id,
        note: "Agreed with our accountant.",
      })
      expect(dismissed_finding).toMatchObject({
        kind: "amount_differs",
        order_id: id,
        currency_code: "usd",
        note: "Agreed with our accountant.",
        dismissed_by: { name: expect.stringContaining("@") },
      })
      expect(statesOf(await latest())).toEqual([
        ["amount_differs", "dismissed"],
      ])
      await expect(latest()).resolves.toMatchObject({ open: 0 })

      const again = await compare({ from, repair: true })
      expect(again).toMatchObject({
        count: 0,
        open: 0,
        compared: { dismissed: 1 },
        repaired: { fixed: 0, retrying: 0, needs_you: 0 },
      })
      expect(atKintsugi(id).total_amount).toBe("170.00")

      atKintsugi(id).total_amount = "171.00"
      const changed = await compare({ from })
      expect(changed).toMatchObject({ count: 1, open: 1 })
      atKintsugi(id).total_amount = "170.00"
      await expect(compare({ from })).resolves.toMatchObject({ open: 0 })

      await store.api.delete(
        `/admin/kintsugi/dismissed-findings/${dismissed_finding.id}`,
        { headers: store.adminHeaders() }
      )
      await expect(latest()).resolves.toMatchObject({ count: 0, open: 1 })
      await expect(compare({ from })).resolves.toMatchObject({ count: 1 })
      const { dismissed_findings, count } = await store.admin<{
        dismissed_findings: object[]
        count: number
      }>("GET", "/admin/kintsugi/dismissed-findings")
      expect([dismissed_findings, count]).toEqual([[], 0])

      await expect(
        dismiss({ finding_id: "x", note: "why" })
      ).rejects.toMatchObject({ response: { status: 404 } })
      await expect(
        dismiss({ finding_id: finding!.id, note: " " })
      ).rejects.toMatchObject({
        response: {
          status: 400,
          data: { message: expect.stringContaining("Field 'note' is empty") },
        },
      })
      await findings([], { from, repair: true })
    })

    it("a backfill counts what it could not deliver until it is delivered", async () => {
      const { id, row } = await placeRefused()
      refuseSales()
      const from = new Date(Date.now() - 60_000).toISOString()
      await store.admin("POST", "/admin/kintsugi/backfill", { from })
      const backfill = async () =>
        (
          await store.admin<{ backfill: BackfillReading }>(
            "GET",
            "/admin/kintsugi/backfill"
          )
        ).backfill
      await eventually(async () =>
        expect(await backfill()).toMatchObject({
          state: "done",
          failed: 1,
          undelivered: 1,
        })
      )
      store.sandbox.clearFaults()
      await store.admin("POST", `/admin/kintsugi/transactions/${row.id}/retry`)
      await ledger.waitUntilIdle(id)
      await expect(backfill()).resolves.toMatchObject({
        failed: 1,
        undelivered: 0,
      })
    })

    it("the reconciliation finds a line that differs at Kintsugi under the same total", async () => {
      const id = await placeAndCapture()
      const [first, second] = atKintsugi(id).transaction_items
      first!.amount = "40.98"
      second!.amount = "8.95"
      await expect(findings([id])).resolves.toMatchObject([
        {
          kind: "amount_differs",
          message: expect.stringContaining("has a different amount or tax"),
        },
      ])
    })

    it("the reconciliation names a refund that was reported under an unknown ID", async () => {
      const id = await placeAndCapture()
      await office.refund(id, 20)
      const note = await deleteLatestEntry(id)
      const remote = atKintsugi(note.external_id)
      remote.external_id = "ref_before_the_restore"
      const results = await findings([id])
      expect(results).toMatchObject([
        {
          kind: "unknown_to_the_store",
          external_id: "ref_before_the_restore",
          order_id: id,
          message: expect.stringContaining("18.47 USD with 1.53 tax"),
        },
      ])
    })

    it("the reconciliation finds orders sent to another organization and takes them over on request", async () => {
      const id = await placeAndCapture()
      await office.refund(id, 10)
      await ledger.waitUntilSynced(id)
      const waiting = await place()
      await ledger.waitUntilSynced(waiting)
      store.sandbox.setAccess({ organizationId: "orgn_live" })
      await store.admin("POST", "/admin/kintsugi/settings", {
        api_key: "sk_sandbox_key",
        organization_id: "orgn_live",
      })
      const live = () =>
        store.sandbox
          .transactions()
          .filter(({ organization_id }) => organization_id === "orgn_live")
          .map(({ external_id }) => external_id)

      await expect(findings([id, waiting])).resolves.toMatchObject([
        { kind: "reported_to_another_organization", external_id: id },
      ])
      await findings([], { repair: true })
      await ledger.waitUntilSynced(id)
      expect(live()).toEqual([])

      await findings([], { take_over: true })
      const rows = await ledger.waitUntilSynced(id)
      expect(
        rows.map(({ organization_id, type, state }) => [
          organization_id,
          type,
          state,
        ])
      ).toEqual([
        ["orgn_sandbox", "sale", "delivered"],
        ["orgn_sandbox", "credit_note", "delivered"],
        ["orgn_live", "sale", "delivered"],
        ["orgn_live", "credit_note", "delivered"],
      ])
      expect(live()).toEqual([id, rows[3]!.external_id])
      await expect(findings([id, waiting])).resolves.toEqual([])
      const { reported } = await store.admin<{ reported: { total: string } }>(
        "GET",
        `/admin/kintsugi/orders/${id}`
      )
      expect(Number(reported.total)).toBeCloseTo(44.05, 6)

      store.sandbox.setAccess({ organizationId: "orgn_sandbox" })
      await store.api.delete("/admin/kintsugi/settings", {
        headers: store.adminHeaders(),
      })
    })

    it("only one reconciliation runs at a time, and the last 30 reports are kept", async () => {
      await service().createKintsugiReconciliations({
        from: new Date(),
        to: new Date(),
        lease_until: new Date(Date.now() + 60_000),
      })
      await expect(findings([])).rejects.toMatchObject({
        response: {
          data: { message: expect.stringContaining("running already") },
        },
      })
      const [running] = await service().listKintsugiReconciliations({
        state: "running",
      })
      await service().updateKintsugiReconciliations({
        id: running!.id,
        lease_until: new Date(Date.now() - 1),
      })
      await findings([])
      const old = Array.from({ length: 40 }, () => ({
        state: "done" as const,
        from: new Date(),
        to: new Date(),
      }))
      await service().createKintsugiReconciliations(old)
      await findings([])
      const { reports } = await store.admin<{ reports: object[] }>(
        "GET",
        "/admin/kintsugi/reconciliation"
      )
      expect(reports).toHaveLength(30)
      await expect(
        service().listKintsugiReconciliations({}, { take: 100 })
      ).resolves.toHaveLength(30)
    })

    it("the reconciliation does not miss an order that is not to be reported", async () => {
      await store.admin(
        "POST",
        `/admin/tax-regions/${store.shop.taxRegions.ca}`,
        { provider_id: "tp_system" }
      )
      const id = await place({ region: "ca", address: ADDRESSES.toronto })
      await office.capture(id)
      await ledger.processOrder(id)
      expect(await ledger.entries(id)).toEqual([])
      await expect(findings([id])).resolves.toEqual([])
    })
  }
)
