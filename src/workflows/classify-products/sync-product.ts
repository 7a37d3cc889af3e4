import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  type KintsugiClient,
  type KintsugiProduct,
  isKintsugiError,
} from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isSameCategory } from "../../tax/classification"
import { classificationsFor } from "./classifications-for"
import {
  type ProductAtKintsugi,
  type ProductToTell,
  productAtKintsugi,
} from "./product-at-kintsugi"
import { patience } from "./patience"
import {
  type ToldProduct,
  aboutToTell,
  hasTold,
  toldCategories,
} from "./told-categories"

/** In seconds: longer than the three requests of another sync can take. */
const LOCK_TIMEOUT = 120

/** `gone`: Medusa has no such product any more. */
export type SyncOutcome = "created" | "updated" | "unchanged" | "gone"

/**
 * Makes one product at Kintsugi what it is in Medusa: its title, and its
 * category as {@link productAtKintsugi} says. One sync per product at a time,
 * each from the database as it stands.
 *
 * @param onlyChanges - whether to ask nothing where Medusa has nothing new to
 * say since the last time; false: whatever was changed at Kintsugi is seen too
 * @throws KintsugiError
 */
export const syncProduct = (
  productId: string,
  container: MedusaContainer,
  { onlyChanges }: { onlyChanges: boolean }
): Promise<SyncOutcome> =>
  container
    .resolve(Modules.LOCKING)
    .execute(
      `kintsugi-product:${productId}`,
      () => sync(productId, container, onlyChanges),
      { timeout: LOCK_TIMEOUT }
    )

const sync = async (
  productId: string,
  container: MedusaContainer,
  onlyChanges: boolean
): Promise<SyncOutcome> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [title, classifications, rows] = await Promise.all([
    titleOf(productId, container),
    classificationsFor([productId], container),
    service.listKintsugiToldProducts({ product_id: productId }),
  ])
  if (title === undefined) {
    return "gone"
  }
  const row = rows[0] as (ToldProduct & { id: string }) | undefined
  const { defaultCategory, defaultSubcategory } = await service.getSettings()
  const product: ProductToTell = {
    title,
    classification: classifications.get(productId),
    fallback: { category: defaultCategory, subcategory: defaultSubcategory },
    told: toldCategories(row, Date.now()),
  }
  if (onlyChanges && row && isNothingNew(product, row)) {
    return "unchanged"
  }

  const client = await service.getClient()
  const theirs = await client.findProduct(productId, patience())
  const wanted = productAtKintsugi({ ...product, theirs })
  const kept = aboutToTell(
    row,
    wanted.isOurs ? wanted.category : undefined,
    Date.now()
  )
  const id = await keep(
    { id: row?.id, product_id: productId, ...kept },
    service
  )
  const outcome = await tell(productId, wanted, theirs, client)
  await keep({ id, product_id: productId, ...hasTold(kept, title) }, service)
  return outcome
}

/** @returns the row's id */
const keep = async (
  row: ToldProduct & { id?: string; product_id: string },
  service: KintsugiModuleService
): Promise<string> => {
  const saved = row.id
    ? await service.updateKintsugiToldProducts(row)
    : await service.createKintsugiToldProducts(row)
  return saved.id
}

const tell = async (
  productId: string,
  wanted: ProductAtKintsugi,
  theirs: KintsugiProduct | undefined,
  client: KintsugiClient
): Promise<SyncOutcome> => {
  if (!wanted.isChange) {
    return "unchanged"
  }
  if (theirs) {
    await client.updateProduct(theirs.id, updated(theirs, wanted), patience())
    return "updated"
  }
  try {
    await client.createProduct(
      {
        external_id: productId,
        name: wanted.name,
        product_category: wanted.category.category,
        product_subcategory: wanted.category.subcategory,
        tax_exempt: false,
        source: "API",
      },
      patience()
    )
    return "created"
  } catch (error) {
    if (await isRepeat(error, productId, client)) {
      return "created"
    }
    throw error
  }
}

/**
 * Whether a refusal means that the product is there by now: a repeat after a
 * lost answer gets a 400 or a 409.
 */
const isRepeat = async (
  error: unknown,
  productId: string,
  client: KintsugiClient
): Promise<boolean> =>
  isKintsugiError(error) &&
  (error.code === "invalid_request" || error.code === "conflict") &&
  (await client.findProduct(productId, patience())) !== undefined

/** An update replaces the whole product: what is not ours goes back as it is. */
const updated = (theirs: KintsugiProduct, wanted: ProductAtKintsugi) => ({
  external_id: theirs.external_id,
  name: wanted.name,
  description: theirs.description,
  sku: theirs.sku,
  status: theirs.status,
  product_category: wanted.category.category,
  product_subcategory: wanted.category.subcategory,
  tax_exempt: theirs.tax_exempt ?? false,
  // The category we send is somebody's word, so classifying has not failed.
  classification_failed: wanted.isOurs ? false : theirs.classification_failed,
})

/** Whether Medusa has nothing to say that Kintsugi was not told already. */
const isNothingNew = (
  { title, classification, fallback }: ProductToTell,
  { name, category, subcategory }: ToldProduct
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
