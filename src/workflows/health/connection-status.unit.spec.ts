import { type StatusEvidence, connectionStatus } from "./connection-status"

const NOW = Date.UTC(2026, 10, 30, 12)
const HOUR = 60 * 60 * 1000

const CONNECTED: StatusEvidence = {
  isKeyUnreadable: false,
  isConfigured: true,
  problems: [],
  hasOutage: false,
  taxesAnyCountry: true,
  ledger: { refused: 0, retrying: 0 },
  answeredAt: new Date(NOW - HOUR),
}

describe("connectionStatus", () => {
  it.each<[string, string, Partial<StatusEvidence>]>([
    ["connected", "an answer an hour ago", {}],
    ["unproven", "no answer ever", { answeredAt: null }],
    [
      "unproven",
      "an answer yesterday",
      { answeredAt: new Date(NOW - 25 * HOUR) },
    ],
    ["retrying", "delayed records", { ledger: { refused: 0, retrying: 2 } }],
    [
      "problems",
      "refused records, although others are retried",
      { ledger: { refused: 1, retrying: 2 } },
    ],
    ["problems", "a refused request", { problems: ["invalid_request"] }],
    ["no_country", "no country of Kintsugi's", { taxesAnyCountry: false }],
    [
      "outage",
      "an outage, although Kintsugi answered before it",
      { hasOutage: true, problems: ["unavailable"] },
    ],
    [
      "key_refused",
      "a refused key in an outage",
      { hasOutage: true, problems: ["timed_out", "unauthorized"] },
    ],
    ["key_refused", "a foreign organization", { problems: ["forbidden"] }],
    [
      "not_configured",
      "no key, whatever happened before",
      { isConfigured: false, hasOutage: true, problems: ["unavailable"] },
    ],
    [
      "key_unreadable",
      "a key that can't be decrypted",
      { isConfigured: false, isKeyUnreadable: true },
    ],
  ])("is %s after %s", (status, _, evidence) => {
    expect(connectionStatus({ ...CONNECTED, ...evidence }, NOW)).toBe(status)
  })
})
