import { TEXAS } from "../../demo/purchases"
import { startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import { comparison, formatSpread } from "../spread"
import { type BenchStore, withPlugin, withoutPlugin } from "../stores"

/** More than the connections in a store's pool. */
const CARTS = 20

/**
 * Many carts that change at the same moment, with Medusa's locks in PostgreSQL:
 * with the plugin, and with Medusa's own tax provider.
 */
export const benchAtOnce = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const sandbox = await startSandbox()
  session.onEnd(() => sandbox.close())
  const contenders = [
    {
      name: builds[0]!.name,
      store: await withPlugin(ground, sandbox, builds[0]!, {}, "postgres"),
      ms: [] as number[],
    },
    {
      name: "Medusa's own provider",
      store: await withoutPlugin(
        ground,
        sandbox,
        "with Medusa's own provider",
        "postgres"
      ),
      ms: [] as number[],
    },
  ]
  await session.step(`Changing ${CARTS} carts at once`, async () => {
    const warmUp = quick ? 1 : 2
    for (let round = 0; round < warmUp + (quick ? 2 : 10); round++) {
      const inTurn = round % 2 ? contenders.toReversed() : contenders
      for (const { store, ms } of inTurn) {
        const took = await changeAtOnce(store)
        if (round >= warmUp) {
          ms.push(took)
        }
      }
    }
  })
  const [ours, other] = contenders
  for (const { name, ms } of contenders) {
    console.log(`${name}: ${formatSpread(ms, 0)} ms for ${CARTS} carts`)
  }
  console.log(comparison(ours!.name, ours!.ms, other!.name, other!.ms))
}

/** @returns how long it took until all carts had their new item, in ms */
const changeAtOnce = async ({ shopper, shop }: BenchStore): Promise<number> => {
  const mug = { variant_id: shop.variants.mug.variantId, quantity: 1 }
  const ids: string[] = []
  for (let cart = 0; cart < CARTS; cart++) {
    const created = await shopper<{ cart: { id: string } }>(
      "POST",
      "/store/carts",
      {
        region_id: shop.regions.us,
        email: "shopper@example.com",
        items: [mug],
        shipping_address: TEXAS.address,
      }
    )
    ids.push(created.cart.id)
  }
  const start = performance.now()
  await Promise.all(
    ids.map((id) => shopper("POST", `/store/carts/${id}/line-items`, mug))
  )
  return performance.now() - start
}
