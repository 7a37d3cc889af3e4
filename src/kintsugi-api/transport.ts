import axios, { AxiosError, type AxiosInstance } from "axios"
import type { ClientRequest } from "node:http"
import type { Readable } from "node:stream"
import type { z } from "@medusajs/framework/zod"
import {
  type Connections,
  IDLE_BEFORE_ONCE_MS,
  IDLE_MS,
  createConnections,
} from "./connections"
import {
  type KintsugiError,
  isKintsugiError,
  badResponse,
  notConnected,
  refusedByProxy,
  timedOut,
  unusableProxy,
} from "./errors"
import type { Pace } from "./pace"
import { type Exchange, toExchange } from "./exchange"
import { privateWords } from "./private-words"
import { ProxyRefusal, proxyFor } from "./proxy"
import { readBody } from "./read-body"
import { createRedactor } from "./redact"
import { errorFromAnswer } from "./refusal"
import { parseRetryAfter } from "./retry-after"

export type TransportOptions = {
  baseUrl: string
  apiKey: string
  organizationId: string
  /** How long one attempt may take, in ms. */
  timeoutMs: number
  /** How many more attempts follow a failed one. */
  retries: number
  /** Absent: background requests are sent at once. */
  pace?: Pace
  /** Receives every attempt, with all private words masked. */
  onExchange?: (exchange: Exchange) => void
}

export type TransportRequest<T> = {
  method: "GET" | "POST" | "PUT"
  /** Path under `baseUrl`, e.g. `/v1/tax/estimate`. */
  path: string
  query?: Record<string, string | number | boolean | undefined>
  /** Sent as JSON; a `FormData` as multipart. */
  body?: unknown
  /**
   * Whether the request must not be sent again once it may have arrived: a
   * repeat would create a second record.
   */
  once?: boolean
  /** How long one attempt may take, in ms; default: the transport's. */
  timeoutMs?: number
  /** The schema of the answer's body. */
  schema: z.ZodType<T>
  /**
   * When the last attempt must be over, in ms since the epoch; a background
   * request has as much longer as it waited for its turn.
   */
  deadline: number
  isBackground?: boolean
}

export type Transport = {
  request<T>(request: TransportRequest<T>): Promise<T>
}

/** First wait before another attempt, in ms; later ones double, with jitter. */
const BACKOFF_MS = 100

/** No estimate comes near this size; more would be an endless stream. */
const MAX_ANSWER_BYTES = 5 * 1024 * 1024

/** A refusal says what is wrong at its beginning; the rest is not read. */
const MAX_REFUSAL_BYTES = 64 * 1024

/**
 * The connection to Kintsugi: both headers on every request, kept-alive
 * connections, retries of retryable failures, and a deadline that holds
 * whatever the server does.
 *
 * @throws KintsugiError from `request`, and nothing else
 */
export const createTransport = (options: TransportOptions): Transport => {
  const proxy = proxyFor(options.baseUrl)
  const isUsable = !proxy || /^https?:$/.test(proxy.protocol)
  const usableProxy = isUsable ? proxy : undefined
  const usualHttp = createHttp(options, createConnections(IDLE_MS, usableProxy))
  const onceHttp = createHttp(
    options,
    createConnections(IDLE_BEFORE_ONCE_MS, usableProxy)
  )

  return {
    async request(request) {
      if (!isUsable) {
        throw unusableProxy(proxy.protocol)
      }
      const { default: pRetry } = await import("p-retry")
      const http = request.once ? onceHttp : usualHttp
      let { deadline } = request
      const attemptInTurn = async () => {
        if (request.isBackground && options.pace) {
          deadline += await options.pace.waitForTurn()
        }
        return observed(http, options, { ...request, deadline }).catch(
          (error: unknown) => {
            if (isKintsugiError(error) && error.code === "rate_limited") {
              options.pace?.slowDown(error.retryAfterMs)
            }
            throw error
          }
        )
      }
      const answer = await pRetry(attemptInTurn, {
        retries: options.retries,
        // We do the timing (below): p-retry ignores Retry-After, and it would
        // shorten a wait to fit the deadline where we should give up.
        minTimeout: 0,
        maxTimeout: 0,
        shouldRetry: async ({ error, attemptNumber }) => {
          if (request.once && !neverSent.has(error)) {
            return false
          }
          const wait = waitBefore(error, attemptNumber)
          if (wait === undefined || Date.now() + wait >= deadline) {
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

type Http = { axios: AxiosInstance; connections: Connections }

/** Errors of requests that were never sent, for lack of a connection. */
const neverSent = new WeakSet<Error>()

const createHttp = (
  options: TransportOptions,
  connections: Connections
): Http => ({
  connections,
  axios: axios.create({
    baseURL: options.baseUrl,
    headers: {
      "x-api-key": options.apiKey,
      "x-organization-id": options.organizationId,
      accept: "application/json",
    },
    httpAgent: connections.httpAgent,
    httpsAgent: connections.httpsAgent,
    // The agents handle the proxy: axios would use one for loopback addresses,
    // and cannot tell the proxy's refusal from Kintsugi's.
    proxy: false,
    // A redirect would carry the key to wherever it points.
    maxRedirects: 0,
    // We read the body ourselves, up to a limit.
    responseType: "stream",
    validateStatus: () => true,
  }),
})

/**
 * How long to wait before the next attempt, in ms, or `undefined` if another
 * attempt is useless. `Retry-After` is a lower bound.
 */
const waitBefore = (
  error: Error,
  failedAttempts: number
): number | undefined => {
  if (!isKintsugiError(error) || !error.retryable) {
    return undefined
  }
  const backoff = BACKOFF_MS * 2 ** (failedAttempts - 1)
  const jittered = backoff * (0.5 + Math.random())
  return Math.max(jittered, error.retryAfterMs ?? 0)
}

/** What is known of an answer before its body is read. */
type AnswerHead = { status: number; date: string | undefined }

/** One attempt, which `onExchange` receives. */
const observed = async <T>(
  http: Http,
  options: TransportOptions,
  request: TransportRequest<T>
): Promise<T> => {
  const { onExchange } = options
  if (!onExchange) {
    return attempt(http, options, request)
  }
  const at = new Date()
  let head: AnswerHead | undefined
  const tell = (outcome: { answer: unknown } | { error: unknown }) => {
    const redact = createRedactor(
      privateWords({ ...options, body: request.body })
    )
    onExchange(toExchange({ at, request, head, ...outcome }, redact))
  }
  try {
    const answer = await attempt(http, options, request, (arrived) => {
      head = arrived
    })
    tell({ answer })
    return answer
  } catch (error) {
    tell({ error })
    throw error
  }
}

/** @param onHead - receives an answer's head as soon as it is there */
const attempt = async <T>(
  http: Http,
  options: TransportOptions,
  {
    method,
    path,
    query,
    body,
    schema,
    deadline,
    timeoutMs = options.timeoutMs,
  }: TransportRequest<T>,
  onHead?: (head: AnswerHead) => void
): Promise<T> => {
  const budget = Math.min(timeoutMs, deadline - Date.now())
  if (budget <= 0) {
    throw timedOut(0)
  }
  // axios' own timeout limits inactivity: a slow trickle of a body would
  // outlive it, and so would a connection that is never made.
  const timer = new AbortController()
  const timeout = setTimeout(() => timer.abort(), budget)
  try {
    const { connections } = http
    connections.dropStale()
    const toError = (error: unknown) =>
      timer.signal.aborted
        ? timedOut(Math.round(budget))
        : toConnectionError(error, connections.proxy)
    const response = await http.axios
      .request<Readable>({
        method,
        url: path,
        params: query,
        data: body,
        signal: timer.signal,
      })
      // An axios error holds the request with its headers, so only its code is
      // passed on.
      .catch((error: unknown) => {
        throw toError(error)
      })
    const { status, data, headers } = response
    onHead?.({ status, date: String(headers.date ?? "") || undefined })
    const request = response.request as ClientRequest | undefined
    connections.applyKeepAlive(request?.socket, headers["keep-alive"])
    const isRefusal = status < 200 || status >= 300
    const answer = await readBody(
      data,
      isRefusal ? MAX_REFUSAL_BYTES : MAX_ANSWER_BYTES,
      timer.signal
    )
    if (isRefusal) {
      throw errorFromAnswer(
        status,
        answer.text,
        createRedactor(privateWords({ ...options, body })),
        parseRetryAfter(String(headers["retry-after"] ?? ""), Date.now())
      )
    }
    if (answer.error !== undefined) {
      throw toError(answer.error)
    }
    if (!answer.isWhole) {
      throw badResponse("it was longer than any estimate can be")
    }
    return parseAnswer(answer.text, schema)
  } finally {
    clearTimeout(timeout)
  }
}

const toConnectionError = (error: unknown, proxy?: string): KintsugiError => {
  const cause = error instanceof AxiosError ? error.cause : error
  if (cause instanceof ProxyRefusal) {
    return markUnsent(refusedByProxy(cause.proxy, cause.status))
  }
  const code =
    error instanceof AxiosError
      ? error.code
      : (error as NodeJS.ErrnoException | undefined)?.code
  const failure = notConnected(code ?? "no code", proxy)
  return code && NO_CONNECTION.has(code) ? markUnsent(failure) : failure
}

const markUnsent = (error: KintsugiError): KintsugiError => {
  neverSent.add(error)
  return error
}

/** Error codes that mean that no connection was made, so nothing was sent. */
const NO_CONNECTION = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
])

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
