import type { MedusaContainer } from "@medusajs/framework/types"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStep,
  emitEventStep,
  releaseLockStep,
} from "@medusajs/medusa/core-flows"
import { lockOwnerOfRun } from "../locking/lock-owner-of-run"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { ProductClassification } from "../../modules/kintsugi/queries/classifications"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { checkCategoriesStep } from "./check-categories"
import { checkReferencesStep } from "./check-references"

/** Emitted for each product that was classified or cleared; has its `id`. */
export const PRODUCT_CLASSIFIED = "kintsugi.product_classified"

/** One change at a time, so that each knows what it replaces. */
const LOCK = "kintsugi-classifications"

/** In seconds: how long to wait for the lock, and when a lost one expires. */
const LOCK_TIMES = { timeout: 5, ttl: 30 }

/**
 * Sets or clears the classifications of products, and restores the earlier ones
 * if a later step fails.
 *
 * @example
 * saveClassificationsStep([
 *   { product_id: "prod_1", category: "Physical", subcategory: "General Clothing" },
 *   { product_id: "prod_2", category: null, subcategory: null },
 * ])
 */
export const saveClassificationsStep = createStep(
  "kintsugi-save-classifications",
  async (classifications: ProductClassification[], { container }) => {
    const before = await readCurrent(classifications, container)
    await replaceAll(classifications, container)
    return new StepResponse(classifications, before)
  },
  async (before, { container }) => {
    if (before) {
      await replaceAll(before, container)
    }
  }
)

/**
 * Classifies products in Medusa: all of them, or none if any is invalid. The
 * very next estimate uses the classifications.
 *
 * @example
 * await classifyProductsWorkflow(container).run({
 *   input: {
 *     classifications: [
 *       { product_id: "prod_1", category: "Physical", subcategory: "General Clothing" },
 *     ],
 *   },
 * })
 */
export const classifyProductsWorkflow = createWorkflow(
  "kintsugi-classify-products",
  ({ classifications }: { classifications: ProductClassification[] }) => {
    const ids = transform({ classifications }, (input) =>
      input.classifications.map(({ product_id }) => product_id)
    )
    checkReferencesStep({ kind: "product", ids })
    checkCategoriesStep(
      transform({ classifications }, (input) =>
        input.classifications.flatMap(({ category, subcategory }) =>
          category && subcategory ? [{ category, subcategory }] : []
        )
      )
    )
    const ownerId = lockOwnerOfRun()
    acquireLockStep({ key: LOCK, ownerId, ...LOCK_TIMES })
    const saved = saveClassificationsStep(classifications)
    releaseLockStep({ key: LOCK, ownerId })
    emitEventStep({
      eventName: PRODUCT_CLASSIFIED,
      data: transform({ ids }, (input) => input.ids.map((id) => ({ id }))),
    })
    return new WorkflowResponse(saved)
  }
)

const readCurrent = async (
  classifications: ProductClassification[],
  container: MedusaContainer
): Promise<ProductClassification[]> => {
  const stored = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .categories.readClassifications(
      classifications.map(({ product_id }) => product_id)
    )
  const rows = new Map(stored.map((row) => [row.product_id, row]))
  return classifications.map(({ product_id }) => {
    const { category = null, subcategory = null } = rows.get(product_id) ?? {}
    return { product_id, category, subcategory }
  })
}

const replaceAll = async (
  classifications: ProductClassification[],
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  await service.categories.replaceClassifications(classifications)
  await service.stats.recordEvent("classifiedAt")
}
