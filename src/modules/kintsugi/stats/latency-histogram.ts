/**
 * Upper bounds of the counters, in ms. A histogram stays small under any
 * traffic, and the histograms of several instances can be added up.
 */
const BOUNDS_MS = [
  25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1_000, 1_500, 2_000,
  3_000, 5_000, 10_000,
]

/** How many answers took up to each bound; the last counter has the rest. */
export type Histogram = number[]

export const emptyHistogram = (): Histogram =>
  Array.from({ length: BOUNDS_MS.length + 1 }, () => 0)

/** Counts an answer that took this many ms. */
export const addLatency = (histogram: Histogram, ms: number): void => {
  const place = BOUNDS_MS.findIndex((bound) => ms <= bound)
  histogram[place < 0 ? BOUNDS_MS.length : place]! += 1
}

/** Leaves out histograms of plugin versions that had other bounds. */
export const addHistograms = (histograms: Histogram[]): Histogram =>
  histograms
    .filter(({ length }) => length === BOUNDS_MS.length + 1)
    .reduce(
      (total, histogram) => total.map((value, i) => value + histogram[i]!),
      emptyHistogram()
    )

/**
 * The latency, in ms, that this share of the answers stayed below: interpolated
 * between two bounds, and as exact as their distance.
 *
 * @param share - e.g. 0.95
 * @returns null if there was no answer
 */
export const percentile = (
  histogram: Histogram,
  share: number
): number | null => {
  const total = histogram.reduce((one, other) => one + other, 0)
  if (!total) {
    return null
  }
  const wanted = share * total
  let below = 0
  for (const [place, inside] of histogram.entries()) {
    if (inside && below + inside >= wanted) {
      const from = BOUNDS_MS[place - 1] ?? 0
      const to = BOUNDS_MS[place] ?? from
      return Math.round(from + ((to - from) * (wanted - below)) / inside)
    }
    below += inside
  }
  return BOUNDS_MS.at(-1) ?? null
}
