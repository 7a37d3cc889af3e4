import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import {
  isArchivedAtKintsugi,
  isCancelledAtKintsugi,
  isInvalidAtKintsugi,
} from "./compare-transaction"
import type { LedgerReason, LedgerState } from "./entry"
import type { Finding } from "./finding"
import { isMoreThanRounding } from "./tax-difference"

/** The compared fields of a ledger entry. */
export type RecordedTransaction = {
  externalId: string
  orderId: string
  displayId: string | null
  currencyCode: string
  /** How often it was sent, or tried to be. */
  attempts: number
  /** What its tax is by, where Kintsugi could not answer. */
  taxSource: "remembered" | "fallback" | "zero" | null
  reason: LedgerReason
  type: "sale" | "credit_note"
  state: LedgerState
  waitsFor?: string | null
  message?: string | null
  isDelivered: boolean
  isCancelled: boolean
  /** In major units. */
  net: string
  tax: string
  calculatedTax?: string | null
  lines?: ComparedLines
}

/** Line id → amount and tax, as far as they are known. */
export type ComparedLines = Record<
  string,
  [amount: BigNumberInput | null, tax: BigNumberInput | null]
>

/** A transaction as Kintsugi lists it. */
export type ListedTransaction = {
  externalId: string
  id: string
  /** `SALE`, `PARTIAL_CREDIT_NOTE`, … */
  type?: string
  status?: string
  currency?: string
  /** Where Kintsugi got it: `API`, or a connector of its own. */
  source?: string
  /** With or without tax, as the option says; without by default. */
  total?: string
  tax?: string
  lines?: ComparedLines
}

/**
 * Compares the ledger with what Kintsugi has, and the tax that was reported
 * with the tax that Kintsugi calculates itself.
 */
export const compareLedgers = (
  records: RecordedTransaction[],
  listed: ListedTransaction[],
  { totalsIncludeTax }: { totalsIncludeTax: boolean }
): Finding[] => {
  const known = new Map(records.map((record) => [record.externalId, record]))
  const byId = new Map<string, ListedTransaction[]>()
  // A transaction that changes while pages are read can be on two of them.
  const distinct = [...new Map(listed.map((one) => [one.id, one])).values()]
  for (const transaction of distinct) {
    const same = byId.get(transaction.externalId) ?? []
    byId.set(transaction.externalId, [...same, transaction])
  }
  const findings: Finding[] = records.flatMap((record) => {
    const transactions = byId.get(record.externalId) ?? []
    const findingOf = (kind: Finding["kind"], message: string): Finding => ({
      kind,
      external_id: record.externalId,
      order_id: record.orderId,
      display_id: record.displayId,
      currency_code: record.currencyCode,
      attempts: record.attempts,
      message,
    })
    if (record.state === "skipped") {
      return []
    }
    const deliveryFindings = isUndelivered(record)
      ? [
          findingOf(
            "not_delivered",
            record.message ??
              (record.isDelivered
                ? "A change to it has not been sent yet."
                : "It has not been sent yet.")
          ),
        ]
      : []
    if (!record.isDelivered) {
      return deliveryFindings
    }
    if (!transactions.length) {
      return [
        findingOf(
          "missing_at_kintsugi",
          "It was reported to Kintsugi, but Kintsugi does not list it."
        ),
      ]
    }
    return [
      ...deliveryFindings,
      ...(transactions.length > 1
        ? [
            findingOf(
              "doubled_at_kintsugi",
              `Kintsugi has it ${transactions.length} times (${transactions.map(({ id }) => id).join(", ")}).`
            ),
          ]
        : []),
      // In other states, its content was not sent: there is nothing to compare.
      ...(record.state === "delivered"
        ? findDifferences(record, transactions[0]!, totalsIncludeTax)
        : []
      ).map(([kind, message]) => findingOf(kind, message)),
      ...taxDifference(record).map((message) =>
        findingOf("tax_differs_from_calculated", message)
      ),
    ]
  })
  const unknownToStore = distinct
    .filter(
      ({ externalId, source }) => !known.has(externalId) && mayBeOurs(source)
    )
    .map(({ externalId, id, total, tax, currency }) => ({
      kind: "unknown_to_the_store" as const,
      external_id: externalId,
      order_id: null,
      display_id: null,
      currency_code: currency?.toLowerCase() ?? null,
      attempts: null,
      message: `Kintsugi has ${id}${total ? ` (${money(total, currency)} with ${tax ?? "0.00"} tax)` : ""}, which is not in this store's ledger.`,
    }))
  return [...findings, ...unknownToStore]
}

/**
 * Whether a transaction's source at Kintsugi may be a store that reports over
 * the API: a merchant may sell elsewhere too, and Kintsugi fetches those sales
 * automatically.
 */
export const mayBeOurs = (source = "API"): boolean =>
  source === "API" || source === "OTHER"

/** Excludes what waits for the order, and not for Kintsugi. */
const isUndelivered = ({ state, waitsFor }: RecordedTransaction): boolean =>
  state === "refused" ||
  ((state === "waiting" || state === "sending") &&
    waitsFor !== "payment" &&
    waitsFor !== "fulfillment")

const findDifferences = (
  { net, tax, isCancelled, lines, currencyCode }: RecordedTransaction,
  { total, tax: taxThere, status, lines: linesThere }: ListedTransaction,
  totalsIncludeTax: boolean
): [Finding["kind"], string][] => {
  const expected = totalsIncludeTax ? MathBN.add(net, tax) : MathBN.convert(net)
  const isEqual = (a: string | undefined, b: ReturnType<typeof MathBN.add>) =>
    a === undefined || MathBN.convert(a).abs().eq(b)
  const isSame =
    isEqual(total, expected) && isEqual(taxThere, MathBN.convert(tax))
  const line = isSame ? lineThatDiffers(lines, linesThere) : undefined
  return [
    ...(line
      ? [
          [
            "amount_differs",
            `Its line ${line} has a different amount or tax at Kintsugi than was sent.`,
          ] as [Finding["kind"], string],
        ]
      : []),
    ...(isSame
      ? []
      : [
          [
            "amount_differs",
            `It was sent as ${money(expected.toFixed(2), currencyCode)} with ${tax} tax; Kintsugi has ${total ? money(total, currencyCode) : "nothing"} with ${taxThere ?? "none"}.`,
          ] as [Finding["kind"], string],
        ]),
    ...statusDifference(isCancelled, status),
  ]
}

const statusDifference = (
  isCancelled: boolean,
  status: string | undefined
): [Finding["kind"], string][] => {
  if (isInvalidAtKintsugi(status)) {
    return [
      [
        "status_differs",
        `Kintsugi has it as ${status}, which is not an accepted sale or credit note. If that does not change after it is sent again, ask Kintsugi's support what is wrong with it.`,
      ],
    ]
  }
  if (isArchivedAtKintsugi(status)) {
    return isCancelled
      ? []
      : [
          [
            "archived_at_kintsugi",
            "It was archived at Kintsugi, but counts here. That is correct if Kintsugi had it twice; otherwise have it restored at Kintsugi.",
          ],
        ]
  }
  const isCancelledThere = isCancelledAtKintsugi(status)
  return isCancelledThere === undefined || isCancelledThere === isCancelled
    ? []
    : [
        [
          "status_differs",
          isCancelled
            ? `It is cancelled here; at Kintsugi it is ${status}.`
            : "It is active here; at Kintsugi it is cancelled.",
        ],
      ]
}

/** An answer without lines says nothing about them. */
const lineThatDiffers = (
  sent: ComparedLines | undefined,
  there: ComparedLines | undefined
): string | undefined => {
  if (!sent || !there || !Object.keys(there).length) {
    return undefined
  }
  const ids = new Set([...Object.keys(sent), ...Object.keys(there)])
  const isSame = (
    one: BigNumberInput | null | undefined,
    other: BigNumberInput | null | undefined
  ) =>
    one === null ||
    other === null ||
    MathBN.convert(one ?? 0)
      .abs()
      .eq(MathBN.convert(other ?? 0).abs())
  return [...ids].find(
    (id) =>
      !isSame(sent[id]?.[0], there[id]?.[0]) ||
      !isSame(sent[id]?.[1], there[id]?.[1])
  )
}

/** An amount in major units with its currency, in words: "49.93 USD". */
const money = (amount: string, currencyCode: string | undefined): string =>
  currencyCode ? `${amount} ${currencyCode.toUpperCase()}` : amount

/** Says by how much, and why: nothing where no more than rounding differs. */
const taxDifference = ({
  type,
  state,
  tax,
  calculatedTax,
  isCancelled,
  currencyCode,
  taxSource,
}: RecordedTransaction): string[] => {
  if (
    type !== "sale" ||
    state !== "delivered" ||
    isCancelled ||
    calculatedTax === null ||
    calculatedTax === undefined
  ) {
    return []
  }
  const difference = MathBN.sub(tax, calculatedTax)
  if (!isMoreThanRounding(difference)) {
    return []
  }
  const amount = money(difference.abs().toFixed(), currencyCode)
  return [
    `${money(tax, currencyCode)} tax was charged, Kintsugi calculates ${money(calculatedTax, currencyCode)}: ${amount} ${difference.isNegative() ? "under" : "over"}-collected. ${TAXED_BY[taxSource ?? "kintsugi"]}`,
  ]
}

const TAXED_BY = {
  remembered:
    "Kintsugi could not answer at the time, and the order was taxed by what it had answered before.",
  fallback:
    "Kintsugi could not answer at the time, and the order was taxed by the tax region's own rates.",
  zero: "Kintsugi could not answer at the time, and no tax was charged.",
  kintsugi:
    "Either another tax provider taxed the order, or a rate, the product's classification, the customer's exemption or the address has changed since.",
}
