import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { LRUCache } from "lru-cache"
import { isKintsugiError } from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../settings/effective"
import type { ChargedLine } from "../../tax/books/charged-lines"
import { STAND_INS, externalProductId } from "../../tax/books/products"
import { patience } from "../classify-products/patience"
import { syncProduct } from "../classify-products/sync-product"

/** Longer than the requests of somebody else can take. */
const LOCK_TIMEOUT_S = 120

/** Products that Kintsugi is known to have, by organization and id. */
const known = new LRUCache<string, true>({
  max: 50_000,
  ttl: 60 * 60 * 1000,
})

/**
 * Makes sure that Kintsugi has the products of these lines, without which it
 * refuses a sale. What is no product of Medusa's, or none any more, gets a
 * stand-in.
 *
 * @returns whether some of it was only remembered
 * @throws KintsugiError
 */
export const makeProductsKnown = async (
  lines: ChargedLine[],
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<boolean> => {
  let isRemembered = false
  const products = new Map(lines.map((line) => [externalProductId(line), line]))
  for (const [id, line] of products) {
    const key = `${connection.organizationId}:${id}`
    if (known.has(key)) {
      isRemembered = true
    } else {
      await makeKnown(id, line, connection, container)
      known.set(key, true)
    }
  }
  return isRemembered
}

/** After a refusal that may be about a product that was deleted there. */
export const forgetProducts = (
  lines: ChargedLine[],
  { organizationId }: KintsugiConnection
): void => {
  for (const line of lines) {
    known.delete(`${organizationId}:${externalProductId(line)}`)
  }
}

const makeKnown = async (
  id: string,
  line: ChargedLine,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<void> => {
  if (await connection.client.findProduct(id, patience())) {
    return
  }
  const isProduct = id === line.productId && line.kind === "item"
  if (isProduct) {
    const outcome = await syncProduct(id, container, { onlyChanges: false })
    if (outcome !== "gone") {
      return
    }
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  // One of this process at a time asks the database, whose lock takes one of
  // its connections; that keeps the instances of the store apart.
  await container
    .resolve(Modules.LOCKING)
    .execute(
      `kintsugi-stand-in:${id}`,
      () =>
        service.alone(`stand-in:${id}`, LOCK_TIMEOUT_S * 1000, () =>
          makeStandIn(id, line, connection)
        ),
      { timeout: LOCK_TIMEOUT_S }
    )
}

/** Orders that are told at the same time all lack the same shipping at first. */
const makeStandIn = async (
  id: string,
  line: ChargedLine,
  { client, settings }: KintsugiConnection
): Promise<void> => {
  if (await client.findProduct(id, patience())) {
    return
  }
  const isProduct = id === line.productId && line.kind === "item"
  const isShipping = line.kind === "shipping"
  try {
    await client.createProduct(
      {
        external_id: id,
        name: isProduct ? (line.title ?? id) : STAND_INS[line.kind].name,
        product_category: isShipping
          ? settings.shippingCategory
          : settings.defaultCategory,
        product_subcategory: isShipping
          ? settings.shippingSubcategory
          : settings.defaultSubcategory,
        tax_exempt: line.kind === "gift_card",
        source: "API",
      },
      patience()
    )
  } catch (error) {
    if (!(await isThere(error, id, client))) {
      throw error
    }
  }
}

/** Somebody else was quicker; Kintsugi's search may not know of it yet. */
const isThere = async (
  error: unknown,
  id: string,
  client: KintsugiConnection["client"]
): Promise<boolean> =>
  isKintsugiError(error) &&
  (error.code === "conflict" ||
    (error.code === "invalid_request" &&
      (await client.findProduct(id, patience())) !== undefined))
