import { type RefusedField, describeRefusal } from "./describe-refusal"

export type { RefusedField }

/** Codes for what can go wrong between us and Kintsugi; stable, for code. */
export type KintsugiErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid_request"
  | "invalid_address"
  | "rate_limited"
  | "unavailable"
  | "timed_out"
  | "bad_response"

/**
 * Kintsugi, or the way to it, is at fault: not the request, and not the key.
 */
export const OUTAGE_CODES: readonly KintsugiErrorCode[] = [
  "rate_limited",
  "unavailable",
  "timed_out",
]

export type KintsugiErrorInit = {
  /** For the log: what happened, technically. Never a secret or an address. */
  message: string
  /** For the merchant: what broke, what it means, what to do. */
  merchantMessage: string
  /** See {@link KintsugiError.plainMessage}; default: the message. */
  plainMessage?: string
  /** HTTP status of the answer, if there was one. */
  status?: number
  /** The wait that `Retry-After` asked for, in ms from when the answer came. */
  retryAfterMs?: number
  /** The refused fields of a 422. */
  fields?: RefusedField[]
}

/** In the registry of all copies of this module: see {@link isKintsugiError}. */
const BRAND: unique symbol = Symbol.for("medusa-plugin-kintsugi.KintsugiError")

/**
 * An expected failure of a request to Kintsugi. It holds no request, no header
 * and no response body, so it can be logged whole.
 */
export abstract class KintsugiError extends Error {
  abstract readonly code: KintsugiErrorCode
  /** Whether the same request may succeed if sent again. */
  readonly retryable: boolean = false
  readonly merchantMessage: string
  /**
   * What happened, in sentences without field paths or other technical words,
   * to be shown beside what it means. Holds no personal data.
   */
  readonly plainMessage: string
  readonly status?: number
  readonly retryAfterMs?: number
  readonly fields: RefusedField[]

  constructor(init: KintsugiErrorInit) {
    super(init.message)
    this.name = new.target.name
    this.merchantMessage = init.merchantMessage
    this.plainMessage = init.plainMessage ?? `${asPhrase(init.message)}.`
    this.status = init.status
    this.retryAfterMs = init.retryAfterMs
    this.fields = init.fields ?? []
  }

  get [BRAND](): true {
    return true
  }
}

/** 401: the key is missing or wrong. */
export class KintsugiUnauthorizedError extends KintsugiError {
  override readonly code = "unauthorized"
}

/** 403: the key has no access to the organization. */
export class KintsugiForbiddenError extends KintsugiError {
  override readonly code = "forbidden"
}

/** 404: no such record, or no such path at `baseUrl`. */
export class KintsugiNotFoundError extends KintsugiError {
  override readonly code = "not_found"
}

/** 409: the record already exists, or its state forbids the change. */
export class KintsugiConflictError extends KintsugiError {
  override readonly code = "conflict"
}

/** 400, 422 and other refusals of a request's content. */
export class KintsugiInvalidRequestError extends KintsugiError {
  override readonly code = "invalid_request"
}

/** 422 about an address, or an answer that calls the address invalid. */
export class KintsugiInvalidAddressError extends KintsugiError {
  override readonly code = "invalid_address"
}

/** 429: more than 10,000 requests a minute. */
export class KintsugiRateLimitedError extends KintsugiError {
  override readonly code = "rate_limited"
  override readonly retryable = true
}

/** 5xx, or no connection. */
export class KintsugiUnavailableError extends KintsugiError {
  override readonly code = "unavailable"
  override readonly retryable = true
}

/** No answer in time, or a 408. */
export class KintsugiTimedOutError extends KintsugiError {
  override readonly code = "timed_out"
  override readonly retryable = true
}

/** An answer that is not what the contract promises. */
export class KintsugiBadResponseError extends KintsugiError {
  override readonly code = "bad_response"
}

const CHECK_KEY =
  "Compare the API key and the organization id with Kintsugi's settings: in the Admin under Settings → Kintsugi, or in the plugin's options (apiKey, organizationId)."

const LATER =
  "Kintsugi could not answer. Until it does, carts are taxed as set in the Admin under Settings → Kintsugi → Behavior, or by the option onFailure. You only need to act if this continues."

/** A sentence without the period at its end, for parentheses. */
export const asPhrase = (sentence: string): string =>
  sentence.replace(/\.$/, "")

/** The error for an answer that must not be used. */
export const badResponse = (what: string): KintsugiBadResponseError =>
  new KintsugiBadResponseError({
    message: `Kintsugi's answer was not used: ${what}`,
    plainMessage: "Kintsugi's answer cannot be right, so it was not used.",
    merchantMessage:
      "Kintsugi answered with something that cannot be right, so it was not used. If this continues, contact Kintsugi's support and include the log line.",
  })

/** The error for a request that got no answer in time. */
export const timedOut = (afterMs: number): KintsugiTimedOutError =>
  new KintsugiTimedOutError({
    message: `Kintsugi did not answer within ${afterMs} ms`,
    merchantMessage: LATER,
  })

/**
 * The error for a connection that failed or broke; `reason` is Node's code.
 *
 * @param proxy - `host:port` of the proxy that it goes through, if any
 */
export const notConnected = (
  reason: string,
  proxy?: string
): KintsugiUnavailableError =>
  new KintsugiUnavailableError({
    message: proxy
      ? `The connection to Kintsugi through the proxy ${proxy} failed (${reason})`
      : `The connection to Kintsugi failed (${reason})`,
    merchantMessage: LATER,
  })

/**
 * The error for a request that was not sent, since the latest ones failed like
 * this one.
 */
export const notAskedDuringOutage = (latest: KintsugiError): KintsugiError => {
  const init = {
    message: `Kintsugi was not asked, since it could not answer a moment ago (${latest.message})`,
    merchantMessage: latest.merchantMessage,
    plainMessage: `Kintsugi was not asked, since it could not answer a moment ago (${asPhrase(latest.plainMessage)}).`,
    status: latest.status,
  }
  switch (latest.code) {
    case "rate_limited":
      return new KintsugiRateLimitedError(init)
    case "timed_out":
      return new KintsugiTimedOutError(init)
    default:
      return new KintsugiUnavailableError(init)
  }
}

const TOO_MANY =
  "Kintsugi received too many requests from this organization. If this continues, find out what else uses the API key."

/**
 * The error for a background request that was not sent, since Kintsugi has asked
 * for a pause.
 *
 * @param pauseMs - how long it lasts, in ms
 */
export const notSentInPause = (pauseMs: number): KintsugiRateLimitedError =>
  new KintsugiRateLimitedError({
    message: `Kintsugi asked for a pause, which lasts for another ${Math.ceil(pauseMs / 1000)} s, so this was not sent`,
    merchantMessage: TOO_MANY,
    retryAfterMs: pauseMs,
  })

/**
 * The error for a proxy that does not let a request through. Whatever the proxy
 * answers, Kintsugi has not judged the key.
 *
 * @param proxy - its `host:port`
 */
export const refusedByProxy = (
  proxy: string,
  status: number
): KintsugiUnavailableError =>
  new KintsugiUnavailableError({
    message: `The proxy ${proxy} did not let the request through to Kintsugi (it answered ${status})`,
    merchantMessage: `The network's proxy ${proxy} does not let the store reach Kintsugi (it answered ${status}${status === 407 ? ": it requires a user name and a password" : ""}). The server's administrator should check the environment variable HTTPS_PROXY, and whether the proxy allows Kintsugi's address.`,
  })

/** The error for a proxy in the environment that the plugin cannot use. */
export const unusableProxy = (protocol: string): KintsugiUnavailableError =>
  new KintsugiUnavailableError({
    message: `The connection to Kintsugi failed: the environment names a proxy with the protocol ${protocol}, which is not supported`,
    merchantMessage: `The environment variable HTTPS_PROXY or ALL_PROXY names a proxy with the protocol ${protocol}; the plugin can use http:// and https:// proxies. Set HTTPS_PROXY to one of these, or name Kintsugi's host in NO_PROXY.`,
  })

/** The error for an address that Kintsugi says does not exist. */
export const invalidAddress = (why: string): KintsugiInvalidAddressError =>
  new KintsugiInvalidAddressError({
    message: `Kintsugi does not accept the address: ${why}`,
    merchantMessage: `Kintsugi could not find the shopper's address. ${CHECK_ADDRESS}`,
  })

const CHECK_ADDRESS =
  "The shopper should check street, city, state and postal code."

type Refusal = {
  status: number
  detail: string
  fields: RefusedField[]
  retryAfterMs?: number
}

/** Not an email or IP address: shoppers can't correct those. */
const concernsAddress = ({ detail, fields }: Refusal): boolean =>
  fields.length
    ? fields.some(
        ({ path, message }) =>
          /(^|\.)address(es)?(\.|$)/i.test(path) ||
          (!path.includes(".") && SAYS_ADDRESS.test(message))
      )
    : SAYS_ADDRESS.test(detail)

const SAYS_ADDRESS = /(?<!\b(e-?mail|ip|mac|web|url)\s)\baddress\b/i

/**
 * The error for an answer outside 2xx.
 *
 * @param refusal - status, Kintsugi's own text (`detail`), the fields of a 422,
 * and `Retry-After` in ms
 * @param redact - removes private data from Kintsugi's text, after the text has
 * been used to classify the refusal
 */
export const errorFromRefusal = (
  refusal: Refusal,
  redact: (text: string) => string = (text) => text
): KintsugiError => {
  const { status, retryAfterMs } = refusal
  const detail = redact(refusal.detail)
  const fields = refusal.fields.map(({ path, message }) => ({
    path: redact(path),
    message: redact(message),
  }))
  const message = `Kintsugi answered ${status}${detail ? `: ${detail}` : ""}`
  const why = describeRefusal({ detail, fields })
  const init = {
    message,
    plainMessage: `Kintsugi answered ${status}${why ? `: ${why}` : "."}`,
    status,
    fields,
    retryAfterMs,
  }
  const reason = why || `Kintsugi gave no reason (it answered ${status}).`

  if (status === 401) {
    return new KintsugiUnauthorizedError({
      ...init,
      plainMessage: "Kintsugi does not accept the API key.",
      merchantMessage: `Kintsugi does not accept the API key. ${CHECK_KEY}`,
    })
  }
  if (status === 403) {
    return new KintsugiForbiddenError({
      ...init,
      plainMessage: "The API key has no access to this organization.",
      merchantMessage: `The API key has no access to this organization. ${CHECK_KEY}`,
    })
  }
  if (status === 404) {
    return new KintsugiNotFoundError({
      ...init,
      merchantMessage:
        "Kintsugi could not find what was requested. If this happens with every request, check the option baseUrl.",
    })
  }
  if (status === 407) {
    // A web service never asks its client for this; a proxy before it does.
    return new KintsugiUnavailableError({
      ...init,
      message: `A proxy between the store and Kintsugi answered 407`,
      plainMessage: undefined,
      merchantMessage: refusedByProxy("in front of Kintsugi", 407)
        .merchantMessage,
    })
  }
  if (status === 408) {
    return new KintsugiTimedOutError({ ...init, merchantMessage: LATER })
  }
  if (status === 409) {
    return new KintsugiConflictError({
      ...init,
      plainMessage: reason,
      merchantMessage:
        "Kintsugi already has this record, or it can no longer be changed.",
    })
  }
  if (status === 429) {
    return new KintsugiRateLimitedError({
      ...init,
      merchantMessage: TOO_MANY,
    })
  }
  if (status >= 500) {
    return new KintsugiUnavailableError({ ...init, merchantMessage: LATER })
  }
  if (status >= 300 && status < 400) {
    return new KintsugiBadResponseError({
      ...init,
      merchantMessage:
        "Kintsugi's address redirects elsewhere. The redirect was not followed, since it would pass on the API key. Check the option baseUrl.",
    })
  }
  if (concernsAddress(refusal)) {
    return new KintsugiInvalidAddressError({
      ...init,
      plainMessage: reason,
      merchantMessage: `Kintsugi does not accept the shopper's address: ${reason} ${CHECK_ADDRESS}`,
    })
  }
  return new KintsugiInvalidRequestError({
    ...init,
    plainMessage: reason,
    merchantMessage: `Kintsugi refused what was sent: ${reason} If that does not tell what to change, the log has Kintsugi's own words; a category that Kintsugi does not know is the usual reason.`,
  })
}

/**
 * Whether this is one of the expected failures of a request to Kintsugi. Not by
 * `instanceof`: a store may bundle two copies of this module.
 */
export const isKintsugiError = (error: unknown): error is KintsugiError =>
  typeof error === "object" && error !== null && BRAND in error
