import { Client } from "@medusajs/framework/pg"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { Ground } from "../bench"
import { copyOrder } from "../copy-order"
import { paidOrder } from "../paid-order"
import { withPlugin } from "../stores"

const UPSTREAM_MS = 50

/** The sweep starts each minute; nothing is delivered for longer than this. */
const PATIENCE_MS = 90_000

/** Orders told to Kintsugi per second, by the sweep that finds them due. */
export const benchDelivery = async (ground: Ground): Promise<void> => {
  const { session, quick } = ground
  const sandbox = await startSandbox({ latencyMs: UPSTREAM_MS })
  session.onEnd(() => sandbox.close())
  const store = await withPlugin(ground, sandbox, "with the plugin")
  const count = quick ? 60 : 1_000
  const orderId = await session.step(`Copying an order`, () => paidOrder(store))
  const ids = await copyOrder(
    store.database,
    orderId,
    count,
    new Date("2026-01-01")
  )
  const arrived = () => sandbox.transactions().length
  await session.step(`Delivering ${count} orders`, async () => {
    await makeDue(store.database, ids)
    for (let last = arrived(), since = Date.now(); arrived() < count + 1;) {
      await delay(100)
      if (arrived() > last) {
        last = arrived()
        since = Date.now()
      } else if (Date.now() - since > PATIENCE_MS) {
        throw new Error(
          `Only ${last - 1} of ${count} orders were delivered:\n${store.said()}`
        )
      }
    }
  })
  const times = sandbox
    .requests({ method: "POST", path: "/v1/transactions" })
    .map(({ at }) => new Date(at).getTime())
    .slice(-count)
  const seconds = (times.at(-1)! - times[0]!) / 1000
  const problems = sandbox.audit()
  console.log(
    `${((count - 1) / seconds).toFixed(1)} orders a second at ${UPSTREAM_MS} ms upstream; ${problems.length ? problems[0] : "each exactly once"}`
  )
}

const makeDue = async (database: string, ids: string[]): Promise<void> => {
  const client = new Client({ connectionString: database })
  await client.connect()
  try {
    await client.query(
      `INSERT INTO kintsugi_order (id, order_id, due_at)
       SELECT 'kinord_' || id, id, now() FROM unnest($1::text[]) AS id`,
      [ids]
    )
  } finally {
    await client.end()
  }
}
