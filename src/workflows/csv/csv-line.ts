/** A cell: text, a decimal of our own, or nothing. */
export type CsvCell = string | { number: string } | boolean | Date | null

/**
 * What a spreadsheet takes as the beginning of a formula
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const FORMULA = /^[=+\-@\t\r]/

const NEEDS_QUOTES = /[",\r\n]/

/**
 * A line of a CSV file by RFC 4180, with its line break. A text that a
 * spreadsheet would calculate gets an apostrophe in front; a number, such as
 * the negative amount of a credit note, stays a number. Moments are ISO 8601 in
 * UTC.
 *
 * @example
 * csvLine(["=1+1", { number: "-4.12" }, null, true]) // "'=1+1,-4.12,,true\r\n"
 */
export const csvLine = (cells: CsvCell[]): string =>
  `${cells.map(formatCell).join(",")}\r\n`

const formatCell = (cell: CsvCell): string => {
  if (cell === null) {
    return ""
  }
  if (typeof cell === "string") {
    return quote(FORMULA.test(cell) ? `'${cell}` : cell)
  }
  if (typeof cell === "boolean") {
    return String(cell)
  }
  return cell instanceof Date ? cell.toISOString() : cell.number
}

const quote = (text: string): string =>
  NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
