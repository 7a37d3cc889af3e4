import { z } from "@medusajs/framework/zod"
import { type KintsugiError, errorFromRefusal } from "./errors"
import type { Redact } from "./redact"

/** A 422's `detail` is a list of fields or, as with other statuses, a text. */
export const refusalSchema = z.object({ detail: z.unknown() }).transform(
  ({
    detail,
  }): {
    detail: string
    fields: { path: string; message: string }[]
  } => {
    const list = refusedFieldsSchema.safeParse(detail)
    if (list.success) {
      return {
        detail: list.data
          .map(({ path, message }) => `${path}: ${message}`)
          .join("; ")
          .slice(0, MAX_DETAIL),
        fields: list.data.slice(0, MAX_FIELDS),
      }
    }
    return {
      detail: typeof detail === "string" ? detail.slice(0, MAX_DETAIL) : "",
      fields: [],
    }
  }
)

/** Enough for a log line; a longer one is an accident or an attack. */
const MAX_DETAIL = 500
const MAX_FIELDS = 20
const MAX_PATH = 200

const refusedFieldsSchema = z.array(
  z
    .object({
      loc: z.array(z.union([z.string(), z.number()])),
      msg: z.string(),
    })
    .transform(({ loc, msg }) => ({
      path: loc.join(".").slice(0, MAX_PATH),
      message: msg.slice(0, MAX_DETAIL),
    }))
)

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
