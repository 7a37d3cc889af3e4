import Table from "cli-table3"
import { startSandbox } from "../../integration-tests/sandbox"
import { withClient } from "../../scripts/postgres/with-client"
import type { BenchContext } from "../bench"
import { copyProduct } from "../copy-product"
import { highestHeap } from "../highest-heap"
import { withPlugin } from "../stores"
import { timed } from "../timed"

const MIB = 1024 * 1024
const PATH = "/admin/kintsugi/products/import"

/**
 * How long a file of classifications takes to be checked and imported, and how
 * much memory, for an eighth of a catalog, a quarter, a half, and all of it.
 * PRODUCTS: how many products the catalog has.
 */
export const benchImport = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const count = Number(process.env.PRODUCTS ?? (quick ? 2_000 : 100_000))
  for (const build of builds) {
    const sandbox = await startSandbox()
    session.onEnd(() => sandbox.close())
    const store = await withPlugin(ground, sandbox, build)
    // The sync of the products, which follows in the background, ends at once.
    sandbox.fail({
      kind: "status",
      status: 401,
      endpoint: "GET /v1/products",
      times: Infinity,
    })
    const ids = await session.step(`Copying a product ${count} times`, () =>
      copyProduct(store.database, store.shop.variants.mug.productId, count)
    )
    const table = new Table({
      head: ["rows", "check, s", "import, s", "rows/s", "highest heap, MiB"],
      style: { head: [], border: [] },
    })
    for (const part of [8, 4, 2, 1].map((parts) => Math.floor(count / parts))) {
      await session.step(`Importing ${part} rows`, async () => {
        await withClient(store.database, (client) =>
          client.query("DELETE FROM kintsugi_classification")
        )
        const file = csvOf(ids.slice(0, part))
        const checked = await timed(() =>
          store.upload(`${PATH}?preview=true`, file)
        )
        const [heap, imported] = await highestHeap(
          store,
          timed(() => store.upload(PATH, file))
        )
        table.push([
          part,
          (checked / 1000).toFixed(1),
          (imported / 1000).toFixed(1),
          ((part / imported) * 1000).toFixed(0),
          (heap / MIB).toFixed(0),
        ])
      })
    }
    console.log(`${build.name}\n${table.toString()}`)
  }
}

const csvOf = (ids: string[]): string =>
  [
    "product_id,category,subcategory",
    ...ids.map((id) => `${id},Physical,General Clothing`),
  ].join("\r\n")
