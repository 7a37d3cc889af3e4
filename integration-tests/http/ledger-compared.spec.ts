import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { orderDriverOf } from "./order-driver"
import { describeStore } from "./store"

describeStore("ledger compared", {}, (store) => {
  const { place, placeAndCapture, office, ledger, transactionsOf } =
    orderDriverOf(store)

  const service = () =>
    store.container.resolve<KintsugiModuleService>("kintsugi")
  const atKintsugi = (externalId: string) =>
    store.sandbox
      .transactions()
      .find(({ external_id }) => external_id === externalId)!
  const changes = () => store.sandbox.requests({ method: "PUT" }).length
  const retry = (id: string) =>
    store.admin("POST", `/admin/kintsugi/transactions/${id}/retry`)

  /** Deletes the entries, as a restore from before their delivery would. */
  const clearDelivery = async (orderId: string) => {
    // Processing that is still pending would deliver it again.
    await ledger.waitUntilIdle(orderId)
    const rows = await ledger.entries(orderId)
    await service().deleteKintsugiLedgerEntries(rows.map(({ id }) => id))
  }

  it("a repeated sale that is answered with the same figures is delivered with one request", async () => {
    const id = await placeAndCapture()
    await clearDelivery(id)
    store.sandbox.clearRequests()
    const [row] = await ledger.waitUntilSynced(id)
    expect(row).toMatchObject({ state: "delivered", net: "49.93" })
    expect(
      store.sandbox
        .requests()
        .filter(({ path }) => path.startsWith("/v1/transactions"))
        .map(({ method }) => method)
    ).toEqual(["POST"])
  })

  it.each(["same", "400", "409"] as const)(
    "a sale with other figures at Kintsugi is corrected when a repeat gets %s",
    async (repeats) => {
      const id = await placeAndCapture()
      await clearDelivery(id)
      const remote = atKintsugi(id)
      remote.total_amount = "170.00"
      remote.total_tax_amount_imported = "14.03"
      store.sandbox.setRepeats(repeats)
      const [row] = await ledger.waitUntilSynced(id)
      expect(row).toMatchObject({ state: "delivered", net: "49.93" })
      expect(atKintsugi(id)).toMatchObject({
        total_amount: "49.93",
        total_tax_amount_imported: "4.12",
      })
      expect(changes()).toBe(1)
    }
  )

  it("a filed sale with other figures is refused with a message that has both and what to do", async () => {
    const id = await placeAndCapture()
    await clearDelivery(id)
    const remote = atKintsugi(id)
    remote.total_amount = "170.00"
    remote.total_tax_amount_imported = "14.03"
    store.sandbox.lock(id)
    const [row, ...others] = await ledger.waitUntilSynced(id)
    expect(others).toEqual([])
    expect(row).toMatchObject({
      state: "refused",
      error_code: "differs_at_kintsugi",
      kintsugi_id: remote.id,
      delivered_content: null,
    })
    expect(row?.message).toContain("total 170.00 at Kintsugi, 49.93 here")
    expect(row?.message).toContain("tax 14.03 at Kintsugi, 4.12 here")
    expect(row?.message).toContain("in a filing")

    // A retry compares again, and a corrected sale counts as delivered.
    await retry(row!.id)
    await ledger.waitUntilSynced(id)
    expect((await ledger.entries(id)).map(({ state }) => state)).toEqual([
      "refused",
    ])
    remote.total_amount = "49.93"
    remote.total_tax_amount_imported = "4.12"
    await retry(row!.id)
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { state: "delivered", locked: true, message: null },
    ])
  })

  it("a credit note with other figures at Kintsugi is corrected", async () => {
    const id = await placeAndCapture()
    await office.refund(id, 30)
    const [sale, note] = await ledger.waitUntilSynced(id)
    const remote = atKintsugi(note!.external_id)
    const { total_amount, total_tax_amount_imported } = remote
    remote.total_amount = "9.24"
    remote.total_tax_amount_imported = "0.76"
    await service().deleteKintsugiLedgerEntries([note!.id])
    await ledger.waitUntilSynced(id)
    expect(await ledger.entries(id)).toMatchObject([
      { id: sale!.id, state: "delivered" },
      { type: "credit_note", state: "delivered" },
    ])
    expect(atKintsugi(note!.external_id)).toMatchObject({
      id: remote.id,
      total_amount,
      total_tax_amount_imported,
    })
    expect(store.sandbox.audit()).toEqual([])
  })

  it("a locked credit note with other figures at Kintsugi is refused", async () => {
    const id = await placeAndCapture()
    await office.refund(id, 30)
    const [, note] = await ledger.waitUntilSynced(id)
    const remote = atKintsugi(note!.external_id)
    remote.total_amount = "9.24"
    remote.total_tax_amount_imported = "0.76"
    remote.locked = true
    await service().deleteKintsugiLedgerEntries([note!.id])
    const [, parked] = await ledger.waitUntilSynced(id)
    expect(parked).toMatchObject({
      state: "refused",
      error_code: "differs_at_kintsugi",
    })
    expect(parked?.message).toContain("total 9.24 at Kintsugi, 27.71 here")
  })

  it("a retry sends a delivered sale again when Kintsugi has other figures or no sale", async () => {
    const id = await placeAndCapture()
    const [row] = await ledger.entries(id)
    await expect(retry(row!.id)).rejects.toMatchObject({
      response: {
        data: { message: expect.stringContaining("as it was sent") },
      },
    })
    atKintsugi(id).total_amount = "170.00"
    await retry(row!.id)
    await ledger.waitUntilSynced(id)
    expect(atKintsugi(id).total_amount).toBe("49.93")
    expect((await transactionsOf(id)).length).toBe(1)

    store.sandbox.reset()
    await retry(row!.id)
    await ledger.waitUntilSynced(id)
    expect(atKintsugi(id)).toMatchObject({ total_amount: "49.93" })
  })

  it("an item added to a filed sale with other figures is a further sale, and the difference is reported", async () => {
    const id = await place()
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    store.sandbox.lock(id)
    const remote = atKintsugi(id)
    remote.transaction_items[0]!.amount = "170.00"
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    const rows = await ledger.waitUntilSynced(id)
    expect(rows.map(({ reason, state, net }) => [reason, state, net])).toEqual([
      ["order", "refused", "49.93"],
      ["change", "delivered", "120"],
    ])
    expect(rows[0]?.message).toContain("in a filing")
  })
})
