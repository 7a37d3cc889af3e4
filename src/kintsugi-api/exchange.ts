import type { Redact } from "./redact"
import type { TransportRequest } from "./transport"

/**
 * An attempt at a request and what came of it, to be shown as evidence. The key,
 * the organization's id and personal data are masked in all of it.
 */
export type Exchange = {
  /** When it was sent. */
  at: Date
  /** How long it took, in ms. */
  ms: number
  method: string
  /** With its query. */
  path: string
  body: unknown
  /** Null: no answer came. */
  status: number | null
  /** Kintsugi's clock, from the answer's header `Date`, in whole seconds. */
  answeredAt: Date | null
  /** The fields of the answer that the plugin reads. */
  answer: unknown
  /** Why the answer was not used, or why there was none. */
  failure: string | null
}

type Observed = {
  at: Date
  request: Pick<TransportRequest<unknown>, "method" | "path" | "query" | "body">
  head?: { status: number; date: string | undefined }
} & ({ answer: unknown } | { error: unknown })

/** An attempt that has ended now. */
export const toExchange = (
  { at, request, head, ...outcome }: Observed,
  redact: Redact
): Exchange => {
  const answeredAt = new Date(head?.date ?? "")
  const search = new URLSearchParams(
    Object.entries(request.query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]]
    )
  ).toString()
  return {
    at,
    ms: Date.now() - at.getTime(),
    method: request.method,
    path: redact(
      `${decodeURIComponent(request.path)}${search && `?${decodeURIComponent(search)}`}`
    ),
    body: redactStrings(nameFiles(request.body), redact),
    status: head?.status ?? null,
    answeredAt: Number.isNaN(answeredAt.getTime()) ? null : answeredAt,
    answer:
      "answer" in outcome ? redactStrings(outcome.answer, redact) : undefined,
    failure:
      "error" in outcome
        ? redact(
            outcome.error instanceof Error
              ? outcome.error.message
              : String(outcome.error)
          )
        : null,
  }
}

/** A form as an object; of its files, only the names and sizes. */
const nameFiles = (body: unknown): unknown =>
  body instanceof FormData
    ? Object.fromEntries(
        [...body].map(([name, value]) => [
          name,
          typeof value === "string"
            ? value
            : `${value.name} (${value.type}, ${value.size} bytes)`,
        ])
      )
    : body

const redactStrings = (value: unknown, redact: Redact): unknown => {
  if (typeof value === "string") {
    return redact(value)
  }
  if (Array.isArray(value)) {
    return value.map((item) => redactStrings(item, redact))
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          redactStrings(inner, redact),
        ])
      )
    : value
}
