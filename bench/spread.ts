/** The middle of what was measured, and between what the middle half lies. */
export type Spread = { q1: number; median: number; q3: number }

/** @throws RangeError where nothing was measured */
export const spreadOf = (values: number[]): Spread => {
  if (!values.length) {
    throw new RangeError("Nothing was measured.")
  }
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => {
    const position = share * (sorted.length - 1)
    const below = sorted[Math.floor(position)]!
    const above = sorted[Math.ceil(position)]!
    return below + (above - below) * (position - Math.floor(position))
  }
  return { q1: at(0.25), median: at(0.5), q3: at(0.75) }
}

/** "1.18 (1.16–1.21)": median and quartiles. */
export const shown = (values: number[], digits: number): string => {
  const { q1, median, q3 } = spreadOf(values)
  return `${median.toFixed(digits)} (${q1.toFixed(digits)}–${q3.toFixed(digits)})`
}
