import { CsvError, parse } from "csv-parse/sync"

/** A line of a CSV file below its header. */
export type CsvRecord = {
  /** Its number in a spreadsheet, where the header is row 1. */
  row: number
  /** By column, in lower case; trimmed, and "" where the cell is missing. */
  cells: ReadonlyMap<string, string>
}

export type CsvReading =
  | { columns: string[]; records: CsvRecord[] }
  /** Why it can't be read, and what to do, in sentences. */
  | { problem: string }

/**
 * Reads a CSV file with a header, in UTF-8, separated by commas, semicolons or
 * tabs, as spreadsheets write it. Empty lines are left out.
 */
export const readCsv = (content: Buffer): CsvReading => {
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content)
  } catch {
    return {
      problem:
        "The file is not in UTF-8. In a spreadsheet, save it as “CSV UTF-8”.",
    }
  }
  // A byte that no text has, and that the database can't store.
  if (text.includes("\0")) {
    return { problem: "The file is not a CSV file: it has binary content." }
  }
  try {
    const [header = [], ...lines] = parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
    })
    const columns = header.map((name) => name.trim().toLowerCase())
    return {
      columns,
      records: lines.flatMap((line, index) => {
        const cells = line.map((cell) =>
          withoutFormulaGuard(cell.trim()).trim()
        )
        return cells.some(Boolean)
          ? {
              row: index + 2,
              cells: new Map(
                columns.map((column, at) => [column, cells[at] ?? ""])
              ),
            }
          : []
      }),
    }
  } catch (error) {
    if (error instanceof CsvError) {
      return {
        problem: `The file can't be read as CSV (${error.message}). Check the quotation marks there.`,
      }
    }
    throw error
  }
}

/** An apostrophe in front of what a spreadsheet would run; see `csvLine`. */
const GUARDED_FORMULA = /^'(?=[=+\-@\t\r])/

/** A cell's text as it was before `csvLine` guarded it. */
const withoutFormulaGuard = (cell: string): string =>
  cell.replace(GUARDED_FORMULA, "")

/** The separator that the header has most often; a comma if it has none. */
const separatorOf = (text: string): string => {
  const header = text.split(/\r?\n/, 1)[0] ?? ""
  const countOf = (separator: string) => header.split(separator).length
  return [",", ";", "\t"].reduce((best, separator) =>
    countOf(separator) > countOf(best) ? separator : best
  )
}
