import { type CsvCell, csvLine } from "./csv-line"

/**
 * The parts of a CSV file, one for each page of rows, so that no more than a
 * page is ever in memory. The head comes with the first page: if that can't be
 * read, nothing has been sent yet.
 *
 * @param head - the columns' names
 * @param nextPage - the rows after the given one; none: there are no more
 */
export async function* csvChunks<Row>(
  head: string[],
  nextPage: (after: Row | undefined) => Promise<Row[]>,
  cellsOf: (row: Row) => CsvCell[]
): AsyncGenerator<string, void> {
  let after: Row | undefined
  let before = csvLine(head)
  for (;;) {
    const rows = await nextPage(after)
    yield before + rows.map((row) => csvLine(cellsOf(row))).join("")
    after = rows.at(-1)
    before = ""
    if (!after) {
      return
    }
  }
}
