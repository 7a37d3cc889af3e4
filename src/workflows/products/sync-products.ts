import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { isKintsugiError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import { atMost } from "../limit-concurrency"
import { type SyncOutcome, syncProduct } from "./sync-product"

export type ProductsToSync = {
  /** Medusa's products; absent: all of them. */
  product_ids?: string[]
  /** See {@link syncProduct}. */
  only_changes?: boolean
}

/** The number of products with each outcome. */
export type SyncSummary = Record<SyncOutcome | "failed" | "skipped", number>

/**
 * Limits how many products are synced at the same time in this process: far
 * below Kintsugi's 10,000 requests a minute, which carts need too.
 */
const inTurn = atMost(5)

/** How many products are read at a time. */
const PAGE = 50

/**
 * Syncs products to Kintsugi in the background, page by page. A product that
 * fails does not fail the step: all failures are logged in one line. Has no
 * compensation, since the synced data is true, and the next sync sends it again.
 *
 * @example
 * syncCatalogStep({ product_ids: ["prod_1"], only_changes: true })
 */
export const syncCatalogStep = createStep(
  {
    name: "kintsugi-sync-catalog",
    async: true,
    backgroundExecution: true,
  },
  async (input: ProductsToSync, { container }) =>
    new StepResponse(await syncProducts(input, container))
)

/** How long the outcome of a background sync can be read, in s. */
const RETENTION = 7 * 24 * 60 * 60

/**
 * Creates or updates products at Kintsugi from what they are in Medusa. Returns
 * at once, with a transaction whose state Medusa's `GET /admin/workflows-executions` shows.
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
  input: ProductsToSync,
  container: MedusaContainer
): Promise<SyncSummary> => {
  const { summary, failures } = await syncEach(input, container)
  report(failures, summary, container)
  return summary
}

/**
 * Syncs changed products to Kintsugi, for the queue of product events: no user
 * waits for it, and retryable failures are retried.
 *
 * @param productIds - absent: all products of the store
 * @param isKnown - whether the log already says that the sync fails
 * @returns the ids to try again; `all`: all products of the store
 */
export const syncChangedProducts = async (
  productIds: string[] | undefined,
  isKnown: boolean,
  container: MedusaContainer
): Promise<string[] | "all"> => {
  const { summary, failures, unfinished } = await syncEach(
    { product_ids: productIds, only_changes: true },
    container
  )
  const newFailures = isKnown
    ? failures.filter(({ error }) => !refusesUs(error) && !isRetryable(error))
    : failures
  report(newFailures, summary, container)
  return productIds || !unfinished.length ? unfinished : "all"
}

const syncEach = async (
  { product_ids, only_changes = false }: ProductsToSync,
  container: MedusaContainer
): Promise<{
  summary: SyncSummary
  failures: Failure[]
  /** The ids that failed in a retryable way, or were skipped because of it. */
  unfinished: string[]
}> => {
  const summary = emptySummary()
  const unfinished: string[] = []
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (!(await service.settings.isConfigured())) {
    return { summary, failures: [], unfinished }
  }
  const failures: Failure[] = []
  let inARow = 0
  let isAborted = false
  const syncOne = async (id: string): Promise<keyof SyncSummary> => {
    if (isAborted) {
      unfinished.push(id)
      return "skipped"
    }
    try {
      const onlyChanges = only_changes
      const outcome = await syncProduct(id, container, { onlyChanges })
      inARow = 0
      return outcome
    } catch (error) {
      inARow++
      isAborted ||= refusesUs(error) || (inARow >= OUTAGE && isRetryable(error))
      failures.push({ id, error })
      if (refusesUs(error) || isRetryable(error)) {
        unfinished.push(id)
      }
      return "failed"
    }
  }
  for await (const ids of pages(product_ids, container)) {
    if (isAborted && !product_ids) {
      summary.skipped += await countFrom(ids[0]!, container)
      break
    }
    const outcomes = ids.map((id) => inTurn(() => syncOne(id)))
    for (const outcome of await Promise.all(outcomes)) {
      summary[outcome]++
    }
  }
  return { summary, failures, unfinished }
}

type Failure = { id: string; error: unknown }

/** This many retryable failures in a row are an outage. */
const OUTAGE = 10

/** Whether all remaining products would fail too. */
const refusesUs = (error: unknown): boolean =>
  isKintsugiError(error) &&
  (error.code === "unauthorized" || error.code === "forbidden")

const isRetryable = (error: unknown): boolean =>
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
  const why = safeErrorMessage(error).replace(/\.$/, "")
  const advice =
    isKintsugiError(error) && !error.retryable
      ? error.merchantMessage
      : "Nothing is lost: the products are unchanged in Medusa and at Kintsugi."
  const names = failures.slice(0, NAMED).map(({ id }) => id)
  const others = failed + skipped - names.length
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .warn(
      `[kintsugi] Could not sync ${names.join(", ")}${others ? ` and ${others} more products` : ""} to Kintsugi ` +
        `(${isKintsugiError(error) ? error.code : "internal_error"}: ${why}). ${advice} ` +
        "POST /admin/kintsugi/products/sync tries again."
    )
}

const emptySummary = (): SyncSummary => ({
  created: 0,
  updated: 0,
  unchanged: 0,
  gone: 0,
  failed: 0,
  skipped: 0,
})

/** How many products the store has from this id on, in the order of {@link pages}. */
const countFrom = async (
  id: string,
  container: MedusaContainer
): Promise<number> => {
  const [, count] = await container
    .resolve(Modules.PRODUCT)
    .listAndCountProducts({ id: { $gte: id } }, { select: ["id"], take: 1 })
  return count
}

/** Product ids, a page at a time: `productIds`, or all of the store's. */
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
  let last = ""
  for (;;) {
    // By id and not by offset: products may be added and deleted meanwhile. Query
    // would count those that remain, for each page.
    const products = await container
      .resolve(Modules.PRODUCT)
      .listProducts(
        { id: { $gt: last } },
        { select: ["id"], take: PAGE, order: { id: "ASC" } }
      )
    const ids = products.map(({ id }) => id)
    if (!ids.length) {
      return
    }
    yield ids
    last = ids.at(-1) ?? last
  }
}
