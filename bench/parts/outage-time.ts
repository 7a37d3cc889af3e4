import { setTimeout as delay } from "node:timers/promises"
import { TEXAS } from "../../demo/purchases"
import { type FaultKind, startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import { comparison, formatSpread, spreadOf } from "../spread"
import { type BenchStore, withPlugin } from "../stores"

const UPSTREAM_MS = 150

const OUTAGES: [name: string, fault: FaultKind][] = [
  ["hangs", { kind: "hang" }],
  ["drops connections", { kind: "reset" }],
  ["answers 503", { kind: "status", status: 503 }],
  ["answers after 5 s", { kind: "slow", ms: 5_000 }],
]

/** Carts that find out that Kintsugi is down. */
const FIRST_CARTS = 3

/**
 * How long a cart's change takes in an outage, from the fourth cart on, against
 * the same change while Kintsugi answers after 150 ms.
 */
export const benchOutageTime = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const sandbox = await startSandbox()
  session.onEnd(() => sandbox.close())
  const store = await withPlugin(ground, sandbox, builds[0]!)
  sandbox.setLatency(UPSTREAM_MS)
  const shopper = shopperOf(store)
  const rounds = quick ? 2 : 8
  const changes = quick ? 2 : 5

  // Teaches the store what it will need, and warms it up.
  for (let cart = 0; cart < 10; cart += 1) {
    await shopper.change(await shopper.create(), "kintsugi")
  }
  for (const [name, fault] of OUTAGES) {
    const up: number[] = []
    const down: number[] = []
    await session.step(`Changing carts while Kintsugi ${name}`, async () => {
      for (let round = 0; round < rounds; round += 1) {
        up.push(await measure(shopper, changes, "kintsugi"))
        sandbox.fail({ ...fault, times: Infinity })
        for (let cart = 0; cart < FIRST_CARTS; cart += 1) {
          await shopper.change(await shopper.create(), "remembered")
        }
        down.push(await measure(shopper, changes, "remembered"))
        sandbox.clearFaults()
        await untilAnswered(shopper)
      }
    })
    console.log(
      `${name}: ${formatSpread(down, 0)} ms, up ${formatSpread(up, 0)} ms`
    )
    console.log(comparison(`Kintsugi ${name}`, down, "up", up))
  }
}

type Line = { tax_lines: { data: { source: string } }[] }

let changed = 0

const shopperOf = ({ shopper, shop }: BenchStore) => ({
  create: async (): Promise<string> => {
    const { cart } = await shopper<{ cart: { id: string } }>(
      "POST",
      "/store/carts",
      {
        region_id: shop.regions.us,
        email: "shopper@example.com",
        items: [{ variant_id: shop.variants.mug.variantId, quantity: 1 }],
        shipping_address: {
          ...TEXAS.address,
          // Nothing is answered from a cache.
          address_2: `Flat ${(changed += 1)}`,
        },
      }
    )
    return cart.id
  },
  /** @returns how long it took, in ms */
  change: async (id: string, source: string): Promise<number> => {
    const start = performance.now()
    const { cart } = await shopper<{ cart: { items: Line[] } }>(
      "POST",
      `/store/carts/${id}/line-items?fields=*items.tax_lines`,
      { variant_id: shop.variants.mug.variantId, quantity: 1 }
    )
    const took = performance.now() - start
    const sources = cart.items.flatMap(({ tax_lines }) =>
      tax_lines.map(({ data }) => data.source)
    )
    if (!sources.length || sources.some((one) => one !== source)) {
      throw new Error(`Taxed by ${sources.join(", ")}, not by ${source}.`)
    }
    return took
  },
})

/** The median of some changes of a new cart, in ms. */
const measure = async (
  shopper: ReturnType<typeof shopperOf>,
  changes: number,
  source: string
): Promise<number> => {
  const id = await shopper.create()
  const times: number[] = []
  for (let change = 0; change < changes; change += 1) {
    times.push(await shopper.change(id, source))
  }
  return spreadOf(times).median
}

const untilAnswered = async (
  shopper: ReturnType<typeof shopperOf>
): Promise<void> => {
  for (;;) {
    try {
      await shopper.change(await shopper.create(), "kintsugi")
      return
    } catch {
      await delay(500)
    }
  }
}
