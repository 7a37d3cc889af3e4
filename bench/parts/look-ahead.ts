import { TEXAS } from "../../demo/purchases"
import { startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import { formatSpread, spreadOf } from "../spread"
import { type BenchStore, withPlugin } from "../stores"

const UPSTREAM_MS = 150

/**
 * How much time it would save to ask Kintsugi about a shipping option before
 * the shopper chooses it: another cart with the same content has chosen it
 * already. This is the most that looking ahead can save, without its costs.
 */
export const benchLookAhead = async (ground: BenchContext): Promise<void> => {
  const { session, quick } = ground
  const sandbox = await startSandbox({ latencyMs: UPSTREAM_MS })
  session.onEnd(() => sandbox.close())
  const store = await withPlugin(ground, sandbox, ground.builds[0]!)
  let number = 0
  const round = async () => {
    const ms = { known: 0, unknown: 0 }
    const order = ["known", "unknown"] as const
    for (const which of number % 2 ? order.toReversed() : order) {
      number++
      if (which === "known") {
        await chooseShipping(store, number)
      }
      ms[which] = await chooseShipping(store, number)
    }
    number++
    return ms
  }
  const rounds = await session.step("Choosing shipping", async () => {
    const measured = []
    for (let times = 0; times < (quick ? 6 : 40); times++) {
      measured.push(await round())
    }
    return measured.slice(quick ? 2 : 10)
  })
  const saved = rounds.map(({ known, unknown }) => unknown - known)
  console.log(
    `Choosing shipping takes ${formatSpread(
      rounds.map(({ unknown }) => unknown),
      0
    )} ms, ${formatSpread(
      rounds.map(({ known }) => known),
      0
    )} ms where the answer is known: ${spreadOf(saved).median.toFixed(0)} ms less; ${UPSTREAM_MS} ms upstream`
  )
}

/** @returns how long choosing the option took, in ms */
const chooseShipping = async (
  { shopper, shop }: BenchStore,
  number: number
): Promise<number> => {
  const { cart } = await shopper<{ cart: { id: string } }>(
    "POST",
    "/store/carts",
    { region_id: shop.regions.us, email: "shopper@example.com" }
  )
  const path = `/store/carts/${cart.id}`
  await shopper("POST", `${path}/line-items`, {
    variant_id: shop.variants.mug.variantId,
    quantity: 2,
  })
  await shopper("POST", path, {
    shipping_address: {
      ...TEXAS.address,
      address_1: `${number} Congress Ave`,
    },
  })
  const start = performance.now()
  await shopper("POST", `${path}/shipping-methods`, {
    option_id: shop.shippingOptions.standard,
  })
  return performance.now() - start
}
