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
  for (const transaction of listed) {
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
    if (!record.isTold) {
      const isHeld =
        record.waitsFor === "payment" || record.waitsFor === "fulfillment"
      return isHeld
        ? []
        : [
            found(
              "not_delivered",
              record.message ?? "It has not been sent yet."
            ),
          ]
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
      ...(there.length > 1
        ? [
            found(
              "doubled_at_kintsugi",
              `Kintsugi has it ${there.length} times (${there.map(({ id }) => id).join(", ")}).`
            ),
          ]
        : []),
      ...differences(record, there[0]!, totalsIncludeTax).map(
        ([kind, message]) => found(kind, message)
      ),
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
  const strangers = listed
    .filter(({ externalId }) => !known.has(externalId))
    .map(({ externalId, id }) => ({
      kind: "unknown_to_the_store" as const,
      external_id: externalId,
      order_id: null,
      message: `Kintsugi has ${id}, of which this store's ledger knows nothing.`,
    }))
  return [...findings, ...strangers]
}

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
  { type, tax, calculatedTax, isCancelled }: BookedRecord,
  tolerance: string
): boolean =>
  type === "sale" &&
  !isCancelled &&
  calculatedTax !== null &&
  calculatedTax !== undefined &&
  MathBN.sub(tax, calculatedTax).abs().gt(MathBN.convert(tolerance))
