import type { CsvRecord } from "../csv/read-csv"

/** The columns of an export, in its order; an import reads some of them. */
export const CLASSIFICATION_COLUMNS = [
  "product_id",
  "handle",
  "title",
  "status",
  "category",
  "subcategory",
  "taxed_as_category",
  "taxed_as_subcategory",
  "source",
] as const

/** What is wrong with a row of a file, and what to do, in sentences. */
export type RowProblem = {
  /** As in a spreadsheet, where the header is row 1. */
  row: number
  message: string
}

/** A row that says how a product is classified; both null: not at all. */
export type ClassificationRow = {
  row: number
  /** One of the two names the product. */
  product_id: string | null
  handle: string | null
  category: string | null
  subcategory: string | null
}

/** What a header lacks, in a sentence; `undefined`: nothing. */
export const missingColumns = (columns: string[]): string | undefined => {
  const has = (name: string) => columns.includes(name)
  const missing = [
    ...(has("product_id") || has("handle") ? [] : ["product_id (or handle)"]),
    ...["category", "subcategory"].filter((name) => !has(name)),
  ]
  return missing.length
    ? `The first row must name the columns; it lacks ${missing.join(", ")}. Export the products for a file that has all of them.`
    : undefined
}

/** Longer than any of Kintsugi's labels, or of Medusa's ids. */
const MAX_LENGTH = 300

/** Reads the rows of an import, and what is wrong with them on their own. */
export const readClassificationRows = (
  records: CsvRecord[]
): { rows: ClassificationRow[]; problems: RowProblem[] } => {
  const rows: ClassificationRow[] = []
  const problems: RowProblem[] = []
  for (const { row, cells } of records) {
    const of = (column: string): string | null => cells.get(column) || null
    const read: ClassificationRow = {
      row,
      product_id: of("product_id"),
      handle: of("handle"),
      category: of("category"),
      subcategory: of("subcategory"),
    }
    const message = problemOf(read)
    if (message) {
      problems.push({ row, message })
    } else {
      rows.push(read)
    }
  }
  return { rows, problems }
}

const problemOf = ({
  product_id,
  handle,
  category,
  subcategory,
}: ClassificationRow): string | undefined => {
  if (!product_id && !handle) {
    return "It names no product: fill in product_id or handle."
  }
  if (
    [product_id, handle, category, subcategory].some(
      (text) => text && (text.length > MAX_LENGTH || /\p{Cc}/u.test(text))
    )
  ) {
    return `A cell has more than one line or more than ${MAX_LENGTH} characters.`
  }
  if (Boolean(category) !== Boolean(subcategory)) {
    return "Category and subcategory come in pairs: fill in both, or empty both to clear the classification."
  }
  return undefined
}

/** A row whose product is known. */
export type ResolvedRow = ClassificationRow & { product_id: string }

/** Every row but the first that names the same product. */
export const repeatedProducts = (rows: ResolvedRow[]): RowProblem[] => {
  const firstRows = new Map<string, number>()
  return rows.flatMap(({ row, product_id }) => {
    const first = firstRows.get(product_id)
    if (first === undefined) {
      firstRows.set(product_id, row)
      return []
    }
    return {
      row,
      message: `Row ${first} names the same product (${product_id}): keep one of the two.`,
    }
  })
}

type Pair = { category: string; subcategory: string }

/** What an import would change, in numbers of products. */
export type ImportSummary = {
  rows: number
  /** Classified for the first time. */
  added: number
  /** Have another classification of their own now. */
  overwritten: number
  /** Lose their own classification. */
  cleared: number
  unchanged: number
}

/** Compares the rows with the products' own classifications. */
export const compareRows = (
  rows: ResolvedRow[],
  current: ReadonlyMap<string, Pair>
): { changes: ResolvedRow[]; summary: ImportSummary } => {
  const summary: ImportSummary = {
    rows: rows.length,
    added: 0,
    overwritten: 0,
    cleared: 0,
    unchanged: 0,
  }
  const changes = rows.filter((row) => {
    const change = changeOf(row, current.get(row.product_id))
    summary[change]++
    return change !== "unchanged"
  })
  return { changes, summary }
}

const changeOf = (
  { category, subcategory }: ResolvedRow,
  now: Pair | undefined
): Exclude<keyof ImportSummary, "rows"> => {
  if (!category) {
    return now ? "cleared" : "unchanged"
  }
  if (!now) {
    return "added"
  }
  return now.category === category && now.subcategory === subcategory
    ? "unchanged"
    : "overwritten"
}
