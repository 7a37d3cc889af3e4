import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { isKintsugiError } from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { messageOf } from "../../message-of"
import { atMost } from "./at-most"
import { type SyncOutcome, syncProduct } from "./sync-product"

export type ProductsToSync = {
  /** Medusa's products; absent: all of them. */
  product_ids?: string[]
  /** See {@link syncProduct}. */
  only_changes?: boolean
}

/** How many products ended how. */
export type SyncSummary = Record<SyncOutcome | "failed" | "skipped", number>

/**
 * How many products are synced at the same time in this process, whoever asks:
 * far below Kintsugi's 10,000 requests a minute, which carts need too.
 */
const inTurn = atMost(5)

/** How many products are read at a time. */
const PAGE = 50

/**
 * Tells Kintsugi about products, page by page. Fails for no product: what could
 * not be told is said in one line of the log. Has no compensation, since all it
 * says is true, and the next sync says it again.
 *
 * @example
 * syncProductsStep({ product_ids: ["prod_1"], only_changes: true })
 */
export const syncProductsStep = createStep(
  "kintsugi-sync-products",
  async (input: ProductsToSync, { container }) =>
    new StepResponse(await syncProducts(input, container))
)

/** {@link syncProductsStep} in the background. */
export const syncCatalogStep = createStep(
  {
    name: "kintsugi-sync-catalog",
    async: true,
    backgroundExecution: true,
  },
  async (input: ProductsToSync, { container }) =>
    new StepResponse(await syncProducts(input, container))
)

/**
 * Creates or updates products at Kintsugi from what they are in Medusa.
 *
 * @example
 * await syncProductsToKintsugiWorkflow(container).run({
 *   input: { product_ids: ["prod_1"] },
 * })
 */
export const syncProductsToKintsugiWorkflow = createWorkflow(
  "kintsugi-sync-products",
  (input: ProductsToSync) => new WorkflowResponse(syncProductsStep(input))
)

/** How long the outcome of a background sync can be read, in s. */
const RETENTION = 7 * 24 * 60 * 60

/**
 * The same in the background: returns at once, with a transaction whose state
 * Medusa's `GET /admin/workflows-executions` shows.
 *
 * @example
 * const { transaction } = await syncCatalogToKintsugiWorkflow(container).run({
 *   input: {},
 * })
 */
export const syncCatalogToKintsugiWorkflow = createWorkflow(
  { name: "kintsugi-sync-catalog", store: true, retentionTime: RETENTION },
  (input: ProductsToSync) => new WorkflowResponse(syncCatalogStep(input))
)

const syncProducts = async (
  { product_ids, only_changes = false }: ProductsToSync,
  container: MedusaContainer
): Promise<SyncSummary> => {
  const summary = nobody()
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (!(await service.isConfigured())) {
    return summary
  }
  const failures: Failure[] = []
  let inARow = 0
  let isHopeless = false
  const syncOne = async (id: string): Promise<keyof SyncSummary> => {
    if (isHopeless) {
      return "skipped"
    }
    try {
      const onlyChanges = only_changes
      const outcome = await syncProduct(id, container, { onlyChanges })
      inARow = 0
      return outcome
    } catch (error) {
      inARow++
      isHopeless ||= refusesUs(error) || (inARow >= OUTAGE && canHeal(error))
      failures.push({ id, error })
      return "failed"
    }
  }
  for await (const ids of pages(product_ids, container)) {
    const outcomes = ids.map((id) => inTurn(() => syncOne(id)))
    for (const outcome of await Promise.all(outcomes)) {
      summary[outcome]++
    }
  }
  report(failures, summary, container)
  return summary
}

type Failure = { id: string; error: unknown }

/** So many failures in a row that can heal are an outage. */
const OUTAGE = 10

/** Whether the products still to come would fail all the same. */
const refusesUs = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "unauthorized" || error.code === "forbidden")

const canHeal = (error: unknown): boolean =>
  isKintsugiError(error) && error.retryable

/** How many products the log names. */
const NAMED = 5

const report = (
  failures: Failure[],
  { failed, skipped }: SyncSummary,
  container: MedusaContainer
): void => {
  const [first] = failures
  if (!first) {
    return
  }
  const { error } = first
  const why = messageOf(error).replace(/\.$/, "")
  const what =
    isKintsugiError(error) && !error.retryable
      ? error.merchantMessage
      : "Nothing is lost: the products are as they were, at Medusa and at Kintsugi."
  const names = failures.slice(0, NAMED).map(({ id }) => id)
  const others = failed + skipped - names.length
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .warn(
      `[kintsugi] Kintsugi could not be told about ${names.join(", ")}${others ? ` and ${others} more products` : ""} ` +
        `(${isKintsugiError(error) ? error.code : "internal_error"}: ${why}). ${what} ` +
        "POST /admin/kintsugi/products/sync tries again."
    )
}

const nobody = (): SyncSummary => ({
  created: 0,
  updated: 0,
  unchanged: 0,
  gone: 0,
  failed: 0,
  skipped: 0,
})

/** Product ids, a page at a time: those given, or all of the store's. */
async function* pages(
  productIds: string[] | undefined,
  container: MedusaContainer
): AsyncGenerator<string[]> {
  if (productIds) {
    const ids = [...new Set(productIds)]
    for (let start = 0; start < ids.length; start += PAGE) {
      yield ids.slice(start, start + PAGE)
    }
    return
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  let last = ""
  for (;;) {
    // By id and not by offset: products come and go meanwhile.
    const { data } = await query.graph({
      entity: "product",
      fields: ["id"],
      filters: { id: { $gt: last } },
      pagination: { take: PAGE, skip: 0, order: { id: "ASC" } },
    })
    const ids = data.map(({ id }) => id)
    if (!ids.length) {
      return
    }
    yield ids
    last = ids.at(-1) ?? last
  }
}
