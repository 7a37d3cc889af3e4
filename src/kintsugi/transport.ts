import axios, { AxiosError, type AxiosInstance } from "axios"
import { Agent as HttpAgent } from "node:http"
import { Agent as HttpsAgent } from "node:https"
import type { z } from "@medusajs/framework/zod"
import {
  KintsugiError,
  badResponse,
  errorFromRefusal,
  notConnected,
  timedOut,
} from "./errors"
import { refusalSchema } from "./schemas"

export type TransportOptions = {
  baseUrl: string
  apiKey: string
  organizationId: string
  /** How long one attempt may take, in ms. */
  timeoutMs: number
  /** How many more attempts follow a failed one. */
  retries: number
}

export type TransportRequest<T> = {
  method: "GET" | "POST" | "PUT"
  /** Path below `baseUrl`, e.g. `/v1/tax/estimate`. */
  path: string
  query?: Record<string, string | number | boolean | undefined>
  /** Sent as JSON; a `FormData` as multipart. */
  body?: unknown
  /** Whether it is not sent again: a repeat would be a second one. */
  once?: boolean
  /** How long one attempt may take, in ms, where it is not the usual. */
  timeoutMs?: number
  /** What the answer's body must be. */
  schema: z.ZodType<T>
  /** When the last attempt must be over, in ms since the epoch. */
  deadline: number
}

export type Transport = {
  request<T>(request: TransportRequest<T>): Promise<T>
}

/** First wait before another attempt, in ms; doubled and jittered after. */
const BACKOFF_MS = 100

/** No estimate comes near this; more would be a stream that never ends. */
const MAX_RESPONSE_BYTES = 20 * 1024 * 1024

/**
 * The connection to Kintsugi: both headers on every request, kept-alive
 * connections, retries of what can heal, and a deadline that holds whatever
 * the other side does.
 *
 * @throws KintsugiError from `request`, and nothing else
 */
export const createTransport = (options: TransportOptions): Transport => {
  const http = createHttp(options)

  return {
    async request(request) {
      const { default: pRetry } = await import("p-retry")
      const answer = await pRetry(() => attempt(http, options, request), {
        retries: request.once ? 0 : options.retries,
        // Timing is ours (below): p-retry cannot be told of a Retry-After, and
        // would shorten a wait to fit where we should rather give up.
        minTimeout: 0,
        maxTimeout: 0,
        shouldRetry: async ({ error, attemptNumber }) => {
          const wait = waitBefore(error, attemptNumber)
          if (wait === undefined || Date.now() + wait >= request.deadline) {
            return false
          }
          await new Promise((resolve) => setTimeout(resolve, wait))
          return true
        },
      })
      return answer
    },
  }
}

const createHttp = (options: TransportOptions): AxiosInstance =>
  axios.create({
    baseURL: options.baseUrl,
    headers: {
      "x-api-key": options.apiKey,
      "x-organization-id": options.organizationId,
      accept: "application/json",
    },
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    // A redirect would carry the key to wherever it points.
    maxRedirects: 0,
    maxContentLength: MAX_RESPONSE_BYTES,
    // Parsed by us, so that HTML or half a body is told apart from JSON.
    responseType: "text",
    transformResponse: (body: string) => body,
    validateStatus: () => true,
  })

/**
 * How long to wait before the next attempt, in ms, or `undefined` where
 * another attempt is of no use. `Retry-After` is a lower bound.
 */
const waitBefore = (
  error: Error,
  failedAttempts: number
): number | undefined => {
  if (!(error instanceof KintsugiError) || !error.retryable) {
    return undefined
  }
  const backoff = BACKOFF_MS * 2 ** (failedAttempts - 1)
  const jittered = backoff * (0.5 + Math.random())
  return Math.max(jittered, error.retryAfterMs ?? 0)
}

const attempt = async <T>(
  http: AxiosInstance,
  options: TransportOptions,
  {
    method,
    path,
    query,
    body,
    schema,
    deadline,
    timeoutMs = options.timeoutMs,
  }: TransportRequest<T>
): Promise<T> => {
  const budget = Math.min(timeoutMs, deadline - Date.now())
  if (budget <= 0) {
    throw timedOut(0)
  }
  // axios' own timeout watches for silence; a body that drips in would outlive
  // it, and so would a connection that is never made.
  const timer = new AbortController()
  const timeout = setTimeout(() => timer.abort(), budget)
  try {
    const response = await http.request<string>({
      method,
      url: path,
      params: query,
      data: body,
      signal: timer.signal,
    })
    const { status, data, headers } = response
    if (status < 200 || status >= 300) {
      throw refusal(
        status,
        redacted(parseJson(data)?.value, privateWords(options, body)),
        String(headers["retry-after"] ?? "")
      )
    }
    return parseAnswer(data, schema)
  } catch (error) {
    if (error instanceof KintsugiError) {
      throw error
    }
    // Whatever axios throws holds the request with its headers: only its code
    // goes any further.
    throw timer.signal.aborted
      ? timedOut(Math.round(budget))
      : connectionError(error)
  } finally {
    clearTimeout(timeout)
  }
}

const connectionError = (error: unknown): KintsugiError => {
  const code = error instanceof AxiosError ? error.code : undefined
  if (error instanceof Error && error.message.startsWith("maxContentLength")) {
    return badResponse("it was longer than any estimate can be")
  }
  return notConnected(code ?? "no code")
}

const parseJson = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const parseAnswer = <T>(text: string, schema: z.ZodType<T>): T => {
  const json = parseJson(text)
  if (!json) {
    throw badResponse("it is not JSON")
  }
  const parsed = schema.safeParse(json.value, { reportInput: false })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const where = issue?.path.map(String).join(".") || "the body"
    throw badResponse(`${where}: ${issue?.message ?? "unexpected shape"}`)
  }
  return parsed.data
}

const EMAIL = String.raw`[^\s@"'<>]+@[^\s@"'<>]+\.[^\s@"'<>]+`

/** Fields of a request that tell of a person, with all that is inside. */
const PERSONAL = [
  "addresses",
  "address",
  "customer",
  // A customer, or an exemption, that is the request itself.
  "name",
  "email",
  "registration_number",
  "FEIN",
  "sales_tax_id",
  // An address that is the request itself.
  "street_1",
  "street_2",
  "city",
  "postal_code",
]

/**
 * What Kintsugi may quote back at us, in its own spelling of capitals, and must
 * not reach a log.
 */
const privateWords = (
  { apiKey, organizationId }: TransportOptions,
  body: unknown
): RegExp => {
  const personal =
    typeof body === "object" && body !== null
      ? PERSONAL.flatMap((key) =>
          stringsIn((body as Record<string, unknown>)[key])
        )
      : []
  const words = [
    apiKey,
    organizationId,
    ...personal.filter((word) => word.length > 2),
  ]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp([...words, EMAIL].join("|"), "giu")
}

const stringsIn = (value: unknown): string[] => {
  if (typeof value === "string") {
    return [value]
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        key === "type" ? [] : stringsIn(inner)
      )
    : []
}

/** The same value without these words in its texts; its keys are JSON's. */
const redacted = (value: unknown, words: RegExp): unknown => {
  if (typeof value === "string") {
    return value.replace(words, "***")
  }
  if (Array.isArray(value)) {
    return value.map((inner) => redacted(inner, words))
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          redacted(inner, words),
        ])
      )
    : value
}

const refusal = (
  status: number,
  answer: unknown,
  retryAfter: string
): KintsugiError => {
  const parsed = refusalSchema.safeParse(answer)
  return errorFromRefusal({
    status,
    ...(parsed.success ? parsed.data : { detail: "", fields: [] }),
    retryAfterMs: parseRetryAfter(retryAfter, Date.now()),
  })
}

/**
 * `Retry-After` in ms from `now`: seconds or an HTTP date (RFC 9110).
 * `undefined` for anything else.
 */
export const parseRetryAfter = (
  value: string,
  now: number
): number | undefined => {
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000
  }
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
