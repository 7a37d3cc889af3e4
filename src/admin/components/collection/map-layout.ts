/** Where the states are, roughly, one tile each. */
const ROWS = [
  "AK .. .. .. .. .. .. .. .. .. ME",
  ".. .. .. .. .. .. .. .. .. VT NH",
  "WA ID MT ND MN IL WI MI NY RI MA",
  "OR NV WY SD IA IN OH PA NJ CT ..",
  "CA UT CO NE MO KY WV VA MD DE ..",
  ".. AZ NM KS AR TN NC SC DC .. ..",
  ".. .. .. OK LA MS AL GA .. .. ..",
  "HI .. .. TX .. .. .. .. FL .. ..",
].map((row) => row.split(" "))

export const COLUMNS = ROWS[0]!.length

export type Tile = { code: string; row: number; column: number }

/** Row by row, starting in the northwest. */
export const TILES: Tile[] = ROWS.flatMap((codes, row) =>
  codes
    .map((code, column) => ({ code, row, column }))
    .filter(({ code }) => code !== "..")
)

const DIRECTIONS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/**
 * The tile that a key moves to from this one: the nearest in the next row or
 * column in that direction; undefined at the edge, and for other keys.
 */
export const neighbor = (from: Tile, key: string): Tile | undefined => {
  const direction = DIRECTIONS[key]
  if (!direction) {
    return key === "Home"
      ? TILES[0]
      : key === "End"
        ? TILES[TILES.length - 1]
        : undefined
  }
  const [rows, columns] = direction
  const candidates = TILES.filter(({ row, column }) =>
    rows
      ? (row - from.row) * rows > 0
      : row === from.row && (column - from.column) * columns > 0
  )
  const distance = ({ row, column }: Tile) =>
    rows
      ? Math.abs(row - from.row) * COLUMNS + Math.abs(column - from.column)
      : Math.abs(column - from.column)
  return candidates.sort((a, b) => distance(a) - distance(b))[0]
}
