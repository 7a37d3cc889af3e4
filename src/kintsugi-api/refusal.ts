import { type KintsugiError, errorFromRefusal } from "./errors"
import type { Redact } from "./redact"
import { refusalSchema } from "./schemas"

/** The text of a refusal, if it has any. */
type Words = ReturnType<(typeof refusalSchema)["parse"]>

/**
 * The error for an answer outside 2xx. Kintsugi's full text is used to classify
 * the refusal; the text that the error keeps is redacted.
 *
 * @param body - may be truncated or empty: the status alone is enough
 * @param retryAfterMs - `Retry-After` in ms
 */
export const errorFromAnswer = (
  status: number,
  body: string,
  redact: Redact,
  retryAfterMs?: number
): KintsugiError =>
  errorFromRefusal({ status, ...readWords(body), retryAfterMs }, redact)

const readWords = (body: string): Words => {
  const parsed = refusalSchema.safeParse(parseJson(body) ?? recoverFields(body))
  return parsed.success ? parsed.data : { detail: "", fields: [] }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Fields of a 422, each with its message. The input follows them and may be so
 * long that the list is truncated. Every part has a bound, so that no text
 * takes long to search.
 */
const FIELD =
  /"loc":\s{0,9}(\[[^[\]]{0,500}\]),\s{0,9}"msg":\s{0,9}("(?:[^"\\]|\\.){0,500}")/g

/** The complete entries of a truncated list of fields. */
const recoverFields = (text: string): unknown => ({
  detail: [...text.matchAll(FIELD)].flatMap(([, loc = "", msg = ""]) => {
    const field = { loc: parseJson(loc), msg: parseJson(msg) }
    return field.loc && field.msg ? [field] : []
  }),
})
