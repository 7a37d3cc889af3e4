import { serverAt } from "../../scripts/postgres/server"
import {
  type StoreEnvironment,
  type StoreProcess,
  prepareStoreEnvironment,
  placeTwoMugs,
} from "./store-process"
import { until } from "./until"

/** Three boots of a store, and its sweeps, in ms. */
jest.setTimeout(500_000)

type Finding = {
  kind: string
  external_id: string
  order_id: string | null
  message: string
}

type Transaction = {
  id: string
  type: string
  state: string
  external_id: string
}

/** Follows docs/after-a-restore.md. */
describe("a store whose database is restored from a copy", () => {
  let ground: StoreEnvironment
  let store: StoreProcess
  const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD } = process.env
  const postgres = serverAt({
    host: DB_HOST ?? "localhost",
    port: Number(DB_PORT ?? 5432),
    user: DB_USERNAME ?? "postgres",
    password: DB_PASSWORD ?? "",
  })
  const database = () => new URL(ground.databaseUrl).pathname.slice(1)

  beforeAll(async () => {
    ground = await prepareStoreEnvironment("restored")
    store = await ground.start()
  })
  afterAll(async () => {
    await postgres.dropDatabase(`${database()}_backup`)
    await ground.end()
  })

  const recordsOf = async (orderId: string) =>
    (
      await store.admin<{ transactions: Transaction[] }>(
        "GET",
        `/admin/kintsugi/transactions?order_id=${orderId}`
      )
    ).transactions
  const waitForDelivery = (orderId: string, count: number) =>
    until(`${count} records of ${orderId} are delivered`, async () => {
      const records = await recordsOf(orderId)
      return (
        records.length === count &&
        records.every(({ state }) => state === "delivered")
      )
    })
  const refund = (paymentId: string, amount: number) =>
    store.admin("POST", `/admin/payments/${paymentId}/refund`, { amount })
  const compare = async (repairs: object = {}) =>
    (
      await store.admin<{
        reconciliation: { state: string; findings: { items: Finding[] } }
      }>("POST", "/admin/kintsugi/reconciliation", repairs)
    ).reconciliation.findings.items
  it("a restored store names what was reported after the copy, and repairs what differs", async () => {
    const order = await placeTwoMugs(store, ground.shop)
    await store.admin("POST", `/admin/payments/${order.paymentId}/capture`)
    await refund(order.paymentId, 10)
    await waitForDelivery(order.id, 2)

    await store.kill()
    await postgres.createDatabase(`${database()}_backup`, database())

    store = await ground.start()
    await refund(order.paymentId, 20)
    await waitForDelivery(order.id, 3)
    const lost = ground.sandbox
      .transactions()
      .find(
        ({ type, total_amount, total_tax_amount_imported }) =>
          type.endsWith("CREDIT_NOTE") &&
          Math.round(
            100 * (Number(total_amount) + Number(total_tax_amount_imported))
          ) === 2_000
      )!
    const laterOrder = await placeTwoMugs(store, ground.shop)
    await store.admin("POST", `/admin/payments/${laterOrder.paymentId}/capture`)
    await waitForDelivery(laterOrder.id, 1)

    await store.kill()
    await postgres.dropDatabase(database())
    await postgres.createDatabase(database(), `${database()}_backup`)
    store = await ground.start()

    expect(await recordsOf(order.id)).toHaveLength(2)
    const findings = await compare()
    expect(findings).toHaveLength(2)
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: "unknown_to_the_store",
          external_id: lost.external_id,
          order_id: order.id,
          message: expect.stringContaining(
            `a refund of ${lost.total_amount} USD with ${lost.total_tax_amount_imported} tax`
          ),
        }),
        expect.objectContaining({
          kind: "unknown_to_the_store",
          external_id: laterOrder.id,
          order_id: null,
        }),
      ])
    )

    // What differs at Kintsugi from the restored store is repaired.
    const sale = ground.sandbox
      .transactions()
      .find(({ external_id }) => external_id === order.id)!
    sale.total_amount = "170.00"
    sale.total_tax_amount_imported = "14.03"
    const kinds = (await compare({ repair: true })).map(({ kind }) => kind)
    expect(kinds).toContain("amount_differs")
    await until(
      "Kintsugi has the sale as the store has it",
      () =>
        ground.sandbox
          .transactions()
          .find(({ external_id }) => external_id === order.id)?.total_amount ===
        "49.93"
    )
    await waitForDelivery(order.id, 2)
    expect((await compare()).map(({ kind }) => kind)).toEqual([
      "unknown_to_the_store",
      "unknown_to_the_store",
    ])
  })
})
