/** The longest wait that is obeyed, in ms: six hours, as long as sales wait. */
export const LONGEST_RETRY_AFTER_MS = 6 * 60 * 60 * 1000

/**
 * `Retry-After` in ms from `now`: seconds or an HTTP date (RFC 9110), at most
 * {@link LONGEST_RETRY_AFTER_MS}. `undefined` for anything else.
 */
export const parseRetryAfter = (
  value: string,
  now: number
): number | undefined => {
  const ms = parseWait(value.trim(), now)
  return ms === undefined
    ? undefined
    : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS)
}

const parseWait = (text: string, now: number): number | undefined => {
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text) * 1000
  }
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : date - now
}
