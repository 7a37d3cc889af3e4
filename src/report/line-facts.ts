import type {
  ItemOfOrder,
  OrderForLedger,
  TaxLineOfOrder,
} from "../ledger/order"
import { PROVIDER_ID } from "../tax/tax-lines/build-tax-lines"

/**
 * Where a line's tax comes from.
 * - `kintsugi`: Kintsugi's answer
 * - `remembered`: its earlier answers, since it could not answer
 * - `fallback`: the store's own rates, since it could not answer
 * - `other`: another tax provider of the store
 * - `none`: nobody was asked, or there was nothing to ask
 */
export const REPORT_SOURCES = [
  "kintsugi",
  "remembered",
  "fallback",
  "other",
  "none",
] as const

/** Where a line's tax comes from. */
export type ReportSource = (typeof REPORT_SOURCES)[number]

/** What a line's tax lines say in addition to what was charged. */
export type LineFacts = {
  source: ReportSource
  /**
   * Why the untaxed part of it is not taxed: a word of ours (see
   * docs/reporting.md), or Kintsugi's own in lower case, e.g. `product`.
   */
  exemptReason: string
  /** Jurisdictions that exempt the line, by name → Kintsugi's word. */
  exemptIn: ReadonlyMap<string, string>
}

/** Reads the facts of an order's lines; keyed by the line's id. */
export const lineFactsOf = (
  order: OrderForLedger
): ((lineId: string) => LineFacts) => {
  const facts = new Map(
    [...(order.items ?? []), ...(order.shipping_methods ?? [])].map((line) => [
      line.id,
      factsOf(line),
    ])
  )
  // A line that Medusa no longer has was taxed as the others were.
  const [first] = [...facts.values()].filter(({ source }) => source !== "none")
  const unknown: LineFacts = {
    source: first?.source ?? "none",
    exemptReason: "no_tax",
    exemptIn: new Map(),
  }
  return (lineId) => facts.get(lineId) ?? unknown
}

type Line = Pick<ItemOfOrder, "is_giftcard" | "tax_lines">

const factsOf = (line: Line): LineFacts => {
  const taxLines = line.tax_lines ?? []
  return {
    source: sourceOf(taxLines),
    exemptReason: exemptReasonOf(line, taxLines),
    exemptIn: new Map(taxLines.flatMap(exemptJurisdictions)),
  }
}

const sourceOf = (taxLines: TaxLineOfOrder[]): ReportSource => {
  const own = taxLines.find(({ provider_id }) => provider_id === PROVIDER_ID)
  if (!own) {
    return taxLines.length ? "other" : "none"
  }
  const source = own.data?.source
  return source === "kintsugi" ||
    source === "remembered" ||
    source === "fallback"
    ? source
    : "none"
}

const exemptReasonOf = (
  { is_giftcard }: Line,
  taxLines: TaxLineOfOrder[]
): string => {
  const data = taxLines.find(({ provider_id }) => provider_id === PROVIDER_ID)
    ?.data as Marks | null | undefined
  const { line, exempt_by, source, has_active_registration } = data ?? {}
  if (is_giftcard || source === "gift_card") {
    return "gift_card"
  }
  if (exempt_by === "customer_group" || exempt_by === "exemption") {
    return exempt_by
  }
  if (source === "pending") {
    return "no_address"
  }
  if (source === "zero") {
    return "not_answered"
  }
  if (has_active_registration === false) {
    return "not_registered"
  }
  if (line?.exempt === true && typeof line.exempt_reason === "string") {
    return wordOf(line.exempt_reason)
  }
  return isTaxed(taxLines) ? "partly_taxable" : "no_tax"
}

/** What the provider writes in `data`; another may write anything. */
type Marks = {
  source?: unknown
  exempt_by?: unknown
  has_active_registration?: unknown
  line?: { exempt?: unknown; exempt_reason?: unknown } | null
}

const isTaxed = (taxLines: TaxLineOfOrder[]): boolean =>
  taxLines.some(({ rate }) => Number(rate) !== 0)

/** Longer than any of Kintsugi's words. */
const MAX_WORD = 40

const wordOf = (word: string): string =>
  word.trim().toLowerCase().replace(/\W+/g, "_").slice(0, MAX_WORD) || "no_tax"

const exemptJurisdictions = ({ data }: TaxLineOfOrder): [string, string][] => {
  const { jurisdiction, jurisdictions } = (data ?? {}) as {
    jurisdiction?: unknown
    jurisdictions?: unknown
  }
  const parts = Array.isArray(jurisdictions) ? jurisdictions : [jurisdiction]
  return parts.flatMap((part: unknown): [string, string][] => {
    const { name, exempt, exempt_reason } = (part ?? {}) as Record<
      string,
      unknown
    >
    return typeof name === "string" && exempt === true
      ? [
          [
            name,
            typeof exempt_reason === "string"
              ? wordOf(exempt_reason)
              : "no_tax",
          ],
        ]
      : []
  })
}
