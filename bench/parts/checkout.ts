import Table from "cli-table3"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import { type StoreClient, prefetchTax } from "../../src/storefront"
import type { BenchContext } from "../bench"
import { comparison, ratios, formatSpread, spreadOf } from "../spread"
import { type BenchStore, withPlugin, withoutPlugin } from "../stores"
import { wholeCheckout } from "../whole-checkout"

/** Kintsugi's added latency for each answer, in ms. */
const UPSTREAM_MS = (process.env.UPSTREAM_MS ?? "0,150,500")
  .split(",")
  .map(Number)

/** Time for the store's work after an order was placed, in ms. */
const REST_MS = 1_000

/**
 * How long a shopper goes on with the form after the address, in ms: less than
 * an e-mail address and a phone number take. Nobody waits for it.
 */
const TYPING_MS = 1_500

type Contender = {
  name: string
  store: BenchStore
  /** Whether the storefront prefetches the tax while the shopper types. */
  prefetches?: boolean
}

const clientOf = ({ shopper }: BenchStore): StoreClient => ({
  fetch: (path, { method, body }) => shopper(method, path, body),
})

type Measured = { ms: number; estimates: number }

/** A whole checkout with the plugin, a plain provider, and Medusa's own. */
export const benchCheckout = async (ground: BenchContext): Promise<void> => {
  const sandbox = await startSandbox()
  ground.session.onEnd(() => sandbox.close())
  // One store each: a store that serves two contenders would be warmer.
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
    {
      name: "system",
      store: await taxedBy("tp_system", "with Medusa's own provider"),
    },
    {
      name: "plain",
      store: await taxedBy("tp_plain_plain", "with a plain provider"),
    },
  ]
  for (const build of ground.builds) {
    contenders.push({
      name: build.name,
      store: await withPlugin(ground, sandbox, build),
    })
  }
  const [current] = ground.builds
  if (current) {
    contenders.push({
      name: `${current.name}, prefetchTax`,
      store: await withPlugin(ground, sandbox, current),
      prefetches: true,
    })
  }

  const measure = async ({
    store,
    prefetches,
  }: Contender): Promise<Measured> => {
    await delay(REST_MS)
    sandbox.clearRequests()
    let typingMs = 0
    const start = performance.now()
    await wholeCheckout(store, async (cartId, address) => {
      const typed = performance.now()
      await Promise.all([
        delay(TYPING_MS),
        prefetches && prefetchTax(clientOf(store), cartId, address),
      ])
      typingMs = performance.now() - typed
    })
    const ms = performance.now() - start - typingMs
    const estimates = sandbox.requests({ path: "/v1/tax/estimate" }).length
    return { ms, estimates }
  }
  const round = async (number: number) => {
    const measured: Record<string, Measured> = {}
    // Each contender is first equally often.
    for (let turn = 0; turn < contenders.length; turn++) {
      const next = contenders[(number + turn) % contenders.length]!
      measured[next.name] = await measure(next)
    }
    return measured
  }

  await ground.session.step("Warming up", async () => {
    // Not at once, so that the plugin prefetches, and learns which shipping
    // option shoppers choose.
    sandbox.setLatency(50)
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
  const comparisons: string[] = []
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
    const msOf = (name: string) => rounds.map((measured) => measured[name]!.ms)
    const median = (name: string) => spreadOf(msOf(name)).median
    for (const { name } of contenders) {
      table.push([
        `${upstream} ms`,
        name,
        formatSpread(msOf(name), 0),
        formatSpread(ratios(msOf(name), msOf("system")), 3),
        (median(name) / median("system")).toFixed(3),
        formatSpread(
          rounds.map((measured) => measured[name]!.estimates),
          0
        ),
      ])
    }
    const [ours, other] = ground.builds
    if (ours && other) {
      comparisons.push(
        `${upstream} ms upstream: ${comparison(ours.name, msOf(ours.name), other.name, msOf(other.name))}`
      )
    }
  }
  console.log(
    `Medians and quartiles; no cart is cached; ratios to the system provider in the same round.\n${[table.toString(), ...comparisons].join("\n")}`
  )
}
