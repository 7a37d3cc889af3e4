/**
 * How the store stands with Kintsugi, in one word. The first that applies:
 *
 * - `key_unreadable`: the saved key can't be decrypted
 * - `not_configured`: there is no key, or no organization
 * - `key_refused`: Kintsugi does not accept the key for the organization
 * - `outage`: Kintsugi has not answered the latest calculations
 * - `no_country`: Kintsugi taxes no country
 * - `problems`: something needs attention
 * - `retrying`: records could not be sent, and are retried
 * - `connected`: Kintsugi has answered, or accepted the key, in the last day
 * - `unproven`: nothing was asked in the last day
 */
export type ConnectionStatus =
  | "key_unreadable"
  | "not_configured"
  | "key_refused"
  | "outage"
  | "no_country"
  | "problems"
  | "retrying"
  | "connected"
  | "unproven"

/** How long an answer proves a connection, in ms. */
const PROOF_MS = 24 * 60 * 60 * 1000

export type StatusEvidence = {
  isKeyUnreadable: boolean
  isConfigured: boolean
  /** Codes of the current problems. */
  problems: string[]
  hasOutage: boolean
  /** Whether any country's tax provider is Kintsugi. */
  taxesAnyCountry: boolean
  /** How many ledger entries are in these states. */
  ledger: { refused: number; retrying: number }
  /** When Kintsugi last answered a calculation or accepted the key. */
  answeredAt: Date | null
}

const REFUSED_KEY = ["unauthorized", "forbidden"]

/** @param now - in ms since the epoch */
export const connectionStatus = (
  {
    isKeyUnreadable,
    isConfigured,
    problems,
    hasOutage,
    taxesAnyCountry,
    ledger,
    answeredAt,
  }: StatusEvidence,
  now: number
): ConnectionStatus => {
  if (isKeyUnreadable) {
    return "key_unreadable"
  }
  if (!isConfigured) {
    return "not_configured"
  }
  if (problems.some((code) => REFUSED_KEY.includes(code))) {
    return "key_refused"
  }
  if (hasOutage) {
    return "outage"
  }
  if (!taxesAnyCountry) {
    return "no_country"
  }
  if (problems.length || ledger.refused) {
    return "problems"
  }
  if (ledger.retrying) {
    return "retrying"
  }
  return answeredAt && answeredAt.getTime() > now - PROOF_MS
    ? "connected"
    : "unproven"
}
