/** Throws a readable error for a request that the sandbox can't fulfill. */
export function assertValid(
  condition: boolean,
  sentence: string
): asserts condition {
  if (!condition) {
    throw new Error(sentence)
  }
}

/** A value as it is written in such an error. */
export function formatValue(value: unknown): string {
  // JSON writes NaN and Infinity as null.
  return typeof value === "number"
    ? String(value)
    : (JSON.stringify(value) ?? String(value))
}
