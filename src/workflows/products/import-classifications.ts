import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { createCategoryCheck } from "../../modules/kintsugi/lookups/product-categories"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import { readCsv } from "../csv/read-csv"
import { productCategories } from "./check-categories"
import {
  type ClassificationRow,
  type ImportSummary,
  type ResolvedRow,
  type RowProblem,
  compareRows,
  missingColumns,
  readClassificationRows,
  repeatedProducts,
} from "./classification-rows"
import { classifyProductsWorkflow } from "./classify-products"

/** How many rows one file may have. */
const MAX_ROWS = 100_000

/** How many products are read or saved at a time. */
const PAGE = 1_000

/** How many problems an answer names. */
const NAMED = 100

/** The same for a message, which is one text. */
const NAMED_IN_MESSAGE = 5

/** What a file would change, or why it can't be imported. */
export type ImportPreview = {
  /** Null if anything is wrong: then nothing is imported. */
  summary: ImportSummary | null
  problems: RowProblem[]
  /** How many problems there are; some may not be named. */
  problem_count: number
}

/**
 * Says what an import of classifications would change, or what is wrong with
 * which row. Changes nothing.
 *
 * @param content - a CSV file, as `classificationCsv` writes it
 * @throws MedusaError (invalid_data) if it is no such file, or as
 * `productCategories` does
 */
export const previewClassificationImport = async (
  content: Buffer,
  container: MedusaContainer
): Promise<ImportPreview> => {
  const { summary, problems } = await checkFile(content, container)
  return {
    summary: problems.length ? null : summary,
    problems: problems.slice(0, NAMED),
    problem_count: problems.length,
  }
}

/**
 * Classifies products as a CSV file says: all of them, or none if any row is
 * wrong. Saves a thousand at a time, each thousand as a whole; if that fails
 * halfway, the error says up to which row they were saved, and the same file can
 * be imported again.
 *
 * @param content - a CSV file, as `classificationCsv` writes it
 * @throws MedusaError (invalid_data) that names the wrong rows,
 * (unexpected_state) if only a part was saved
 */
export const importClassifications = async (
  content: Buffer,
  container: MedusaContainer
): Promise<ImportSummary> => {
  const { summary, problems, changes } = await checkFile(content, container)
  if (problems.length) {
    const named = problems
      .slice(0, NAMED_IN_MESSAGE)
      .map(({ row, message }) => `Row ${row}: ${message}`)
    const others = problems.length - named.length
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Nothing was imported. ${named.join(" ")}${others ? ` And ${others} more.` : ""}`
    )
  }
  for (let start = 0; start < changes.length; start += PAGE) {
    const classifications = changes
      .slice(start, start + PAGE)
      .map(({ product_id, category, subcategory }) => ({
        product_id,
        category,
        subcategory,
      }))
    try {
      await classifyProductsWorkflow(container).run({
        input: { classifications },
      })
    } catch (error) {
      throw new MedusaError(
        MedusaError.Types.UNEXPECTED_STATE,
        `${start ? `Only ${start} of ${changes.length} changes were saved, those up to row ${changes[start - 1]?.row}` : "Nothing was imported"}: ${safeErrorMessage(error).replace(/\.$/, "")}. ` +
          "Import the same file again; what is saved already does not change any more."
      )
    }
  }
  return summary
}

type CheckedFile = {
  summary: ImportSummary
  changes: ResolvedRow[]
  problems: RowProblem[]
}

const checkFile = async (
  content: Buffer,
  container: MedusaContainer
): Promise<CheckedFile> => {
  const { rows, problems } = readRows(content)
  const resolved = await resolveProducts(rows, container)
  const wrongCategories = await findWrongCategories(resolved.rows, container)
  const current = await readOwn(resolved.rows, container)
  return {
    ...compareRows(resolved.rows, current),
    problems: [
      ...problems,
      ...resolved.problems,
      ...repeatedProducts(resolved.rows),
      ...wrongCategories,
    ].sort((a, b) => a.row - b.row),
  }
}

const readRows = (content: Buffer) => {
  const reading = readCsv(content)
  const problem =
    "problem" in reading
      ? reading.problem
      : (missingColumns(reading.columns) ??
        problemOfCount(reading.records.length))
  if ("problem" in reading || problem) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `${problem} Nothing was imported.`
    )
  }
  return readClassificationRows(reading.records)
}

const problemOfCount = (count: number): string | undefined => {
  if (!count) {
    return "The file has no rows below its header."
  }
  return count > MAX_ROWS
    ? `The file has ${count} rows, and one may have ${MAX_ROWS}: split it into several files, each with its header.`
    : undefined
}

/** Finds the products of the rows by their ids, or else by their handles. */
const resolveProducts = async (
  rows: ClassificationRow[],
  container: MedusaContainer
): Promise<{ rows: ResolvedRow[]; problems: RowProblem[] }> => {
  const products = container.resolve(Modules.PRODUCT)
  const found: ResolvedRow[] = []
  const problems: RowProblem[] = []
  for (const part of pagesOf(rows)) {
    const ids = part.flatMap(({ product_id }) => product_id ?? [])
    const handles = part.flatMap(({ product_id, handle }) =>
      product_id ? [] : (handle ?? [])
    )
    const listed = [
      ...(ids.length
        ? await products.listProducts(
            { id: ids },
            { select: ["id", "handle"], take: PAGE }
          )
        : []),
      ...(handles.length
        ? await products.listProducts(
            { handle: handles },
            { select: ["id", "handle"], take: PAGE }
          )
        : []),
    ]
    const knownIds = new Set(listed.map(({ id }) => id))
    const idsByHandle = new Map(listed.map(({ id, handle }) => [handle, id]))
    for (const row of part) {
      const { product_id, handle } = row
      const id = product_id ?? idsByHandle.get(handle ?? "")
      if (id && knownIds.has(id)) {
        found.push({ ...row, product_id: id })
      } else {
        problems.push({
          row: row.row,
          message: product_id
            ? `This store has no product ${product_id}: correct the id, or remove the row.`
            : `This store has no product with the handle ${handle}: correct it, or remove the row.`,
        })
      }
    }
  }
  return { rows: found, problems }
}

const findWrongCategories = async (
  rows: ResolvedRow[],
  container: MedusaContainer
): Promise<RowProblem[]> => {
  if (!rows.some(({ category }) => category)) {
    return []
  }
  const problemOf = createCategoryCheck(
    await productCategories(container, "Nothing was imported.")
  )
  return rows.flatMap(({ row, category, subcategory }) => {
    const problem =
      category && subcategory ? problemOf({ category, subcategory }) : undefined
    return problem
      ? {
          row,
          message: `${problem}. Copy the names from Kintsugi's list, which the page's category field shows.`,
        }
      : []
  })
}

/** The products' own classifications, by product id. */
const readOwn = async (rows: ResolvedRow[], container: MedusaContainer) => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const own = new Map<string, { category: string; subcategory: string }>()
  for (const part of pagesOf(rows)) {
    const classifications = await service.categories.readClassifications(
      part.map(({ product_id }) => product_id)
    )
    for (const { product_id, category, subcategory } of classifications) {
      own.set(product_id, { category, subcategory })
    }
  }
  return own
}

function* pagesOf<Item>(items: Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += PAGE) {
    yield items.slice(start, start + PAGE)
  }
}
