/** A cell: text, or a decimal as it is. */
export type CsvCell = string | null | { number: string | number }

/**
 * What a spreadsheet would take for a formula: a product's title may come from
 * anybody who can edit it.
 */
const FORMULA = /^[=+\-@\t\r]/

const NEEDS_QUOTES = /[",\r\n]/

/**
 * A line of CSV (RFC 4180), with its end. Text that a spreadsheet would run as
 * a formula gets an apostrophe before it.
 *
 * @example
 * toCsvLine(["=1+1", { number: "-5.00" }, null]) // "'=1+1,-5.00,\r\n"
 */
export const toCsvLine = (cells: CsvCell[]): string =>
  `${cells.map(toCell).join(",")}\r\n`

const toCell = (cell: CsvCell): string => {
  if (cell === null) {
    return ""
  }
  if (typeof cell === "object") {
    return String(cell.number)
  }
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
