/** When a call must be over, in ms since the epoch. */
export type Deadline = {
  deadline: number
  /** Nobody waits for it: it leaves checkouts their part of the rate limit. */
  isBackground?: boolean
}

/** A {@link Deadline} for calls that no cart waits for. */
export type TimeLimits = Deadline & {
  /** How long one attempt may take, in ms; default: the option `timeoutMs`. */
  timeoutMs?: number
}

/** How long uploading a certificate may take, in ms: it may have 10 MB. */
export const UPLOAD_MS = 60_000

/**
 * How long a call may take, in ms, with all of its attempts, by who waits for
 * it. What a shopper waits for has the option `deadlineMs` instead.
 */
const LONGEST_MS = {
  /** An estimate, for Kintsugi's labels, before it is sent once more. */
  labels: 1_000,
  /** A page of the Admin, for a detail that it can do without. */
  adminDetail: 4_000,
  /** A page of the Admin, for something that it shows or checks. */
  admin: 8_000,
  /** A merchant who sends a sale again, for a look at what Kintsugi has. */
  adminRetry: 10_000,
  /** A merchant, for a customer's exemptions and tax ids. */
  adminCustomer: 15_000,
  /** No user. */
  background: 30_000,
  /** A merchant who uploads a certificate. */
  upload: UPLOAD_MS,
}

/**
 * The deadline of a call that starts now.
 *
 * @example
 * await client.findTransaction(id, deadlineFor("background"))
 */
export const deadlineFor = (kind: keyof typeof LONGEST_MS): Deadline => ({
  deadline: Date.now() + LONGEST_MS[kind],
  isBackground: kind === "background",
})

/**
 * How long one attempt may take, in ms, if no cart waits for the call. After a
 * slow answer was given up on, the next attempt finds what was created.
 */
export const BACKGROUND_ATTEMPT_MS = 15_000

/** The limits of a call that starts now and that no user waits for. */
export const backgroundLimits = (): TimeLimits => ({
  ...deadlineFor("background"),
  timeoutMs: BACKGROUND_ATTEMPT_MS,
})
