import { setTimeout as delay } from "node:timers/promises"
import { type Sandbox, startSandbox } from "../../integration-tests/sandbox"
import { withClient } from "../../scripts/postgres/with-client"
import type { BenchContext } from "../bench"
import { copyOrder } from "../copy-order"
import { paidOrder } from "../paid-order"
import { comparison, formatSpread } from "../spread"
import { type BenchStore, withPlugin } from "../stores"

const UPSTREAM_MS = 50

/** The longest pause without a delivery: the sweep starts each minute. */
const PATIENCE_MS = 200_000

/** Orders that one store delivers to one sandbox. */
export type Deliveries = {
  store: BenchStore
  sandbox: Sandbox
  /** Orders that are not due yet. */
  orderIds: string[]
  /** ms for each order, of each round. */
  msPerOrder: number[]
}

type Contender = Deliveries & { name: string }

/** Orders per second that the sweep sends to Kintsugi. */
export const benchDelivery = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const rounds = quick ? 1 : 4
  const perRound = quick ? 60 : 250
  const contenders: Contender[] = []
  for (const build of builds) {
    const sandbox = await startSandbox({ latencyMs: UPSTREAM_MS })
    session.onEnd(() => sandbox.close())
    const store = await withPlugin(ground, sandbox, build)
    await session.step("Waiting for the first sweep", () =>
      waitForSweep(store.database)
    )
    const orderIds = await session.step("Copying an order", async () =>
      copyOrder(
        store.database,
        await paidOrder(store),
        rounds * perRound,
        new Date("2026-01-01")
      )
    )
    contenders.push({
      name: build.name,
      store,
      sandbox,
      orderIds,
      msPerOrder: [],
    })
  }
  for (let round = 0; round < rounds; round++) {
    const inTurn = round % 2 ? contenders.toReversed() : contenders
    for (const contender of inTurn) {
      await session.step(
        `Delivering ${perRound} orders with ${contender.name}`,
        () => deliver(contender, perRound)
      )
    }
  }
  for (const { name, sandbox, msPerOrder } of contenders) {
    const problems = sandbox.audit()
    console.log(
      `${name}: ${formatSpread(
        msPerOrder.map((ms) => 1000 / ms),
        1
      )} orders a second at ${UPSTREAM_MS} ms upstream; ${problems.length ? problems[0] : "each exactly once"}`
    )
  }
  const [ours, other] = contenders
  if (ours && other) {
    console.log(
      `Time an order: ${comparison(ours.name, ours.msPerOrder, other.name, other.msPerOrder)}`
    )
  }
}

/** Makes so many of the orders due, and waits until they are at Kintsugi. */
export const deliver = async (
  { store, sandbox, orderIds, msPerOrder }: Deliveries,
  count: number
): Promise<void> => {
  const arrived = () => sandbox.transactions().length
  const expected = arrived() + count
  await makeDue(store.database, orderIds.splice(0, count))
  for (let last = arrived(), since = Date.now(); arrived() < expected;) {
    await delay(100)
    if (arrived() > last) {
      last = arrived()
      since = Date.now()
    } else if (Date.now() - since > PATIENCE_MS) {
      throw new Error(
        `${expected - last} of ${count} orders were not delivered:\n${store.said()}`
      )
    }
  }
  const times = sandbox
    .requests({ method: "POST", path: "/v1/transactions" })
    .map(({ at }) => new Date(at).getTime())
    .slice(-count)
  msPerOrder.push((times.at(-1)! - times[0]!) / (count - 1))
}

/**
 * The first sweep of an earlier build delivers every order that it finds,
 * however old: the copies must come after it.
 */
export const waitForSweep = (database: string): Promise<void> =>
  withClient(database, async (client) => {
    for (const start = Date.now(); Date.now() - start < PATIENCE_MS;) {
      const { rows } = await client.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.tables
         WHERE table_name IN ('kintsugi_timestamp', 'kintsugi_mark')`
      )
      const swept = await client.query(
        `SELECT id FROM ${rows[0]!.name} WHERE id = 'swept'`
      )
      if (swept.rowCount) {
        return
      }
      await delay(500)
    }
    throw new Error("The store has not swept.")
  })

const makeDue = (database: string, ids: string[]): Promise<void> =>
  withClient(database, async (client) => {
    // An earlier build has other names for the table and its columns.
    const { rows } = await client.query<{ name: string; columns: string[] }>(
      `SELECT table_name AS name, array_agg(column_name::text) AS columns
       FROM information_schema.columns
       WHERE table_name IN ('kintsugi_order_sync', 'kintsugi_order')
       GROUP BY table_name`
    )
    const table = rows[0]!
    // Older than the store's connection to Kintsugi, which the first build did
    // not check.
    const requested = table.columns.find((column) =>
      ["requested", "asked_for"].includes(column)
    )
    // The first sweep may have seen the copies already.
    await client.query(
      `INSERT INTO ${table.name} (id, order_id, due_at${requested ? `, ${requested}` : ""})
       SELECT 'kinord_' || id, id, now()${requested ? ", true" : ""}
       FROM unnest($1::text[]) AS id
       ON CONFLICT (order_id) WHERE deleted_at IS NULL
       DO UPDATE SET due_at = now()${requested ? `, ${requested} = true` : ""}`,
      [ids]
    )
  })
