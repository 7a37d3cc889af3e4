import { Client } from "@medusajs/framework/pg"
import { copyId, copyOrder } from "../../bench/copy-order"
import { type Redis, hasRedis, startRedis } from "./redis"
import {
  type StoreEnvironment,
  type StoreProcess,
  prepareStoreEnvironment,
  placeTwoMugs,
} from "./store-process"
import { until } from "./until"

/** Two boots and a thousand orders, in ms. */
jest.setTimeout(500_000)

const ORDERS = 1_000
/** How many are captured, and refunded, over the Admin API. */
const CAPTURES = 100
const REFUNDS = 50

/** How many requests each store gets at a time. */
const AT_A_TIME = 3

const PLACED_FROM = new Date("2026-01-01")
const PLACED_TO = new Date("2026-02-01")

type Order = { id: string; paymentId: string }

// Without Redis, each store only gets its own events, and only the database
// coordinates them.
const between = hasRedis()
  ? "Redis between them"
  : "nothing between them (apt-get install redis-server for Redis)"

describe(`two stores on one database, with ${between}`, () => {
  let redis: Redis | undefined
  let ground: StoreEnvironment
  let database: Client
  let stores: [StoreProcess, StoreProcess]
  let orders: Order[]

  const count = async (statement: string): Promise<number> =>
    Number((await database.query<{ count: string }>(statement)).rows[0]?.count)

  /** Spreads the work over both stores. */
  const share = async <T>(
    all: T[],
    work: (store: StoreProcess, one: T) => Promise<unknown>
  ): Promise<void> => {
    const queue = [...all]
    const workers = stores.flatMap((store) =>
      Array.from({ length: AT_A_TIME }, async () => {
        for (let one = queue.shift(); one; one = queue.shift()) {
          await work(store, one)
        }
      })
    )
    await Promise.all(workers)
  }

  const copies = async (order: Order, count: number): Promise<Order[]> => {
    const ids = await copyOrder(
      ground.databaseUrl,
      order.id,
      count,
      PLACED_FROM
    )
    return ids.map((id, copy) => ({
      id,
      paymentId: copyId(order.paymentId, copy + 1),
    }))
  }

  const saleRequests = () =>
    ground.sandbox.requests({ method: "POST", path: "/v1/transactions" })

  beforeAll(async () => {
    redis = hasRedis() ? await startRedis() : undefined
    ground = await prepareStoreEnvironment("two", {
      STORE_REDIS_URL: redis?.url ?? "",
      // The copies are older than the store.
      KINTSUGI_OPTIONS: JSON.stringify({
        sync: { since: PLACED_FROM.toISOString() },
      }),
    })
    const { port } = ground.sandbox
    stores = [
      await ground.start(),
      // By this host name, the sandbox tells it from the other.
      await ground.start({ KINTSUGI_BASE_URL: `http://localhost:${port}` }),
    ]
    database = new Client({ connectionString: ground.databaseUrl })
    await database.connect()

    // From then on, the sweep processes what is new, too.
    await until(
      "a sweep has run",
      async () => (await count("select count(*) from kintsugi_timestamp")) > 0
    )

    const placed = await placeTwoMugs(stores[0], ground.shop)
    const unpaid = await copies(placed, CAPTURES + 1)
    const paid = unpaid.pop()!
    await stores[0].admin(
      "POST",
      `/admin/payments/${paid.paymentId}/capture`,
      {}
    )
    orders = [...unpaid, paid, ...(await copies(paid, ORDERS - CAPTURES - 1))]
    // By a backfill, by sweeps and by events, all of the same orders.
    await stores[1].admin("POST", "/admin/kintsugi/backfill", {
      from: PLACED_FROM.toISOString(),
      to: PLACED_TO.toISOString(),
    })
    await share(unpaid, (store, { paymentId }) =>
      store.admin("POST", `/admin/payments/${paymentId}/capture`, {})
    )
    await share(orders.slice(0, REFUNDS), (store, { paymentId }) =>
      store.admin("POST", `/admin/payments/${paymentId}/refund`, { amount: 10 })
    )
    await until(
      "everything is delivered",
      async () =>
        (await count(
          "select count(*) from kintsugi_ledger_entry where state = 'delivered'"
        )) ===
          ORDERS + REFUNDS &&
        (await count(
          "select count(*) from kintsugi_order_sync where due_at is not null"
        )) === 0
    )
  })

  afterAll(async () => {
    await database?.end()
    await ground?.end()
    await redis?.stop()
  })

  it("two stores deliver each of 1,000 orders once, to the cent", () => {
    const sales = ground.sandbox
      .transactions()
      .filter(({ type }) => type === "SALE")
    expect(sales.map(({ external_id }) => external_id).sort()).toEqual(
      orders.map(({ id }) => id).sort()
    )
    expect(
      sales.filter(
        ({ total_amount, total_tax_amount_imported: tax }) =>
          total_amount !== "49.93" || tax !== "4.12"
      )
    ).toEqual([])
    expect(ground.sandbox.audit()).toEqual([])
  })

  it("each sale is requested once, by one of both stores", () => {
    expect(saleRequests()).toHaveLength(ORDERS)
    const { port } = ground.sandbox
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(
        saleRequests().filter(({ headers }) => headers.host === host).length
      ).toBeGreaterThan(CAPTURES / 10)
    }
  })

  it("two stores credit each refund once", () => {
    const notes = ground.sandbox
      .transactions()
      .filter(({ type }) => type === "PARTIAL_CREDIT_NOTE")
    const sales = new Map(
      ground.sandbox.transactions().map((sale) => [sale.id, sale.external_id])
    )
    expect(
      notes.map(({ original_id }) => sales.get(original_id ?? "")).sort()
    ).toEqual(
      orders
        .slice(0, REFUNDS)
        .map(({ id }) => id)
        .sort()
    )
    expect(
      notes.filter(
        ({ total_amount, total_tax_amount_imported: tax }) =>
          (Number(total_amount) + Number(tax)).toFixed(2) !== "10.00"
      )
    ).toEqual([])
    expect(
      ground.sandbox
        .requests({ method: "POST" })
        .filter(({ path }) => path.endsWith("/credit_notes"))
    ).toHaveLength(REFUNDS)
  })
})
