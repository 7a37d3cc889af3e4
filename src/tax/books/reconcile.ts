import { MathBN } from "@medusajs/framework/utils"
import type { LedgerReason, LedgerState } from "./ledger"

/** A record of the ledger, as far as it is compared. */
export type BookedRecord = {
  externalId: string
  orderId: string
  reason: LedgerReason
  type: "sale" | "credit_note"
  state: LedgerState
  waitsFor?: string | null
  message?: string | null
  isTold: boolean
  isCancelled: boolean
  /** In major units. */
  net: string
  tax: string
  calculatedTax?: string | null
}

/** A transaction as Kintsugi lists it. */
export type ListedTransaction = {
  externalId: string
  id: string
  status?: string
  /** Who told Kintsugi: `API`, or a connector of its own. */
  source?: string
  /** In the terms of the option, net by default. */
  total?: string
  tax?: string
}

export const FINDINGS = [
  "missing_in_ledger",
  "not_delivered",
  "missing_at_kintsugi",
  "doubled_at_kintsugi",
  "amount_differs",
  "status_differs",
  "tax_differs_from_calculated",
  "unknown_to_the_store",
] as const

export type Finding = {
  kind: (typeof FINDINGS)[number]
  external_id: string
  order_id: string | null
  /** For the merchant. */
  message: string
}

/**
 * Compares what the ledger says with what Kintsugi has, and what Kintsugi was
 * told with what it calculates itself.
 *
 * @param tolerance - how far charged tax may be from calculated tax before it
 * is a finding, in major units
 */
export const reconcile = (
  records: BookedRecord[],
  listed: ListedTransaction[],
  {
    tolerance,
    totalsIncludeTax,
  }: { tolerance: string; totalsIncludeTax: boolean }
): Finding[] => {
  const known = new Map(records.map((record) => [record.externalId, record]))
  const byId = new Map<string, ListedTransaction[]>()
  // What changes while pages are read can be on two of them.
  const once = [...new Map(listed.map((one) => [one.id, one])).values()]
  for (const transaction of once) {
    const same = byId.get(transaction.externalId) ?? []
    byId.set(transaction.externalId, [...same, transaction])
  }
  const findings: Finding[] = records.flatMap((record) => {
    const there = byId.get(record.externalId) ?? []
    const found = (kind: Finding["kind"], message: string): Finding => ({
      kind,
      external_id: record.externalId,
      order_id: record.orderId,
      message,
    })
    if (record.state === "skipped") {
      return []
    }
    const undelivered = isUndelivered(record)
      ? [
          found(
            "not_delivered",
            record.message ??
              (record.isTold
                ? "A change of it has not been sent yet."
                : "It has not been sent yet.")
          ),
        ]
      : []
    if (!record.isTold) {
      return undelivered
    }
    if (!there.length) {
      return [
        found(
          "missing_at_kintsugi",
          "Kintsugi was told about it, and does not list it."
        ),
      ]
    }
    return [
      ...undelivered,
      ...(there.length > 1
        ? [
            found(
              "doubled_at_kintsugi",
              `Kintsugi has it ${there.length} times (${there.map(({ id }) => id).join(", ")}).`
            ),
          ]
        : []),
      // What else it says was not told: there is nothing to compare.
      ...(record.state === "delivered"
        ? differences(record, there[0]!, totalsIncludeTax)
        : []
      ).map(([kind, message]) => found(kind, message)),
      ...(differsFromCalculated(record, tolerance)
        ? [
            found(
              "tax_differs_from_calculated",
              `${record.tax} was charged, Kintsugi calculates ${record.calculatedTax}.`
            ),
          ]
        : []),
    ]
  })
  const strangers = once
    .filter(
      ({ externalId, source }) => !known.has(externalId) && mayBeOurs(source)
    )
    .map(({ externalId, id }) => ({
      kind: "unknown_to_the_store" as const,
      external_id: externalId,
      order_id: null,
      message: `Kintsugi has ${id}, of which this store's ledger knows nothing.`,
    }))
  return [...findings, ...strangers]
}

/** A merchant may sell elsewhere too, and Kintsugi fetches that by itself. */
const mayBeOurs = (source = "API"): boolean =>
  source === "API" || source === "OTHER"

/** Save for what waits for the order, and not for Kintsugi. */
const isUndelivered = ({ state, waitsFor }: BookedRecord): boolean =>
  state === "refused" ||
  ((state === "waiting" || state === "sending") &&
    waitsFor !== "payment" &&
    waitsFor !== "fulfillment")

const differences = (
  { net, tax, type, isCancelled }: BookedRecord,
  { total, tax: taxThere, status }: ListedTransaction,
  totalsIncludeTax: boolean
): [Finding["kind"], string][] => {
  const expected = totalsIncludeTax ? MathBN.add(net, tax) : MathBN.convert(net)
  const same = (a: string | undefined, b: ReturnType<typeof MathBN.add>) =>
    a === undefined || MathBN.convert(a).abs().eq(b)
  const isCancelledThere = status === "CANCELLED"
  return [
    ...(same(total, expected) && same(taxThere, MathBN.convert(tax))
      ? []
      : [
          [
            "amount_differs",
            `It was told as ${expected.toFixed(2)} with ${tax} tax; Kintsugi has ${total ?? "nothing"} with ${taxThere ?? "none"}.`,
          ] as [Finding["kind"], string],
        ]),
    ...(type === "sale" && isCancelled !== isCancelledThere
      ? [
          [
            "status_differs",
            isCancelled
              ? `It is cancelled here; at Kintsugi it is ${status ?? "not"}.`
              : "It stands here; at Kintsugi it is cancelled.",
          ] as [Finding["kind"], string],
        ]
      : []),
  ]
}

const differsFromCalculated = (
  { type, state, tax, calculatedTax, isCancelled }: BookedRecord,
  tolerance: string
): boolean =>
  type === "sale" &&
  state === "delivered" &&
  !isCancelled &&
  calculatedTax !== null &&
  calculatedTax !== undefined &&
  MathBN.sub(tax, calculatedTax).abs().gt(MathBN.convert(tolerance))
