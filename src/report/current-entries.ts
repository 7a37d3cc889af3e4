import type { ChargedLine } from "../ledger/charged-lines"
import type {
  CreditNoteEntry,
  LedgerEntry,
  LedgerReason,
  RequiredCreditNote,
  RequiredEntry,
  RequiredSale,
  SaleEntry,
} from "../ledger/entry"
import type { CreditedLine } from "../ledger/uncredited-lines"

/** Kinds of entries of the tax report. */
export const REPORT_TYPES = ["sale", "credit_note", "cancellation"] as const

/** The kind of an entry of the tax report. */
export type ReportType = (typeof REPORT_TYPES)[number]

/** A line that counts in the report. */
export type CountedLine = {
  /** All of a sold line, or the credited part of one; amounts positive. */
  line: Pick<
    ChargedLine | CreditedLine,
    "id" | "quantity" | "net" | "tax" | "taxes"
  >
  /** The line as it was sold; absent: the ledger no longer has it. */
  sold: ChargedLine | undefined
  /** -1: it reduces the figures. */
  sign: 1 | -1
}

/** What an order contributes to the report at one moment. */
export type CurrentEntry = {
  type: ReportType
  externalId: string
  reason: LedgerReason
  at: Date
  /** It is no sale yet: it waits for payment, or for fulfillment. */
  isWaiting: boolean
  lines: CountedLine[]
}

/** An entry of the ledger with its date. */
export type RecordedEntry = LedgerEntry & { occurredAt: Date }

/**
 * The entries of an order in the tax report: those that the ledger has and
 * those that it must have, whether or not the order is reported to Kintsugi.
 *
 * As long as nothing is owed, they are the money that the store keeps, by the one
 * rule of `requiredEntries`. A sale that waits for its payment or its
 * fulfillment is marked; if Kintsugi has an earlier state of it, that counts
 * until then, and only the difference waits.
 *
 * A sold order that is cancelled counts, and its cancellation takes it back on
 * the same day: Kintsugi drops such a sale from its period, too.
 *
 * @param required - what the ledger must have, derived from `recorded`
 * @param recorded - what it has, without drafts
 */
export const currentEntries = (
  required: RequiredEntry[],
  recorded: RecordedEntry[]
): CurrentEntry[] => {
  const sales = required.filter(({ type }) => type === "sale") as RequiredSale[]
  const requiredIds = new Set(sales.map(({ externalId }) => externalId))
  const recordedSales = recorded.filter(isSale)
  const notes = recorded.filter(isCreditNote)
  const noteIds = new Set(notes.map(({ externalId }) => externalId))
  const soldLine = findSoldLine(sales, recordedSales)
  return [
    ...sales.flatMap((sale) =>
      entriesOfRequired(
        sale,
        recordedSales.find(({ externalId }) => externalId === sale.externalId)
      )
    ),
    ...recordedSales
      .filter(({ externalId }) => !requiredIds.has(externalId))
      .flatMap((sale) => entriesOfRecorded(sale)),
    ...notes
      .filter(({ state }) => state !== "skipped")
      .map((note) => toCredit(note, note.occurredAt, soldLine)),
    ...(required as RequiredEntry[])
      .filter(isRequiredNote)
      .filter(({ externalId }) => !noteIds.has(externalId))
      .map((note) => toCredit(note, note.at, soldLine)),
  ].filter(({ lines }) => lines.length)
}

const isSale = (
  entry: RecordedEntry
): entry is SaleEntry & { occurredAt: Date } => entry.type === "sale"

const isCreditNote = (
  entry: RecordedEntry
): entry is CreditNoteEntry & { occurredAt: Date } =>
  entry.type === "credit_note"

const isRequiredNote = (entry: RequiredEntry): entry is RequiredCreditNote =>
  entry.type === "credit_note" && entry.skipReason === undefined

const entriesOfRequired = (
  { externalId, reason, at, lines, status, blocker, skipReason }: RequiredSale,
  recorded: SaleEntry | undefined
): CurrentEntry[] => {
  const entry = { externalId, reason, at }
  if (skipReason !== undefined) {
    return []
  }
  if (!blocker) {
    return soldEntries(entry, lines, status === "CANCELLED")
  }
  const delivered = recorded?.delivered?.lines ?? []
  return [
    ...soldEntries(entry, delivered, false),
    {
      ...entry,
      type: "sale",
      isWaiting: true,
      lines: differenceOf(lines, delivered),
    },
  ]
}

const entriesOfRecorded = ({
  externalId,
  reason,
  occurredAt,
  delivered,
}: SaleEntry & { occurredAt: Date }): CurrentEntry[] =>
  soldEntries(
    { externalId, reason, at: occurredAt },
    delivered?.lines ?? [],
    delivered?.status === "CANCELLED"
  )

const soldEntries = (
  entry: Pick<CurrentEntry, "externalId" | "reason" | "at">,
  lines: ChargedLine[],
  isCancelled: boolean
): CurrentEntry[] => [
  { ...entry, type: "sale", isWaiting: false, lines: lines.map(counted(1)) },
  ...(isCancelled
    ? [
        {
          ...entry,
          type: "cancellation" as const,
          reason: "cancellation" as const,
          isWaiting: false,
          lines: lines.map(counted(-1)),
        },
      ]
    : []),
]

const counted =
  (sign: 1 | -1) =>
  (line: ChargedLine): CountedLine => ({ line, sold: line, sign })

/** What a sale will be beyond what Kintsugi has of it; lines that stay, cancel. */
const differenceOf = (
  lines: ChargedLine[],
  delivered: ChargedLine[]
): CountedLine[] => {
  const isIn = (others: ChargedLine[]) => (line: ChargedLine) =>
    others.some(
      (other) =>
        other.id === line.id &&
        other.net === line.net &&
        JSON.stringify(other.taxes) === JSON.stringify(line.taxes)
    )
  return [
    ...lines.filter((line) => !isIn(delivered)(line)).map(counted(1)),
    ...delivered.filter((line) => !isIn(lines)(line)).map(counted(-1)),
  ]
}

type FindSoldLine = (saleId: string, lineId: string) => ChargedLine | undefined

/** What a change has removed from a sale was sold nevertheless. */
const findSoldLine = (
  required: RequiredSale[],
  recorded: SaleEntry[]
): FindSoldLine => {
  const linesOf = (saleId: string) => [
    ...required
      .filter(({ externalId }) => externalId === saleId)
      .flatMap(({ lines }) => lines),
    ...recorded
      .filter(({ externalId }) => externalId === saleId)
      .flatMap(({ delivered }) => delivered?.lines ?? []),
  ]
  return (saleId, lineId) => linesOf(saleId).find(({ id }) => id === lineId)
}

const toCredit = (
  {
    externalId,
    reason,
    saleId,
    credit,
  }: Pick<CreditNoteEntry, "externalId" | "reason" | "saleId" | "credit">,
  at: Date,
  soldLine: FindSoldLine
): CurrentEntry => ({
  type: "credit_note",
  externalId,
  reason,
  at,
  isWaiting: false,
  lines: credit.lines.map((line) => ({
    line,
    sold: soldLine(saleId, line.id),
    sign: -1,
  })),
})
