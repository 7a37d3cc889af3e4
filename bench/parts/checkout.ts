import Table from "cli-table3"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { Ground } from "../bench"
import { shown, spreadOf } from "../spread"
import { type BenchStore, withPlugin, withoutPlugin } from "../stores"
import { wholeCheckout } from "../whole-checkout"

/** How much longer Kintsugi takes for each answer, in ms. */
const UPSTREAM_MS = (process.env.UPSTREAM_MS ?? "0,50,150")
  .split(",")
  .map(Number)

/** For what a store does after an order was placed, in ms. */
const REST_MS = 1_000

type Contender = {
  name: "system" | "plain" | "plugin"
  store: BenchStore
}

type Measured = { ms: number; estimates: number }

/** A whole checkout: the plugin, a plain provider, and Medusa's own. */
export const benchCheckout = async (ground: Ground): Promise<void> => {
  const sandbox = await startSandbox()
  ground.session.onEnd(() => sandbox.close())
  // A store each: one that serves two would be the warmer one.
  const taxedBy = async (provider_id: string, name: string) => {
    const store = await withoutPlugin(ground, sandbox, name)
    await store.admin(
      "POST",
      `/admin/tax-regions/${store.shop.taxRegions.us}`,
      { provider_id }
    )
    return store
  }
  const contenders: Contender[] = [
    { name: "system", store: await taxedBy("tp_system", "as Medusa makes it") },
    {
      name: "plain",
      store: await taxedBy("tp_plain_plain", "with a plain provider"),
    },
    {
      name: "plugin",
      store: await withPlugin(ground, sandbox, "with the plugin"),
    },
  ]

  const measure = async ({ store }: Contender): Promise<Measured> => {
    await delay(REST_MS)
    sandbox.clearRequests()
    const start = performance.now()
    await wholeCheckout(store)
    const ms = performance.now() - start
    const estimates = sandbox.requests({ path: "/v1/tax/estimate" }).length
    return { ms, estimates }
  }
  const round = async (number: number) => {
    const measured: Partial<Record<Contender["name"], Measured>> = {}
    // Each is the first as often as the others.
    for (let turn = 0; turn < contenders.length; turn++) {
      const next = contenders[(number + turn) % contenders.length]!
      measured[next.name] = await measure(next)
    }
    return measured as Record<Contender["name"], Measured>
  }

  await ground.session.step("Warming up", async () => {
    for (let number = 0; number < (ground.quick ? 3 : 9); number++) {
      await round(number)
    }
  })
  const table = new Table({
    head: [
      "upstream",
      "taxed by",
      "checkout, ms",
      "ratio to system",
      "of medians",
      "estimates",
    ],
    style: { head: [], border: [] },
  })
  for (const upstream of UPSTREAM_MS) {
    sandbox.setLatency(upstream)
    const rounds = await ground.session.step(
      `Checking out at ${upstream} ms`,
      async () => {
        const measured = []
        for (let number = 0; number < (ground.quick ? 3 : 15); number++) {
          measured.push(await round(number))
        }
        return measured
      }
    )
    const median = (name: Contender["name"]) =>
      spreadOf(rounds.map((measured) => measured[name].ms)).median
    for (const { name } of contenders) {
      table.push([
        `${upstream} ms`,
        name,
        shown(
          rounds.map((measured) => measured[name].ms),
          0
        ),
        shown(
          rounds.map((measured) => measured[name].ms / measured.system.ms),
          3
        ),
        (median(name) / median("system")).toFixed(3),
        shown(
          rounds.map((measured) => measured[name].estimates),
          0
        ),
      ])
    }
  }
  console.log(
    `Medians and quartiles; each cart asked about for the first time; ratios to the system provider in the same round.\n${table.toString()}`
  )
}
