/** The median and the quartiles of the measurements. */
export type Spread = { q1: number; median: number; q3: number }

/** @throws RangeError if there are no values */
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
export const formatSpread = (values: number[], digits: number): string => {
  const { q1, median, q3 } = spreadOf(values)
  return `${median.toFixed(digits)} (${q1.toFixed(digits)}–${q3.toFixed(digits)})`
}

/** Our values divided by the other's of the same round. */
export const ratios = (ours: number[], others: number[]): number[] =>
  ours.map((value, round) => value / others[round]!)

/** One line that compares two builds measured in the same rounds. */
export const comparison = (
  ourName: string,
  ours: number[],
  otherName: string,
  others: number[]
): string =>
  `${ourName} / ${otherName}: ${formatSpread(ratios(ours, others), 3)} of pairs, ${(spreadOf(ours).median / spreadOf(others).median).toFixed(3)} of medians, ${ours.length} rounds`
