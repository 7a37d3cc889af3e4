import { MathBN } from "@medusajs/framework/utils"

/** The compared fields of a transaction in Kintsugi's answer. */
export type AnsweredTransaction = {
  date?: string
  status?: string
  total_amount?: string
  total_tax_amount_imported?: string
  transaction_items?: {
    external_id: string
    quantity?: string
    amount: string
    tax_amount_imported?: string
  }[]
}

/** The compared fields of what was sent; amounts in major units. */
export type SentTransaction = {
  date: string
  status: string
  total_amount: number
  /** A sale's tax. */
  total_tax_amount_imported?: number
  /** A credit note's tax. */
  tax_amount_imported?: number
  /** The sale that a negative sale credits. */
  related_to?: string
  transaction_items: {
    external_id: string
    quantity: number
    amount: number
    tax_amount_imported: number
  }[]
}

/** A figure that differs at Kintsugi from what was sent. */
export type Difference = {
  /** A figure of the whole, e.g. `total`, or a line, e.g. `ordli_1: amount`. */
  what: string
  sent: string
  there: string
}

/**
 * Compares what Kintsugi answers under an id with what was sent under it: total,
 * tax, lines, date, and whether it is cancelled or invalid. A field that the
 * answer lacks is not a difference: nearly all of its fields may be null. Rates
 * and names are not compared, since no payment depends on them; nor are other
 * statuses, which Kintsugi sets itself.
 *
 * @returns empty where they agree
 */
export const findDifferences = (
  sent: SentTransaction,
  there: AnsweredTransaction
): Difference[] => [
  ...compareStatus(sent, there),
  ...compareDate(sent, there),
  ...compareAmounts(sent, [
    ["total", sent.total_amount, there.total_amount],
    [
      "tax",
      sent.total_tax_amount_imported ?? sent.tax_amount_imported ?? 0,
      there.total_tax_amount_imported,
    ],
  ]),
  ...compareLines(sent, there),
]

/** How many differences a sentence names at most. */
const MAX_NAMED = 6

/** In words: what Kintsugi has, and what the store says. */
export const describeDifferences = (differences: Difference[]): string => {
  const named = differences
    .slice(0, MAX_NAMED)
    .map(
      ({ what, sent, there }) => `${what} ${there} at Kintsugi, ${sent} here`
    )
  const more = differences.length - named.length
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join("; ")
}

/** Kintsugi has it, but does not accept it as a sale or a credit note. */
const INVALID = "INVALID"

/** A user archived it at Kintsugi, which no repair must undo. */
const ARCHIVED = "ARCHIVED"

/** The contract's TransactionStatusEnum, without `CANCELLED`. */
const NOT_CANCELLED: ReadonlySet<string> = new Set([
  "PENDING",
  "COMMITTED",
  "FULLY_REFUNDED",
  "PARTIALLY_REFUNDED",
  INVALID,
  ARCHIVED,
])

/**
 * Whether Kintsugi has cancelled a transaction.
 *
 * @returns undefined where the status is missing or unknown
 */
export const isCancelledAtKintsugi = (
  status: string | undefined
): boolean | undefined =>
  status === "CANCELLED"
    ? true
    : status !== undefined && NOT_CANCELLED.has(status)
      ? false
      : undefined

/** Whether Kintsugi has a transaction, but does not accept it. */
export const isInvalidAtKintsugi = (status: string | undefined): boolean =>
  status === INVALID

/** Whether a transaction was archived at Kintsugi. */
export const isArchivedAtKintsugi = (status: string | undefined): boolean =>
  status === ARCHIVED

const compareStatus = (
  { status: sent }: SentTransaction,
  { status: there }: AnsweredTransaction
): Difference[] => {
  const isCancelled = isCancelledAtKintsugi(there)
  const isSame =
    isCancelled === undefined || isCancelled === (sent === "CANCELLED")
  return isSame && !isInvalidAtKintsugi(there)
    ? []
    : [{ what: "status", sent, there: there ?? "" }]
}

const compareDate = (
  { date }: SentTransaction,
  transaction: AnsweredTransaction
): Difference[] => {
  const sent = dayOf(date)
  const there = dayOf(transaction.date)
  return sent === undefined || there === undefined || sent === there
    ? []
    : [{ what: "date", sent, there }]
}

/** A day, and optionally a time and a time zone. */
const ISO_DATE =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?([zZ]|[+-]\d\d(?::?\d\d)?)?)?$/

/**
 * The day in UTC: Kintsugi's dates name no time zone.
 *
 * @returns undefined where it cannot be read
 */
const dayOf = (date: string | undefined): string | undefined => {
  const [, day, time = "00:00", zone = "Z"] = ISO_DATE.exec(date ?? "") ?? []
  const at = new Date(
    `${day}T${time}${zone.length === 3 ? `${zone}:00` : zone}`
  )
  return isNaN(at.getTime()) ? undefined : at.toISOString().slice(0, 10)
}

/** Whether it credits a sale: Kintsugi's docs show those with either sign. */
const isCredit = (sent: SentTransaction): boolean =>
  sent.total_tax_amount_imported === undefined || sent.related_to !== undefined

const compareAmounts = (
  sent: SentTransaction,
  figures: [what: string, sent: number, there: string | undefined][]
): Difference[] =>
  figures.flatMap(([what, value, answered]) => {
    if (answered === undefined) {
      return []
    }
    const [one, other] = [value, answered].map((amount) => {
      const decimal = MathBN.convert(amount)
      return isCredit(sent) ? decimal.abs() : decimal
    })
    return one!.eq(other!)
      ? []
      : [{ what, sent: toText(one!), there: toText(other!) }]
  })

const toText = (amount: ReturnType<typeof MathBN.convert>): string =>
  (amount.decimalPlaces() ?? 0) > 2 ? amount.toFixed() : amount.toFixed(2)

const compareLines = (
  sent: SentTransaction,
  { transaction_items }: AnsweredTransaction
): Difference[] => {
  // Some answers have no lines at all, which says nothing about them.
  if (!transaction_items?.length) {
    return []
  }
  const answered = new Map(
    transaction_items.map((item) => [item.external_id, item])
  )
  const ids = new Set(
    sent.transaction_items.map(({ external_id }) => external_id)
  )
  return [
    ...sent.transaction_items.flatMap((item) => {
      const there = answered.get(item.external_id)
      const name = (what: string) => `${item.external_id}: ${what}`
      return there
        ? compareAmounts(sent, [
            [name("quantity"), item.quantity, there.quantity],
            [name("amount"), item.amount, there.amount],
            [name("tax"), item.tax_amount_imported, there.tax_amount_imported],
          ])
        : [
            {
              what: name("amount"),
              sent: toText(MathBN.convert(item.amount)),
              there: "nothing",
            },
          ]
    }),
    ...transaction_items
      .filter(({ external_id }) => !ids.has(external_id))
      .map(({ external_id, amount }) => ({
        what: `${external_id}: amount`,
        sent: "nothing",
        there: toText(MathBN.convert(amount)),
      })),
  ]
}
