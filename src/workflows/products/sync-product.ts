import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  type KintsugiClient,
  type KintsugiProduct,
  backgroundLimits,
  createOrFind,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isSameCategory } from "../../tax/products/classify"
import { defaultCategories } from "../../tax/products/default-categories"
import { classificationsFor } from "./read-classifications"
import {
  type ProductAtKintsugi,
  type ProductToSend,
  productAtKintsugi,
} from "./resolve-category"
import { safeErrorMessage } from "../../safe-error-message"
import { withLock } from "../locking/with-lock"
import { isRefusalOfContent, tryWithFallback } from "./or-else"
import {
  type SyncedProduct,
  beforeSending,
  afterSending,
  syncedCategories,
} from "./synced-categories"

/** In seconds: longer than the three requests of another sync can take. */
const LOCK_S = 120

/** `gone`: Medusa has no such product any more. */
export type SyncOutcome = "created" | "updated" | "unchanged" | "gone"

/**
 * Syncs one product to Kintsugi: its title, and its category as
 * {@link productAtKintsugi} says. One sync per product at a time, each from the
 * current state of the database.
 *
 * @param onlyChanges - whether to skip the request if nothing has changed in
 * Medusa since the last sync; false: changes at Kintsugi are detected too
 * @param orDefault - whether a new product that Kintsugi refuses with its
 * category is created with the default one, since a sale waits for it
 * @throws KintsugiError
 */
export const syncProduct = (
  productId: string,
  container: MedusaContainer,
  {
    onlyChanges,
    orDefault = false,
  }: { onlyChanges: boolean; orDefault?: boolean }
): Promise<SyncOutcome> =>
  withLock(
    `kintsugi-product:${productId}`,
    { waitS: LOCK_S, expireS: LOCK_S },
    container,
    () => sync(productId, container, { onlyChanges, orDefault })
  )

const sync = async (
  productId: string,
  container: MedusaContainer,
  { onlyChanges, orDefault }: { onlyChanges: boolean; orDefault: boolean }
): Promise<SyncOutcome> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [title, classifications, rows] = await Promise.all([
    titleOf(productId, container),
    classificationsFor([productId], container),
    service.listKintsugiSyncedProducts({ product_id: productId }),
  ])
  if (title === undefined) {
    return "gone"
  }
  const row = rows[0] as (SyncedProduct & { id: string }) | undefined
  const categories = defaultCategories(await service.settings.get())
  const product: ProductToSend = {
    title,
    classification: classifications.get(productId),
    fallback: categories.fallback,
    synced: syncedCategories(row, Date.now()),
  }
  if (onlyChanges && row && isUnchanged(product, row)) {
    return "unchanged"
  }

  const client = await service.settings.getClient()
  const theirs = await client.findProduct(productId, backgroundLimits())
  const wanted = productAtKintsugi({ ...product, theirs })
  const send = async (
    wanted: ProductAtKintsugi,
    row: (SyncedProduct & { id: string }) | undefined
  ): Promise<SyncOutcome> => {
    const pending = beforeSending(
      row,
      wanted.isOurs ? wanted.category : undefined,
      Date.now()
    )
    const id = await saveRow(
      { id: row?.id, product_id: productId, ...pending },
      service
    )
    const outcome = await sendProduct(productId, wanted, theirs, client)
    await saveRow(
      { id, product_id: productId, ...afterSending(pending, title) },
      service
    )
    return outcome
  }
  const { fallback } = product
  const canUseFallback =
    orDefault && !theirs && !isSameCategory(wanted.category, fallback)
  return tryWithFallback<SyncOutcome>(
    () => send(wanted, row),
    async (error) => {
      if (!canUseFallback || !isRefusalOfContent(error)) {
        return undefined
      }
      const [latest] = await service.listKintsugiSyncedProducts({
        product_id: productId,
      })
      const outcome = await send(
        { ...wanted, category: fallback },
        latest as unknown as SyncedProduct & { id: string }
      )
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `[kintsugi] Kintsugi did not accept the product ${productId} as "${wanted.category.category} / ${wanted.category.subcategory}" (${safeErrorMessage(error)}). ` +
            `A sale needs it, so it was created as "${fallback.category} / ${fallback.subcategory}": correct its category in Medusa.`
        )
      return outcome
    }
  )
}

/** @returns the row's id */
const saveRow = async (
  row: SyncedProduct & { id?: string; product_id: string },
  service: KintsugiModuleService
): Promise<string> => {
  const saved = row.id
    ? await service.updateKintsugiSyncedProducts(row)
    : await service.createKintsugiSyncedProducts(row)
  return saved.id
}

const sendProduct = async (
  productId: string,
  wanted: ProductAtKintsugi,
  theirs: KintsugiProduct | undefined,
  client: KintsugiClient
): Promise<SyncOutcome> => {
  if (!wanted.isChange) {
    return "unchanged"
  }
  if (theirs) {
    await client.updateProduct(
      theirs.id,
      toUpdate(theirs, wanted),
      backgroundLimits()
    )
    return "updated"
  }
  // A repeat after a lost answer gets a 400 or a 409.
  await createOrFind({
    send: () =>
      client.createProduct(
        {
          external_id: productId,
          name: wanted.name,
          product_category: wanted.category.category,
          product_subcategory: wanted.category.subcategory,
          tax_exempt: false,
          source: "API",
        },
        backgroundLimits()
      ),
    find: () => client.findProduct(productId, backgroundLimits()),
    isUnique: true,
  })
  return "created"
}

/** An update replaces the whole product: other fields are sent unchanged. */
const toUpdate = (theirs: KintsugiProduct, wanted: ProductAtKintsugi) => ({
  external_id: theirs.external_id,
  name: wanted.name,
  description: theirs.description,
  sku: theirs.sku,
  status: theirs.status,
  product_category: wanted.category.category,
  product_subcategory: wanted.category.subcategory,
  tax_exempt: theirs.tax_exempt ?? false,
  // A category from Medusa is deliberate, so classification has not failed.
  classification_failed: wanted.isOurs ? false : theirs.classification_failed,
})

/** Whether nothing has changed in Medusa since the last sync. */
const isUnchanged = (
  { title, classification, fallback }: ProductToSend,
  { name, category, subcategory }: SyncedProduct
): boolean => {
  if (name !== title) {
    return false
  }
  if (!category || !subcategory) {
    return !classification
  }
  return isSameCategory(classification ?? fallback, { category, subcategory })
}

const titleOf = async (
  productId: string,
  container: MedusaContainer
): Promise<string | undefined> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "product",
      fields: ["id", "title"],
      filters: { id: productId },
    })
  return (data[0] as { title: string } | undefined)?.title
}
