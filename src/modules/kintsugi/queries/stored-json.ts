/**
 * JSON as PostgreSQL's `jsonb` accepts it: NUL and halves of surrogate pairs,
 * which it refuses, become replacement characters. A product's title that was
 * cut within an emoji must not keep its sale from being recorded.
 */
export const toStoredJson = (value: unknown): string => {
  const text = JSON.stringify(value)
  return REFUSED.test(text)
    ? JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === "string" ? toStorable(inner) : inner
      )
    : text
}

/** What such characters are as JSON; a harmless match costs a second pass. */
const REFUSED = /\\u0000|\\ud[89a-f]/

const toStorable = (text: string): string =>
  text.replaceAll(UNSTORABLE, "\uFFFD")

// With the flag "u", a surrogate of a pair doesn't match.
const UNSTORABLE = /[\0\uD800-\uDFFF]/gu
