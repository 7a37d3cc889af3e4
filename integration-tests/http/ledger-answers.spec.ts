import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { requeueUnauthorized } from "../../src/workflows/ledger-sync/enqueue-blocked"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { orderDriverOf } from "./order-driver"
import { eventually as within } from "./eventually"
import { kintsugiServiceOf } from "./settings"
import { describeStore } from "./store"

describeStore("ledger answers", {}, (store) => {
  const {
    place,
    placeAndCapture,
    office,
    ledger,
    transactionsOf,
    expectLedgerEqualsMoney,
  } = orderDriverOf(store)

  /**
   * How often Kintsugi accepted it, even if the answer was lost. A 422 means
   * that its products have to be created first.
   */
  const countOf = (path: string, externalId: string) =>
    store.sandbox
      .requests({ method: "POST", path })
      .filter(
        ({ body, status }) =>
          status !== 422 &&
          (body as { external_id: string }).external_id === externalId
      ).length
  const eventually = (look: () => Promise<void>) => within(look, 20_000)

  it("a delivery waits for an answer longer than a cart can", async () => {
    const id = await place()
    store.sandbox.fail({
      kind: "slow",
      ms: 2_500,
      endpoint: "POST /v1/transactions",
      times: 10,
    })
    await office.capture(id)
    await eventually(async () =>
      expect((await ledger.entries(id))[0]?.state).toBe("delivered")
    )
    expect(countOf("/v1/transactions", id)).toBe(1)
  })

  it("a sale and a credit note whose answers are lost are looked up", async () => {
    const id = await place()
    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/transactions",
      times: 1,
    })
    await office.capture(id)
    await eventually(async () =>
      expect((await ledger.entries(id))[0]?.state).toBe("delivered")
    )
    expect(countOf("/v1/transactions", id)).toBe(1)

    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/transactions/{original_transaction_id}/credit_notes",
      times: 1,
    })
    await office.refund(id, 10)
    await eventually(async () =>
      expect((await ledger.entries(id))[1]?.state).toBe("delivered")
    )
    const [{ id: sale } = { id: "" }] = await transactionsOf(id)
    const [, note] = await ledger.entries(id)
    expect(
      countOf(`/v1/transactions/${sale}/credit_notes`, note?.external_id ?? "")
    ).toBe(1)
  })

  describe("a sale that is filed before it is found", () => {
    /** Kintsugi accepted it, but the answer was lost and the lookup fails. */
    const fileUnseenSale = async () => {
      // So that Kintsugi has the products and accepts the next sale at once.
      await placeAndCapture()
      const id = await place()
      store.sandbox.fail({
        kind: "reset-mid-body",
        endpoint: "POST /v1/transactions",
        times: 1,
      })
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "GET /v1/transactions/external/{external_id}",
        times: -1,
      })
      await office.capture(id)
      await eventually(async () =>
        expect((await ledger.entries(id))[0]).toMatchObject({
          state: "waiting",
          blocked_by: "retry",
          kintsugi_id: null,
        })
      )
      store.sandbox.lock(id)
      return id
    }
    const retryAndRead = async (orderId: string) => {
      store.sandbox.clearFaults()
      const [row] = await ledger.entries(orderId)
      await store.admin("POST", `/admin/kintsugi/transactions/${row?.id}/retry`)
      await expectLedgerEqualsMoney(orderId)
      const [sale] = await transactionsOf(orderId)
      const [filedSale, ...others] = await ledger.entries(orderId)
      expect(filedSale).toMatchObject({
        state: "delivered",
        locked: true,
        kintsugi_id: sale?.id,
        net: "49.93",
        tax: "4.12",
        message: null,
      })
      return others.map(({ type, reason, state, net, tax }) => [
        type,
        reason,
        state,
        net,
        tax,
      ])
    }

    it("a sale that is filed before it is found is recorded as Kintsugi has it", async () => {
      const id = await fileUnseenSale()
      expect(await retryAndRead(id)).toEqual([])
      expect(countOf("/v1/transactions", id)).toBe(1)
    })

    it("an item added before a filed sale is found becomes a further sale", async () => {
      const id = await fileUnseenSale()
      await office.edit(id, {
        add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
      })
      await office.payDifference(id)
      expect(await retryAndRead(id)).toEqual([
        ["sale", "change", "delivered", "120", "9.9"],
      ])
    })

    it("a refund made before a filed sale is found becomes a credit note", async () => {
      const id = await fileUnseenSale()
      await office.refund(id, 10)
      expect(await retryAndRead(id)).toEqual([
        ["credit_note", "refund", "delivered", "9.24", "0.76"],
      ])
    })

    it("a cancellation made before a filed sale is found becomes a credit note for all of it", async () => {
      const id = await fileUnseenSale()
      await office.cancel(id)
      expect(await retryAndRead(id)).toEqual([
        ["credit_note", "refund", "skipped", "0", "0"],
        ["credit_note", "cancellation", "delivered", "49.93", "4.12"],
      ])
    })
  })

  it("a sale that Kintsugi says it has but that is not found yet is retried", async () => {
    const id = await place()
    store.sandbox.fail({
      kind: "status",
      status: 409,
      endpoint: "POST /v1/transactions",
      times: 1,
    })
    await office.capture(id)
    await ledger.processOrder(id)
    await eventually(async () =>
      expect((await ledger.entries(id))[0]).toMatchObject({
        state: "waiting",
        blocked_by: "retry",
        error_code: "conflict",
      })
    )
  })

  /** Captures an order whose sale then waits, because the key is refused. */
  const captureWithRefusedKey = async (): Promise<string> => {
    const id = await place()
    store.sandbox.setAccess({ apiKey: "sk_sandbox_new" })
    await office.capture(id)
    await eventually(async () =>
      expect((await ledger.entries(id))[0]).toMatchObject({
        blocked_by: "retry",
        error_code: "unauthorized",
      })
    )
    return id
  }

  it("saving a new key delivers the entries that waited for it at once", async () => {
    const id = await captureWithRefusedKey()
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: "sk_sandbox_new",
      organization_id: "orgn_sandbox",
    })
    await sweep(store.container)
    // Saving the key starts a delivery as well, which may still be running.
    await eventually(async () =>
      expect((await ledger.entries(id))[0]?.state).toBe("delivered")
    )
    store.sandbox.setAccess({ apiKey: store.sandbox.apiKey })
    await store.api.delete("/admin/kintsugi/settings", {
      headers: store.adminHeaders(),
    })
  })

  describe("with the sales of weeks", () => {
    const knex = () =>
      store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)

    const count = async (condition: string) => {
      const { rows } = await knex().raw<{ rows: { count: string }[] }>(
        `select count(*) from ${condition}`
      )
      return Number(rows[0]!.count)
    }

    /** Adds entries like one that waits, of orders that the store lacks. */
    const waitingEntries = async (copies: number, columns: object) => {
      const id = await captureWithRefusedKey()
      const LEASED = "kintsugi_order_sync where lease_token is not null"
      await eventually(async () => expect(await count(LEASED)).toBe(0))
      const { rows } = await knex().raw<{ rows: { names: string }[] }>(
        `select string_agg(quote_ident(column_name), ', ') as names
         from information_schema.columns
         where table_name = 'kintsugi_ledger_entry' and is_generated = 'NEVER'`
      )
      const { names } = rows[0]!
      await knex().raw(
        `insert into kintsugi_ledger_entry (${names})
         select ${names} from (
           select (jsonb_populate_record(entry, jsonb_build_object(
             'id', id || '_' || copy, 'order_id', order_id || '_' || copy,
             'external_id', external_id || '_' || copy) || ?::jsonb)).*
           from kintsugi_ledger_entry entry, generate_series(1, ?::int) as copy
           where order_id = ?) copies`,
        [JSON.stringify(columns), copies, id]
      )
      store.sandbox.setAccess({ apiKey: store.sandbox.apiKey })
    }

    const DUE = "kintsugi_order_sync where due_at <= now()"
    const READY =
      "kintsugi_ledger_entry where state = 'waiting' and blocked_by is null"

    it("all that was refused is made due again, page by page", async () => {
      await waitingEntries(250, { state: "refused", blocked_by: null })
      const list = jest.spyOn(
        kintsugiServiceOf(store),
        "listKintsugiLedgerEntries"
      )
      expect(
        await store.admin("POST", "/admin/kintsugi/transactions/retry")
      ).toEqual({ count: 251 })
      const taken = list.mock.calls.flatMap(([, config]) => config?.take ?? [])
      list.mockRestore()
      expect(taken).toEqual([100, 100, 100])
      expect(await count(READY)).toBe(251)
      expect(await count(DUE)).toBe(251)
    })

    it("all that waited for a key is due with another one, a thousand at a time", async () => {
      await waitingEntries(1_200, {})
      await requeueUnauthorized(kintsugiServiceOf(store))
      expect(await count(READY)).toBe(1_201)
      expect(await count(DUE)).toBe(1_201)
    })
  })

  it("a fully refunded sale stays fully refunded when its order's email changes", async () => {
    const id = await placeAndCapture()
    const { total } = await office.read(id)
    await office.refund(id, total)
    await ledger.waitUntilSynced(id)
    await store.admin("POST", `/admin/orders/${id}`, {
      email: "somebody@example.com",
    })
    await ledger.waitUntilSynced(id)
    expect(store.sandbox.requests({ method: "PUT" })).toHaveLength(1)
    expect((await transactionsOf(id))[0]?.status).toBe("FULLY_REFUNDED")
  })

  it("a refund that is taken from two sales is credited in two parts", async () => {
    const id = await placeAndCapture()
    store.sandbox.lock(id)
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await ledger.waitUntilSynced(id)
    await office.refund(id, 100)
    await ledger.waitUntilSynced(id)
    const [refund] = (await office.paymentsOf(id)).flatMap(
      ({ refunds }) => refunds
    )
    expect(
      (await ledger.entries(id))
        .filter(({ type }) => type === "credit_note")
        .map(({ reason, external_id }) => [reason, external_id])
    ).toEqual([
      ["refund", refund?.id],
      ["refund", `${refund?.id}-part-2`],
    ])
    expect(store.sandbox.audit()).toEqual([])
  })

  it("a credit note is refused with a message when its sale is missing at Kintsugi", async () => {
    const id = await placeAndCapture()
    store.sandbox.reset()
    await office.refund(id, 10)
    await ledger.waitUntilSynced(id)
    expect((await ledger.entries(id))[1]).toMatchObject({
      state: "refused",
      message: expect.stringContaining("no longer has the sale"),
    })
  })
})
