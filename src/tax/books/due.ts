import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import { apportion, bookDigits, toBookAmount } from "./apportion"
import { type Balance, type Refund, balanceOf } from "./balance"
import { type ChargedLine, chargesOf, grossOf } from "./charged-lines"
import { type Credit, creditFor, unpaidReturns } from "./credit"
import { increased, increases } from "./line-changes"
import type {
  CreditRecord,
  DueRecord,
  Hold,
  LedgerReason,
  LedgerRecord,
  SaleRecord,
} from "./ledger"
import type { OrderForBooks } from "./order"
import { openGross, openLines } from "./position"
import {
  type ReturnFee,
  feesAmong,
  feesFor,
  returnFees,
  soldFeeOf,
} from "./return-fees"

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
  const { lines, gross } = chargesOf(order)
  const sales = ledger.filter(isSale)
  const books: Books = {
    order,
    lines,
    fees: returnFees(order),
    charged: grossOf(lines),
    balance: balanceOf(
      order,
      gross,
      sales.flatMap(({ told }) => told?.lines ?? [])
    ),
    sales,
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
  fees: ReturnFee[]
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
  const currency = order.currency_code.toUpperCase()
  const digits = bookDigits(currency)
  // Nobody can pay less than a unit; Medusa's totals have such rests.
  const unit = MathBN.convert(10).pow(-digits)
  if (reportOn === "payment_captured" && balance.awaited.gte(unit)) {
    return {
      for: "payment",
      message: `Waits for payment: ${toBookAmount(balance.awaited, currency).toFixed(digits)} ${currency} of it is not captured yet.`,
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
  const sold = soldWith(books, sales)
  const open = hold ? toldSales(books) : sold
  return [
    ...sales,
    ...(open.length ? refundsAndReturnsDue(books, { sold, open }, hold) : []),
  ]
}

/** A sale by its external id, with the lines that credit notes take from. */
type Sold = { externalId: string; lines: ChargedLine[] }

type KnownCredit = Pick<CreditRecord, "saleId" | "credit">

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
 * The sale, and what was added to it since.
 *
 * A sale in a filing stays as it is, and what was added is a further sale. One
 * that was partly credited is added to, but nothing is taken from under its
 * credit notes: what an order's change takes away is credited when the money
 * for it goes back.
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
  if (!main?.told || (!main.locked && !credits.length)) {
    return [{ ...sale, lines: [...lines, ...feesBeside(lines, books)] }]
  }
  const more = additions(books)
  if (!main.locked) {
    return [{ ...sale, lines: increased(main.told.lines, more) }]
  }
  const supplements = sales.filter(({ reason }) => reason === "change")
  const last = supplements.find(({ told, locked }) => !told || !locked)
  if (!more.length && !(last && !last.told)) {
    return []
  }
  const externalId =
    last?.externalId ?? `${order.id}-change-${supplements.length + 1}`
  return [
    {
      ...sale,
      reason: "change",
      externalId,
      referenceId: externalId,
      lines: last?.told ? increased(last.told.lines, more) : more,
      at: new Date(order.updated_at ?? order.created_at),
    },
  ]
}

/** What of the fees of returns a sale that can still be changed is to have. */
const feesBeside = (lines: ChargedLine[], books: Books): ChargedLine[] => {
  const told = feesAmong(mainSale(books)?.told?.lines ?? [], books.fees)
  const { fees } = missingFrom([...lines, ...told], books)
  return increased(told, fees)
}

/**
 * What is to be added to sales that can only be added to: what lines cost more
 * than was told, what is paid for the fees of returns, and what was credited
 * once and is paid for again.
 */
const additions = (books: Books): ChargedLine[] => {
  const { lines, order } = books
  const told = toldSales(books).reduce<ChargedLine[]>(
    (all, sale) => increased(all, sale.lines),
    []
  )
  const more = increases(told, lines)
  const { fees, rest } = missingFrom(increased(told, more), books)
  return [
    ...(rest.gt(0)
      ? increased(more, partOf(lines, rest, order.currency_code))
      : more),
    ...fees,
  ]
}

/**
 * What the store keeps and waits for beyond what was sold: fees of returns, as
 * far as there are any, and the rest.
 */
const missingFrom = (
  sold: ChargedLine[],
  { balance, credits, fees, order }: Books
): { fees: ChargedLine[]; rest: Decimal } => {
  const missing = balance.keptOrAwaited
    .plus(creditedBy(credits))
    .minus(grossOf(sold))
  const taken = credits.map(({ credit }) => credit)
  const buy = (amount: Decimal, some: ReturnFee[]) =>
    feesFor(amount, some, sold, taken, order.currency_code)
  const backIds = new Set(balance.returns.map(({ id }) => id))
  const ofBack = buy(
    missing,
    fees.filter(({ returnId }) => backIds.has(returnId))
  )
  // Nobody waits for those: they are sold as far as they are paid.
  const pending = fees.filter(({ returnId }) => !backIds.has(returnId))
  const left = missing.minus(grossOf(ofBack))
  const unsold = balance.pendingPaid.minus(grossOf(feesAmong(sold, pending)))
  const unit = MathBN.convert(10).pow(-bookDigits(order.currency_code))
  // Beside the sub-cents of other lines it may come to a unit more.
  const isRounding = unsold.gt(0) && left.minus(unsold).lte(unit)
  const ofPending = buy(
    balance.owed.gt(0) && !isRounding ? MathBN.min(left, unsold) : left,
    pending
  )
  const bought = [...ofBack, ...ofPending]
  return { fees: bought, rest: missing.minus(grossOf(bought)) }
}

/** An amount spread over lines in proportion; no units of their own. */
const partOf = (
  lines: ChargedLine[],
  amount: Decimal,
  currencyCode: string
): ChargedLine[] => {
  const shares = apportion(
    amount,
    lines.flatMap(({ net, taxes }) => [
      net,
      ...taxes.map(({ amount }) => amount),
    ]),
    bookDigits(currencyCode)
  )
  let next = 0
  return lines.map((line) => {
    const net = shares[next++]!.toFixed()
    const taxes = line.taxes.map((tax) => ({
      ...tax,
      amount: shares[next++]!.toFixed(),
    }))
    const tax = MathBN.sum(0, ...taxes.map(({ amount }) => amount)).toFixed()
    return { ...line, quantity: "0", net, tax, taxes }
  })
}

const creditedBy = (credits: Pick<CreditRecord, "credit">[]): Decimal =>
  MathBN.sum(0, ...credits.map(({ credit }) => grossOf(credit.lines)))

const takenFrom = (saleId: string, credits: KnownCredit[]) =>
  credits
    .filter((credit) => credit.saleId === saleId)
    .flatMap(({ credit }) => credit.lines)

const NOTHING_TO_CREDIT =
  "This refund gives back what was taken from the order; the sale itself was lowered, so there is nothing to credit."

/**
 * Credit notes for the refunds that have none yet, and for what goods that are
 * back, or an order's change, took from the sale and paid for something else.
 *
 * @param open - the sales that credit notes can take from
 */
const refundsAndReturnsDue = (
  books: Books,
  { sold, open }: { sold: Sold[]; open: Sold[] },
  hold: Hold | undefined
): DueRecord[] => {
  const { balance, seen, order } = books
  const credits: KnownCredit[] = [...books.credits]
  const due: DueRecord[] = []
  let rest = MathBN.sum(0, ...sold.map(({ lines }) => grossOf(lines)))
    .minus(creditedBy(credits))
    .minus(balance.keptOrAwaited)

  const credit = (
    amount: Decimal,
    names: { reason: LedgerReason; referenceId: string; at: Date }
  ) => {
    const notes = creditNotes(amount, books, { sold, open }, credits)
    notes.forEach((note, index) => {
      const { referenceId } = names
      due.push({
        type: "credit_note",
        ...names,
        externalId: index ? `${referenceId}-part-${index + 1}` : referenceId,
        ...note,
      })
      credits.push(note)
      rest = rest.minus(grossOf(note.credit.lines))
    })
    return notes.length > 0
  }

  const unseen = balance.refunds.filter(({ id }) => !seen.has(id))
  unseen.forEach((refund, index) => {
    const { id, at } = refund
    if (isUnderWay(refund, rest, books)) {
      return
    }
    const amount = amountToCredit(refund, rest, {
      isLast: index === unseen.length - 1,
      balance,
      currencyCode: order.currency_code,
    })
    const isCredited =
      amount.gt(0) && credit(amount, { reason: "refund", referenceId: id, at })
    if (!isCredited) {
      due.push({
        type: "credit_note",
        reason: "refund",
        externalId: id,
        referenceId: id,
        at,
        saleId: open[0]!.externalId,
        credit: { lines: [], returns: {} },
        skip: NOTHING_TO_CREDIT,
      })
    }
  })

  const isFrozen = books.credits.length > 0 || mainSale(books)?.locked === true
  const returns = [...balance.returns, ...balance.underWay]
  if (!hold && rest.gt(0) && (isFrozen || returns.length)) {
    const [unpaid] = unpaidReturns(
      returns,
      credits.map(({ credit }) => credit)
    )
    // A refund may have paid for a return already whose worth pays here.
    const back = returns.find(({ id }) => id === unpaid?.id)
    const settled = back ?? returns.at(-1)
    credit(rest, {
      reason: settled ? "return" : "change",
      referenceId: nextName(settled?.id ?? `${order.id}-credit`, seen),
      at: settled?.at ?? new Date(order.updated_at ?? order.created_at),
    })
  }
  return due
}

/**
 * Whether Medusa is not done with a refund yet: it first notes the money, and
 * then, with a credit line, that nobody owes it again. In between, what was
 * given back seems to be owed, and nothing to credit. What is decided about a
 * refund is decided for good, so it is not decided then.
 */
const isUnderWay = (
  { amount }: Refund,
  rest: Decimal,
  { balance, order }: Books
): boolean => {
  const rounding = roundingOf(balance, order.currency_code)
  return balance.awaited.gt(rounding) && amount.minus(rest).gt(rounding)
}

/** What sub-cents may add up to, in major units. */
const roundingOf = ({ refunds }: Balance, currencyCode: string): Decimal =>
  MathBN.convert(10).pow(-bookDigits(currencyCode)).times(refunds.length)

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
  const rounding = roundingOf(balance, currencyCode)
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
  { balance, fees, order }: Books,
  { sold, open }: { sold: Sold[]; open: Sold[] },
  credits: KnownCredit[]
): { saleId: string; credit: Credit }[] => {
  let rest = amount
  const soldLines = sold.flatMap(({ lines }) => lines)
  const returns = unpaidReturns(
    [...balance.returns, ...balance.underWay].map((returned) => ({
      ...returned,
      fee: MathBN.max(
        0,
        returned.fee.minus(soldFeeOf(returned.id, soldLines, fees))
      ),
    })),
    credits.map(({ credit }) => credit)
  )
  return open.flatMap(({ externalId, lines }) => {
    const left = openLines(lines, takenFrom(externalId, credits))
    const part = MathBN.min(rest, openGross(left))
    if (!part.gt(0)) {
      return []
    }
    rest = rest.minus(part)
    return [
      {
        saleId: externalId,
        credit: creditFor(part, left, returns, order.currency_code),
      },
    ]
  })
}

/** A return may pay for something else more than once. */
const nextName = (id: string, taken: ReadonlySet<string>): string => {
  for (let number = 1; ; number++) {
    const name = number > 1 ? `${id}-${number}` : id
    if (!taken.has(name)) {
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
