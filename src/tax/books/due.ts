import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import { bookDigits } from "./apportion"
import { type Balance, type Refund, balanceOf } from "./balance"
import { type ChargedLine, chargedLines, grossOf } from "./charged-lines"
import { type Credit, creditFor, unpaidReturns } from "./credit"
import { decreases, increased, increases } from "./line-changes"
import type {
  CreditRecord,
  DueRecord,
  Hold,
  LedgerRecord,
  SaleRecord,
} from "./ledger"
import type { OrderForBooks } from "./order"
import { type OpenLine, openGross, openLines } from "./position"

/** When an order becomes a sale for Kintsugi. */
export type ReportOn = "payment_captured" | "order_placed" | "fulfilled"

/**
 * What Kintsugi must be told about an order, derived from the order as it
 * stands and from what the ledger says so far. The same order and ledger give
 * the same records, so a missed, doubled or late event changes nothing.
 *
 * Its one rule: what was sold less what was credited is the money that the
 * store keeps (and still waits for). A refund is therefore credited as far as
 * it lowers that; one that only gives back what an order's change took from
 * the sale is not credited again.
 *
 * @returns the records that are new or may have changed
 */
export const booksDue = (
  order: OrderForBooks,
  ledger: LedgerRecord[],
  reportOn: ReportOn
): DueRecord[] => {
  if (order.is_draft_order || order.status === "draft") {
    return []
  }
  const lines = chargedLines(order)
  const books: Books = {
    order,
    lines,
    charged: grossOf(lines),
    balance: balanceOf(order, grossOf(lines)),
    sales: ledger.filter(isSale),
    credits: ledger.filter(isCredit).filter(({ state }) => state !== "skipped"),
    seen: new Set(ledger.map(({ referenceId }) => referenceId)),
  }
  return order.status === "canceled" || order.canceled_at
    ? dueOfCanceled(books)
    : dueOfSold(books, holdOf(books, reportOn))
}

type Books = {
  order: OrderForBooks
  lines: ChargedLine[]
  charged: Decimal
  balance: Balance
  sales: SaleRecord[]
  /** Those that take something back. */
  credits: CreditRecord[]
  /** What there is a record about. */
  seen: ReadonlySet<string>
}

const isSale = (record: LedgerRecord): record is SaleRecord =>
  record.type === "sale"

const isCredit = (record: LedgerRecord): record is CreditRecord =>
  record.type === "credit_note"

const mainSale = ({ sales }: Books): SaleRecord | undefined =>
  sales.find(({ reason }) => reason === "order")

const holdOf = (
  { order, balance }: Books,
  reportOn: ReportOn
): Hold | undefined => {
  if (reportOn === "payment_captured" && balance.owed.gt(0)) {
    const currency = order.currency_code.toUpperCase()
    const digits = bookDigits(currency)
    return {
      for: "payment",
      message: `Waits for payment: ${balance.owed.toFixed(digits)} ${currency} of it is not captured yet.`,
    }
  }
  const isFulfilled = (order.items ?? []).every(({ quantity, detail }) =>
    MathBN.gte(detail?.fulfilled_quantity ?? 0, quantity)
  )
  return reportOn === "fulfilled" && !isFulfilled
    ? {
        for: "fulfillment",
        message: "Waits until everything in the order is fulfilled.",
      }
    : undefined
}

const dueOfSold = (books: Books, hold: Hold | undefined): DueRecord[] => {
  const sales = salesDue(books, hold)
  const changes = hold ? [] : changeCredits(books)
  const known: KnownCredit[] = [...books.credits, ...changes]
  const sold = hold ? toldSales(books) : soldWith(books, sales)
  return [
    ...sales,
    ...changes,
    ...(sold.length ? refundsAndReturnsDue(books, sold, known, hold) : []),
  ]
}

/** A sale by its external id, with the lines that credit notes take from. */
type Sold = { externalId: string; lines: ChargedLine[] }

type KnownCredit = Pick<CreditRecord, "saleId" | "credit" | "reason">

const toldSales = ({ sales }: Books): Sold[] =>
  sales.flatMap(({ externalId, told }) =>
    told ? [{ externalId, lines: told.lines }] : []
  )

/** The sales as they will be. */
const soldWith = (books: Books, due: DueRecord[]): Sold[] => {
  const dueSales = due.flatMap((record) =>
    record.type === "sale"
      ? [{ externalId: record.externalId, lines: record.lines }]
      : []
  )
  const names = new Set(dueSales.map(({ externalId }) => externalId))
  return [
    ...dueSales,
    ...toldSales(books).filter(({ externalId }) => !names.has(externalId)),
  ]
}

/**
 * The sale, and what was added to it since. A sale in a filing stays as it is,
 * and what was added is a further sale. One that was partly credited is added
 * to, but nothing is taken from under its credit notes.
 */
const salesDue = (books: Books, hold: Hold | undefined): DueRecord[] => {
  const { order, lines, credits, sales } = books
  const main = mainSale(books)
  const sale = {
    type: "sale" as const,
    reason: "order" as const,
    externalId: order.id,
    referenceId: order.id,
    status: "COMMITTED" as const,
    at: new Date(order.created_at),
    hold,
  }
  if (!main?.told) {
    return [{ ...sale, lines }]
  }
  const isCredited = credits.some(({ reason }) => reason !== "change")
  if (!main.locked) {
    return [
      {
        ...sale,
        lines:
          isCredited || credits.length
            ? increased(main.told.lines, increases(reported(books), lines))
            : lines,
      },
    ]
  }
  const more = hold ? [] : increases(reported(books), lines)
  if (!more.length) {
    return []
  }
  const supplements = sales.filter(({ reason }) => reason === "change")
  const open = supplements.find(({ told, locked }) => !told || !locked)
  const externalId =
    open?.externalId ?? `${order.id}-change-${supplements.length + 1}`
  return [
    {
      ...sale,
      reason: "change",
      externalId,
      referenceId: externalId,
      lines: open?.told ? increased(open.told.lines, more) : more,
      at: new Date(order.updated_at ?? order.created_at),
    },
  ]
}

/** The lines that Kintsugi has by now, all sales and changes together. */
const reported = (books: Books): ChargedLine[] => {
  const [first, ...others] = toldSales(books)
  const sold = others.reduce(
    (lines, sale) => increased(lines, sale.lines),
    first?.lines ?? []
  )
  const taken = books.credits
    .filter(({ reason }) => reason === "change")
    .flatMap(({ credit }) => credit.lines)
  return openLines(sold, taken).map(({ line, quantity, net, taxes }) => ({
    ...line,
    quantity: quantity.toFixed(),
    net: net.toFixed(),
    tax: MathBN.sum(0, ...taxes.map(({ amount }) => amount)).toFixed(),
    taxes: taxes.map((tax) => ({ ...tax, amount: tax.amount.toFixed() })),
  }))
}

/** What a change took from a sale that is locked or partly credited. */
const changeCredits = (books: Books): (DueRecord & KnownCredit)[] => {
  const main = mainSale(books)
  if (!main?.told || (!main.locked && !books.credits.length)) {
    return []
  }
  const { order, credits } = books
  let rest = decreases(reported(books), books.lines)
  const made = credits.filter(({ reason }) => reason === "change").length
  return toldSales(books).flatMap(({ externalId, lines }, index) => {
    const open = openLines(lines, takenFrom(externalId, credits))
    const taken = rest.flatMap((line) => {
      const left = open.find((candidate) => candidate.line.id === line.id)
      return left ? [atMost(line, left)] : []
    })
    rest = rest.map((line) => minus(line, taken))
    const worth = grossOf(taken)
    if (!worth.gt(0)) {
      return []
    }
    const id = `${order.id}-credit-${made + index + 1}`
    return [
      {
        type: "credit_note" as const,
        reason: "change" as const,
        externalId: id,
        referenceId: id,
        saleId: externalId,
        credit: {
          lines: taken.filter((line) => grossOf([line]).gt(0)),
          returns: {},
        },
        at: new Date(order.updated_at ?? order.created_at),
      },
    ]
  })
}

const takenFrom = (saleId: string, credits: KnownCredit[]) =>
  credits
    .filter((credit) => credit.saleId === saleId)
    .flatMap(({ credit }) => credit.lines)

const atMost = (
  line: ChargedLine,
  { quantity, net, taxes }: OpenLine
): Credit["lines"][number] => {
  const taken = line.taxes.map((tax) => ({
    ...tax,
    amount: MathBN.min(
      tax.amount,
      taxes.find(({ name }) => name === tax.name)?.amount ?? 0
    ).toFixed(),
  }))
  return {
    id: line.id,
    quantity: MathBN.min(line.quantity, quantity).toFixed(),
    units: "0",
    net: MathBN.min(line.net, net).toFixed(),
    tax: MathBN.sum(0, ...taken.map(({ amount }) => amount)).toFixed(),
    taxes: taken,
  }
}

const minus = (line: ChargedLine, taken: Credit["lines"]): ChargedLine => {
  const part = taken.find(({ id }) => id === line.id)
  return part
    ? {
        ...line,
        quantity: MathBN.sub(line.quantity, part.quantity).toFixed(),
        net: MathBN.sub(line.net, part.net).toFixed(),
        tax: MathBN.sub(line.tax, part.tax).toFixed(),
        taxes: line.taxes.map((tax, index) => ({
          ...tax,
          amount: MathBN.sub(
            tax.amount,
            part.taxes[index]?.amount ?? 0
          ).toFixed(),
        })),
      }
    : line
}

const NOTHING_TO_CREDIT =
  "This refund gives back what was taken from the order; the sale itself was lowered, so there is nothing to credit."

const refundsAndReturnsDue = (
  books: Books,
  sold: Sold[],
  known: KnownCredit[],
  hold: Hold | undefined
): DueRecord[] => {
  const { balance, charged, seen, order } = books
  const credits = [...known]
  const due: DueRecord[] = []
  // Changes lowered what was sold, and are no part of what was given back.
  const given = credits.filter(({ reason }) => reason !== "change")
  let rest = charged
    .minus(balance.kept)
    .minus(MathBN.max(0, balance.owed))
    .minus(MathBN.sum(0, ...given.map(({ credit }) => grossOf(credit.lines))))

  const credit = (
    amount: Decimal,
    names: { reason: "refund" | "return"; referenceId: string; at: Date }
  ) => {
    const base =
      names.reason === "return"
        ? nextName(names.referenceId, [
            ...seen,
            ...due.map(({ externalId }) => externalId),
          ])
        : names.referenceId
    const notes = creditNotes(amount, books, sold, credits)
    notes.forEach(({ saleId, credit }, index) => {
      const externalId = index ? `${base}-${index + 1}` : base
      due.push({
        type: "credit_note",
        ...names,
        referenceId: names.reason === "return" ? base : names.referenceId,
        externalId,
        saleId,
        credit,
      })
      credits.push({ saleId, credit, reason: names.reason })
    })
  }

  const unseen = balance.refunds.filter(({ id }) => !seen.has(id))
  unseen.forEach((refund, index) => {
    const amount = amountToCredit(refund, rest, {
      isLast: index === unseen.length - 1,
      balance,
      currencyCode: order.currency_code,
    })
    if (amount.gt(0)) {
      credit(amount, {
        reason: "refund",
        referenceId: refund.id,
        at: refund.at,
      })
      rest = rest.minus(amount)
    } else {
      due.push({
        type: "credit_note",
        reason: "refund",
        externalId: refund.id,
        referenceId: refund.id,
        at: refund.at,
        saleId: sold[0]!.externalId,
        credit: { lines: [], returns: {} },
        skip: NOTHING_TO_CREDIT,
      })
    }
  })

  if (!hold && rest.gt(0)) {
    const back = unpaidReturns(
      balance.returns,
      credits.map(({ credit }) => credit)
    )
    const [oldest] = back
    if (oldest) {
      const { at } = balance.returns.find(({ id }) => id === oldest.id)!
      credit(rest, { reason: "return", referenceId: oldest.id, at })
    }
  }
  return due
}

/**
 * How much of a refund is credited. Where all money is back, the last refund
 * takes what rounding left.
 */
const amountToCredit = (
  { amount }: Refund,
  rest: Decimal,
  {
    isLast,
    balance,
    currencyCode,
  }: { isLast: boolean; balance: Balance; currencyCode: string }
): Decimal => {
  const rounding = MathBN.convert(10)
    .pow(-bookDigits(currencyCode))
    .times(balance.refunds.length)
  const isRoundedOff =
    isLast &&
    !balance.kept.gt(0) &&
    rest.gt(0) &&
    rest.minus(amount).abs().lte(rounding)
  return isRoundedOff ? rest : MathBN.max(0, MathBN.min(amount, rest))
}

/** One for each sale that the amount takes from, the first sale first. */
const creditNotes = (
  amount: Decimal,
  { balance, order }: Books,
  sold: Sold[],
  credits: KnownCredit[]
): { saleId: string; credit: Credit }[] => {
  let rest = amount
  const returns = unpaidReturns(
    balance.returns,
    credits.map(({ credit }) => credit)
  )
  return sold.flatMap(({ externalId, lines }) => {
    const open = openLines(lines, takenFrom(externalId, credits))
    const part = MathBN.min(rest, openGross(open))
    if (!part.gt(0)) {
      return []
    }
    rest = rest.minus(part)
    return [
      {
        saleId: externalId,
        credit: creditFor(part, open, returns, order.currency_code),
      },
    ]
  })
}

/** A return may pay for something else more than once. */
const nextName = (id: string, taken: string[]): string => {
  const names = new Set(taken)
  for (let number = 1; ; number++) {
    const name = number > 1 ? `${id}-${number}` : id
    if (!names.has(name)) {
      return name
    }
  }
}

const BEFORE_PAID = "The order was cancelled before it was paid."
const WITH_THE_SALE =
  "This refund came with the order's cancellation, which takes back the whole sale."

/**
 * A cancelled order's sale is cancelled, and what was given back by cancelling
 * is not credited as well. Only a sale that is in a filing or partly credited
 * gets a credit note for the rest instead.
 */
const dueOfCanceled = (books: Books): DueRecord[] => {
  const { order, lines, charged, balance, sales, credits, seen } = books
  const main = mainSale(books)
  const at = new Date(order.canceled_at ?? order.updated_at ?? order.created_at)
  const skippedRefunds = (saleId: string): DueRecord[] =>
    balance.refunds
      .filter(({ id }) => !seen.has(id))
      .map((refund) => ({
        type: "credit_note",
        reason: "refund",
        externalId: refund.id,
        referenceId: refund.id,
        at: refund.at,
        saleId,
        credit: { lines: [], returns: {} },
        skip: WITH_THE_SALE,
      }))
  const sale = {
    type: "sale" as const,
    reason: "order" as const,
    externalId: order.id,
    referenceId: order.id,
    at: new Date(order.created_at),
    status: "CANCELLED" as const,
  }

  if (!main?.wasSent) {
    const wasPaid = charged.gt(0) && balance.paid.gte(charged)
    if (wasPaid) {
      return [{ ...sale, lines }, ...skippedRefunds(order.id)]
    }
    return main ? [{ ...sale, lines, skip: BEFORE_PAID }] : []
  }

  const told = toldSales(books)
  const isCredited = credits.length > 0
  if (!isCredited && !sales.some(({ locked }) => locked)) {
    return [
      { ...sale, lines: main.told?.lines ?? lines },
      ...sales
        .filter((record) => record !== main && record.wasSent)
        .map((record) => ({
          ...sale,
          reason: record.reason,
          externalId: record.externalId,
          referenceId: record.referenceId,
          lines: record.told?.lines ?? [],
        })),
      ...skippedRefunds(order.id),
    ]
  }
  const alreadyMade = new Set(
    credits
      .filter(({ reason }) => reason === "cancellation")
      .map(({ saleId }) => saleId)
  )
  return [
    ...told
      .filter(({ externalId }) => !alreadyMade.has(externalId))
      .flatMap(({ externalId, lines }) => {
        const open = openLines(lines, takenFrom(externalId, credits))
        const rest = openGross(open)
        const id = `${externalId}-cancellation`
        return rest.gt(0)
          ? [
              {
                type: "credit_note" as const,
                reason: "cancellation" as const,
                externalId: id,
                referenceId: id,
                saleId: externalId,
                credit: creditFor(rest, open, [], order.currency_code),
                at,
              },
            ]
          : []
      }),
    ...skippedRefunds(order.id),
  ]
}
