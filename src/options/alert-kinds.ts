/**
 * What the merchant is notified of, in the Admin's notifications and by events:
 * the option `alerts`.
 */
export const ALERT_KINDS = [
  /** Kintsugi can't be reached. */
  "outage",
  /** Kintsugi refuses the API key, or the saved key can't be read. */
  "key_refused",
  /** The day is near that the merchant entered as the API key's last one. */
  "key_expiring",
  /** Kintsugi does not accept a sale or a credit note. */
  "record_refused",
  /** A nexus threshold is almost reached. */
  "nexus_near",
  /** A nexus threshold is met where no tax is collected. */
  "nexus_met",
  /** The latest comparison of the ledger with Kintsugi found differences. */
  "ledger_differs",
  /** A customer's exemption ends within 30 days. */
  "exemption_ending",
  /** Orders were charged less tax than Kintsugi calculates. */
  "tax_under_collected",
] as const

export type AlertKind = (typeof ALERT_KINDS)[number]
