/** Throws a sentence for whoever told the sandbox something it can't do. */
export function demand(
  condition: boolean,
  sentence: string
): asserts condition {
  if (!condition) {
    throw new Error(sentence)
  }
}

/** A value as it would stand in such a sentence. */
export function show(value: unknown): string {
  // JSON has no NaN and no Infinity, and calls both null.
  return typeof value === "number"
    ? String(value)
    : (JSON.stringify(value) ?? String(value))
}
