import { sweep } from "../../src/workflows/report-orders/sweep"
import { bookkeepingOf } from "./bookkeeping"
import { eventually as within } from "./eventually"
import { describeStore } from "./store"

describeStore("ledger answers", {}, (store) => {
  const {
    place,
    placeAndCapture,
    office,
    books,
    transactionsOf,
    expectBooksEqualMoney,
  } = bookkeepingOf(store)

  /** How often it was taken, whoever heard of it: products may be made first. */
  const taken = (path: string, externalId: string) =>
    store.sandbox
      .requests({ method: "POST", path })
      .filter(
        ({ body, status }) =>
          status !== 422 &&
          (body as { external_id: string }).external_id === externalId
      ).length
  const eventually = (look: () => Promise<void>) => within(look, 20_000)

  it("waits for an answer that takes longer than a cart can", async () => {
    const id = await place()
    store.sandbox.fail({
      kind: "slow",
      ms: 2_500,
      endpoint: "POST /v1/transactions",
      times: 10,
    })
    await office.capture(id)
    await eventually(async () =>
      expect((await books.rows(id))[0]?.state).toBe("delivered")
    )
    expect(taken("/v1/transactions", id)).toBe(1)
  })

  it("looks up a sale and a credit note whose answers are lost", async () => {
    const id = await place()
    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/transactions",
      times: 1,
    })
    await office.capture(id)
    await eventually(async () =>
      expect((await books.rows(id))[0]?.state).toBe("delivered")
    )
    expect(taken("/v1/transactions", id)).toBe(1)

    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/transactions/{original_transaction_id}/credit_notes",
      times: 1,
    })
    await office.refund(id, 10)
    await eventually(async () =>
      expect((await books.rows(id))[1]?.state).toBe("delivered")
    )
    const [{ id: sale } = { id: "" }] = await transactionsOf(id)
    const [, note] = await books.rows(id)
    expect(
      taken(`/v1/transactions/${sale}/credit_notes`, note?.external_id ?? "")
    ).toBe(1)
  })

  describe("a sale that is filed before it is found", () => {
    /** Kintsugi took it, but neither said so nor could be asked. */
    const filedUnseen = async () => {
      // So that Kintsugi has the products and takes the next one at once.
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
        expect((await books.rows(id))[0]).toMatchObject({
          state: "waiting",
          waits_for: "retry",
          kintsugi_id: null,
        })
      )
      store.sandbox.lock(id)
      return id
    }
    const found = async (orderId: string) => {
      store.sandbox.clearFaults()
      const [row] = await books.rows(orderId)
      await store.admin("POST", `/admin/kintsugi/transactions/${row?.id}/retry`)
      await expectBooksEqualMoney(orderId)
      const [sale] = await transactionsOf(orderId)
      const [held, ...others] = await books.rows(orderId)
      expect(held).toMatchObject({
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

    it("is held as Kintsugi has it", async () => {
      const id = await filedUnseen()
      expect(await found(id)).toEqual([])
      expect(taken("/v1/transactions", id)).toBe(1)
    })

    it("and what was added meanwhile is a further sale", async () => {
      const id = await filedUnseen()
      await office.edit(id, {
        add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
      })
      await office.payDifference(id)
      expect(await found(id)).toEqual([
        ["sale", "change", "delivered", "120", "9.9"],
      ])
    })

    it("and what was given back meanwhile is a credit note", async () => {
      const id = await filedUnseen()
      await office.refund(id, 10)
      expect(await found(id)).toEqual([
        ["credit_note", "refund", "delivered", "9.24", "0.76"],
      ])
    })

    it("and its cancellation meanwhile is a credit note for all of it", async () => {
      const id = await filedUnseen()
      await office.cancel(id)
      expect(await found(id)).toEqual([
        ["credit_note", "refund", "skipped", "0", "0"],
        ["credit_note", "cancellation", "delivered", "49.93", "4.12"],
      ])
    })
  })

  it("tries a sale again that is said to be there and is not found yet", async () => {
    const id = await place()
    store.sandbox.fail({
      kind: "status",
      status: 409,
      endpoint: "POST /v1/transactions",
      times: 1,
    })
    await office.capture(id)
    await books.look(id)
    await eventually(async () =>
      expect((await books.rows(id))[0]).toMatchObject({
        state: "waiting",
        waits_for: "retry",
        error_code: "conflict",
      })
    )
  })

  it("tells at once what waited for the key, when a new one is saved", async () => {
    const id = await place()
    store.sandbox.setAccess({ apiKey: "sk_sandbox_new" })
    await office.capture(id)
    await eventually(async () =>
      expect((await books.rows(id))[0]).toMatchObject({
        waits_for: "retry",
        error_code: "unauthorized",
      })
    )
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: "sk_sandbox_new",
      organization_id: "orgn_sandbox",
    })
    await sweep(store.container)
    // The saving has it told as well, and may be at it.
    await eventually(async () =>
      expect((await books.rows(id))[0]?.state).toBe("delivered")
    )
    store.sandbox.setAccess({ apiKey: store.sandbox.apiKey })
    await store.api.delete("/admin/kintsugi/settings", {
      headers: store.adminHeaders(),
    })
  })

  it("leaves a sale fully refunded when its order's e-mail changes", async () => {
    const id = await placeAndCapture()
    const { total } = await office.read(id)
    await office.refund(id, total)
    await books.settled(id)
    await store.admin("POST", `/admin/orders/${id}`, {
      email: "somebody@example.com",
    })
    await books.settled(id)
    expect(store.sandbox.requests({ method: "PUT" })).toHaveLength(1)
    expect((await transactionsOf(id))[0]?.status).toBe("FULLY_REFUNDED")
  })

  it("credits a refund that two sales pay for as that refund", async () => {
    const id = await placeAndCapture()
    store.sandbox.lock(id)
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await books.settled(id)
    await office.refund(id, 100)
    await books.settled(id)
    const [refund] = (await office.paymentsOf(id)).flatMap(
      ({ refunds }) => refunds
    )
    expect(
      (await books.rows(id))
        .filter(({ type }) => type === "credit_note")
        .map(({ reason, external_id }) => [reason, external_id])
    ).toEqual([
      ["refund", refund?.id],
      ["refund", `${refund?.id}-part-2`],
    ])
    expect(store.sandbox.audit()).toEqual([])
  })

  it("says that a sale is gone from which a credit note takes", async () => {
    const id = await placeAndCapture()
    store.sandbox.reset()
    await office.refund(id, 10)
    await books.settled(id)
    expect((await books.rows(id))[1]).toMatchObject({
      state: "refused",
      message: expect.stringContaining("does not have the sale any more"),
    })
  })
})
