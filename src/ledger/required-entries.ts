import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../tax/money"
import { dayIn } from "./shop-date"
import { allocate, ledgerDigits, ledgerUnit, toLedgerAmount } from "./allocate"
import { type Balance, balanceOf } from "./order-balance"
import type { Refund } from "./refunds"
import { type ChargedLine, chargesOf, grossOf } from "./charged-lines"
import { type Credit, creditFor, taxCreditFor } from "./credit-note-lines"
import { addLines, increasesSince } from "./merge-lines"
import type {
  CreditRecord,
  RequiredEntry,
  Hold,
  LedgerReason,
  LedgerEntry,
  SaleRecord,
} from "./entry"
import type { OrderForLedger } from "./order"
import {
  uncreditedGross,
  uncreditedLines,
  uncreditedTax,
} from "./uncredited-lines"
import { unpaidReturns } from "./unpaid-returns"
import {
  type ReturnFee,
  soldFees,
  feesCoveredBy,
  returnFees,
  soldFeeOf,
} from "./return-fees"

/** When an order becomes a sale for Kintsugi. */
export type ReportOn = "payment_captured" | "order_placed" | "fulfilled"

/**
 * The entries that must be reported to Kintsugi for an order, derived from the
 * current order and from what the ledger has so far. The same order and ledger
 * give the same entries, so a missed, doubled or late event changes nothing.
 *
 * Its one rule: what was sold less what was credited is the money that the
 * store keeps (and still waits for). A refund is therefore credited as far as
 * it reduces that; one that only pays back what an order's change removed from
 * the sale is not credited again.
 *
 * @param taxOnlyReason - the code (or else the label) of the refund reason that
 * marks a refund of tax only; absent: none does
 * @returns the entries that are new or may have changed
 */
export const requiredEntries = (
  order: OrderForLedger,
  ledger: LedgerEntry[],
  reportOn: ReportOn,
  taxOnlyReason?: string
): RequiredEntry[] => {
  if (order.is_draft_order || order.status === "draft") {
    return []
  }
  const { lines: rounded, gross } = chargesOf(order)
  const sales = ledger.filter(isSale)
  const credits = ledger
    .filter(isCredit)
    .filter(({ state }) => state !== "skipped")
  const fees = returnFees(order)
  const balance = balanceOf(
    order,
    gross,
    sales.flatMap(({ delivered }) => delivered?.lines ?? [])
  )
  const total = totalAsPaid(order, gross, { balance, sales, credits, fees })
  const lines =
    total && !total.eq(grossOf(rounded))
      ? chargesOf(order, total).lines
      : rounded
  const facts: Facts = {
    order,
    lines,
    fees,
    charged: grossOf(lines),
    balance,
    sales,
    credits,
    seen: new Set(ledger.map(({ referenceId }) => referenceId)),
    taxOnly: taxOnlyRefunds(order, taxOnlyReason),
  }
  return order.status === "canceled" || order.canceled_at
    ? dueOfCanceled(facts)
    : dueOfSold(facts, holdOf(facts, reportOn))
}

type Facts = {
  order: OrderForLedger
  lines: ChargedLine[]
  fees: ReturnFee[]
  charged: Decimal
  balance: Balance
  sales: SaleRecord[]
  /** The credit notes that credit something. */
  credits: CreditRecord[]
  /** Reference ids that have an entry already. */
  seen: ReadonlySet<string>
  /** Ids of the refunds that the merchant marked as tax only. */
  taxOnly: ReadonlySet<string>
}

const taxOnlyRefunds = (
  { payment_collections }: OrderForLedger,
  reason: string | undefined
): ReadonlySet<string> =>
  new Set(
    (payment_collections ?? [])
      .flatMap(({ payments }) => payments ?? [])
      .flatMap(({ refunds }) => refunds ?? [])
      .filter(
        ({ refund_reason: given }) =>
          reason !== undefined &&
          given &&
          (given.code ?? given.label) === reason
      )
      .map(({ id }) => id)
  )

/**
 * The total of the lines where it is not their exact sum, half up: the money
 * that was paid for them, if it is within a unit of the sum. Medusa's totals
 * have sub-cents, and each payment provider rounds them in its own way. For a
 * sale that can only be added to, the total at Kintsugi stays unchanged.
 *
 * @param gross - what the lines cost with tax, unrounded
 */
const totalAsPaid = (
  order: OrderForLedger,
  gross: Decimal,
  {
    balance,
    sales,
    credits,
    fees,
  }: Pick<Facts, "balance" | "sales" | "credits" | "fees">
): Decimal | undefined => {
  const unit = ledgerUnit(order.currency_code)
  const feeIds = new Set(fees.map(({ line }) => line.id))
  const sent = grossOf(
    sales
      .flatMap(({ delivered }) => delivered?.lines ?? [])
      .filter(({ id }) => !feeIds.has(id))
  )
  // Before rounding, it was within a unit of the sum.
  const isSent =
    sales.some(({ delivered }) => delivered) &&
    sent.minus(gross).abs().lte(unit.times(1.5))
  const isFrozen = credits.length > 0 || sales.some(({ locked }) => locked)
  if (isSent && isFrozen) {
    return sent
  }
  const { paid, exactPaid, exactOutstanding } = balance
  // Without a payment, no provider has rounded, even if the sum is one unit.
  const isPaid = exactPaid.gt(0)
  if (isPaid && exactPaid.minus(gross).abs().lte(unit)) {
    return paid
  }
  // If there is a return's fee too, the fee absorbs what rounding leaves.
  if (isPaid && !fees.length && exactOutstanding.abs().lte(unit)) {
    return toLedgerAmount(gross.minus(exactOutstanding), order.currency_code)
  }
  return isSent ? sent : undefined
}

const isSale = (record: LedgerEntry): record is SaleRecord =>
  record.type === "sale"

const isCredit = (record: LedgerEntry): record is CreditRecord =>
  record.type === "credit_note"

const mainSale = ({ sales }: Facts): SaleRecord | undefined =>
  sales.find(({ reason }) => reason === "order")

const holdOf = (
  { order, balance }: Facts,
  reportOn: ReportOn
): Hold | undefined => {
  const currency = order.currency_code.toUpperCase()
  const digits = ledgerDigits(currency)
  if (reportOn === "payment_captured" && balance.expected.gt(0)) {
    return {
      for: "payment",
      message: `Waits for payment: ${toLedgerAmount(balance.expected, currency).toFixed(digits)} ${currency} is not captured yet.`,
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

const dueOfSold = (facts: Facts, hold: Hold | undefined): RequiredEntry[] => {
  const sales = salesDue(facts, hold)
  const sold = soldWith(facts, sales)
  const open = hold ? deliveredSales(facts) : sold
  return [
    ...sales,
    ...(open.length ? refundsAndReturnsDue(facts, { sold, open }, hold) : []),
  ]
}

/** A sale by its external id, with the lines that credit notes take from. */
type Sold = { externalId: string; lines: ChargedLine[] }

type KnownCredit = Pick<CreditRecord, "saleId" | "credit">

const deliveredSales = ({ sales }: Facts): Sold[] =>
  sales.flatMap(({ externalId, delivered }) =>
    delivered ? [{ externalId, lines: delivered.lines }] : []
  )

/** The delivered sales, and those that are due as they will be. */
const soldWith = (facts: Facts, due: RequiredEntry[]): Sold[] => {
  const dueSales = due.flatMap((record) =>
    record.type === "sale"
      ? [{ externalId: record.externalId, lines: record.lines }]
      : []
  )
  const names = new Set(dueSales.map(({ externalId }) => externalId))
  return [
    ...dueSales,
    ...deliveredSales(facts).filter(({ externalId }) => !names.has(externalId)),
  ]
}

/**
 * The sale, and what was added to it since.
 *
 * A sale in a filing stays as it is, and additions become a further sale. A
 * partly credited sale can grow, but never shrinks below its credit notes: what
 * an order's change removes is credited when the money for it is refunded.
 */
const salesDue = (facts: Facts, hold: Hold | undefined): RequiredEntry[] => {
  const { order, lines, credits } = facts
  const main = mainSale(facts)
  const sale = {
    type: "sale" as const,
    reason: "order" as const,
    externalId: order.id,
    referenceId: order.id,
    status: "COMMITTED" as const,
    at: new Date(order.created_at),
    hold,
  }
  if (!main?.delivered || (!main.locked && !credits.length)) {
    return [{ ...sale, lines: [...lines, ...unsoldReturnFees(lines, facts)] }]
  }
  const more = additions(facts)
  if (!main.locked) {
    return [{ ...sale, lines: addLines(main.delivered.lines, more) }]
  }
  const further = (
    externalId: string,
    at: Date,
    lines: ChargedLine[]
  ): RequiredEntry => ({
    ...sale,
    reason: "change",
    externalId,
    referenceId: externalId,
    lines,
    at,
  })
  const unsent = new Set(
    facts.sales.flatMap(({ externalId, wasSent }) =>
      wasSent ? [] : externalId
    )
  )
  return furtherSalesDue(more, facts, further).map((record) =>
    record.type === "sale" &&
    !record.lines.length &&
    unsent.has(record.externalId)
      ? { ...record, skip: REMOVED_AGAIN }
      : record
  )
}

const REMOVED_AGAIN =
  "What was added to the order was removed again before it was reported."

/**
 * Further sales for what was added to a sale in a filing. Each keeps the date
 * with which it was first recorded; what is added in another month becomes
 * another sale, since it belongs to another period.
 *
 * @param more - what was added beyond everything reported
 */
const furtherSalesDue = (
  more: ChargedLine[],
  { order, sales }: Facts,
  further: (id: string, at: Date, lines: ChargedLine[]) => RequiredEntry
): RequiredEntry[] => {
  const now = new Date(order.updated_at ?? order.created_at)
  const supplements = sales.filter(({ reason }) => reason === "change")
  const open = supplements.filter(
    ({ delivered, locked }) => !delivered || !locked
  )
  const isThisMonth = ({ at = now, timeZone = "UTC" }: SaleRecord) =>
    monthOf(at, timeZone) === monthOf(now, timeZone)
  const current = open.find(isThisMonth)
  const due: RequiredEntry[] = []
  let rest = more
  for (const { externalId, at = now, delivered, pending = [] } of open) {
    if (externalId === current?.externalId || delivered) {
      continue
    }
    const beyond = increasesSince(pending, rest)
    due.push(further(externalId, at, increasesSince(beyond, rest)))
    rest = beyond
  }
  if (current && (rest.length || !current.delivered)) {
    const lines = current.delivered
      ? addLines(current.delivered.lines, rest)
      : rest
    due.push(further(current.externalId, current.at ?? now, lines))
  } else if (rest.length) {
    const name = `${order.id}-change-${supplements.length + 1}`
    due.push(further(name, now, rest))
  }
  return due
}

const monthOf = (at: Date, timeZone: string): string =>
  dayIn(at, timeZone).slice(0, "2026-01".length)

/** The fees of returns that a sale which can still be changed must have. */
const unsoldReturnFees = (
  lines: ChargedLine[],
  facts: Facts
): ChargedLine[] => {
  const delivered = soldFees(
    mainSale(facts)?.delivered?.lines ?? [],
    facts.fees
  )
  const { fees } = missingFrom([...lines, ...delivered], facts)
  return addLines(delivered, fees)
}

/**
 * What must be added to sales that can only be added to: what lines cost more
 * than was reported, what is paid for the fees of returns, and what was
 * credited once and is paid for again.
 */
const additions = (facts: Facts): ChargedLine[] => {
  const { lines, order } = facts
  const delivered = deliveredSales(facts).reduce<ChargedLine[]>(
    (all, sale) => addLines(all, sale.lines),
    []
  )
  const more = increasesSince(delivered, lines)
  const { fees, rest } = missingFrom(addLines(delivered, more), facts)
  return [
    ...(rest.gt(0)
      ? addLines(more, partOf(lines, rest, order.currency_code))
      : more),
    ...fees,
  ]
}

/**
 * What the store keeps and waits for beyond what was sold: first the fees of
 * returns, if any, then the rest.
 */
const missingFrom = (
  sold: ChargedLine[],
  { balance, credits, fees, order }: Facts
): { fees: ChargedLine[]; rest: Decimal } => {
  const missing = balance.retainedOrExpected
    .plus(creditedBy(credits))
    .minus(grossOf(sold))
  const creditsSoFar = credits.map(({ credit }) => credit)
  const buy = (amount: Decimal, some: ReturnFee[]) =>
    feesCoveredBy(amount, some, sold, creditsSoFar, order.currency_code)
  const backIds = new Set(balance.receivedReturns.map(({ id }) => id))
  const receivedFees = buy(
    missing,
    fees.filter(({ returnId }) => backIds.has(returnId))
  )
  // No payment is awaited for those: they are sold as far as they are paid.
  const pending = fees.filter(({ returnId }) => !backIds.has(returnId))
  const remaining = missing.minus(grossOf(receivedFees))
  const unsold = balance.pendingFeesPaid.minus(grossOf(soldFees(sold, pending)))
  const unit = ledgerUnit(order.currency_code)
  // With the sub-cents of other lines, it may come to a unit more.
  const isRounding = unsold.gt(0) && remaining.minus(unsold).lte(unit)
  const pendingFees = buy(
    balance.outstanding.gt(0) && !isRounding
      ? MathBN.min(remaining, unsold)
      : remaining,
    pending
  )
  const bought = [...receivedFees, ...pendingFees]
  return { fees: bought, rest: missing.minus(grossOf(bought)) }
}

/** Spreads an amount over lines in proportion; their quantities are 0. */
const partOf = (
  lines: ChargedLine[],
  amount: Decimal,
  currencyCode: string
): ChargedLine[] => {
  const shares = allocate(
    amount,
    lines.flatMap(({ net, taxes }) => [
      net,
      ...taxes.map(({ amount }) => amount),
    ]),
    ledgerDigits(currencyCode)
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
  "This refund pays back what was removed from the order; the sale itself was reduced, so there is nothing to credit."

/**
 * Credit notes for the refunds that have none yet, and for what returned goods,
 * or an order's change, took from the sale to pay for something else.
 *
 * @param open - the sales that credit notes can take from
 */
const refundsAndReturnsDue = (
  facts: Facts,
  { sold, open }: { sold: Sold[]; open: Sold[] },
  hold: Hold | undefined
): RequiredEntry[] => {
  const { balance, seen, order } = facts
  const credits: KnownCredit[] = [...facts.credits]
  const due: RequiredEntry[] = []
  let rest = MathBN.sum(0, ...sold.map(({ lines }) => grossOf(lines)))
    .minus(creditedBy(credits))
    .minus(balance.retainedOrExpected)

  const credit = (
    amount: Decimal,
    names: { reason: LedgerReason; referenceId: string; at: Date }
  ) => {
    const notes =
      (facts.taxOnly.has(names.referenceId) &&
        taxCreditNotes(amount, open, credits, order.currency_code)) ||
      creditNotes(amount, facts, { sold, open }, credits)
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
    if (isRefundUnfinished(refund, rest, facts)) {
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

  const isFrozen = facts.credits.length > 0 || mainSale(facts)?.locked === true
  const returns = [...balance.receivedReturns, ...balance.requestedReturns]
  if (!hold && rest.gt(0) && (isFrozen || returns.length)) {
    const [unpaid] = unpaidReturns(
      returns,
      credits.map(({ credit }) => credit)
    )
    // A refund may already have paid for the return whose worth pays here.
    const unpaidReturn = returns.find(({ id }) => id === unpaid?.id)
    const creditedReturn = unpaidReturn ?? returns.at(-1)
    credit(rest, {
      reason: creditedReturn ? "return" : "change",
      referenceId: nextName(creditedReturn?.id ?? `${order.id}-credit`, seen),
      at: creditedReturn?.at ?? new Date(order.updated_at ?? order.created_at),
    })
  }
  return due
}

/**
 * Whether Medusa has not finished a refund yet: it first records the money, and
 * then, with a credit line, that it is not owed again. In between, the refunded
 * amount seems to be owed, with nothing to credit. A decision about a refund is
 * final, so none is made then.
 */
const isRefundUnfinished = (
  { amount }: Refund,
  rest: Decimal,
  { balance, order }: Facts
): boolean => {
  const rounding = roundingOf(balance, order.currency_code)
  return balance.expected.gt(rounding) && amount.minus(rest).gt(rounding)
}

/** What sub-cents may add up to, in major units. */
const roundingOf = ({ refunds }: Balance, currencyCode: string): Decimal =>
  MathBN.convert(10).pow(-ledgerDigits(currencyCode)).times(refunds.length)

/**
 * How much of a refund is credited. Where all money is refunded, the last
 * refund absorbs what rounding left.
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
    !balance.retained.gt(0) &&
    rest.gt(0) &&
    rest.minus(amount).abs().lte(rounding)
  return isRoundedOff ? rest : MathBN.max(0, MathBN.min(amount, rest))
}

/** One credit note for each sale that the amount credits, in their order. */
const creditNotes = (
  amount: Decimal,
  { balance, fees, order }: Facts,
  { sold, open }: { sold: Sold[]; open: Sold[] },
  credits: KnownCredit[]
): { saleId: string; credit: Credit }[] => {
  let rest = amount
  const soldLines = sold.flatMap(({ lines }) => lines)
  const returns = unpaidReturns(
    [...balance.receivedReturns, ...balance.requestedReturns].map(
      (returned) => ({
        ...returned,
        fee: MathBN.max(
          0,
          returned.fee.minus(soldFeeOf(returned.id, soldLines, fees))
        ),
      })
    ),
    credits.map(({ credit }) => credit)
  )
  return open.flatMap(({ externalId, lines }) => {
    const openLines = uncreditedLines(lines, takenFrom(externalId, credits))
    const part = MathBN.min(rest, uncreditedGross(openLines))
    if (!part.gt(0)) {
      return []
    }
    rest = rest.minus(part)
    return [
      {
        saleId: externalId,
        credit: creditFor(part, openLines, returns, order.currency_code),
      },
    ]
  })
}

/**
 * One credit note for each sale whose tax the amount credits, in their order.
 *
 * @returns undefined where it is more than all tax that is left: then it is not
 * tax only, whatever its reason says
 */
const taxCreditNotes = (
  amount: Decimal,
  open: Sold[],
  credits: KnownCredit[],
  currencyCode: string
): { saleId: string; credit: Credit; taxOnly: true }[] | undefined => {
  let rest = amount
  const notes = open.flatMap(({ externalId, lines }) => {
    const openLines = uncreditedLines(lines, takenFrom(externalId, credits))
    const part = MathBN.min(rest, uncreditedTax(openLines))
    if (!part.gt(0)) {
      return []
    }
    rest = rest.minus(part)
    return [
      {
        saleId: externalId,
        credit: taxCreditFor(part, openLines, currencyCode),
        taxOnly: true as const,
      },
    ]
  })
  return rest.gt(0) ? undefined : notes
}

/** A return may pay for something else more than once. */
const nextName = (id: string, usedNames: ReadonlySet<string>): string => {
  for (let number = 1; ; number++) {
    const name = number > 1 ? `${id}-${number}` : id
    if (!usedNames.has(name)) {
      return name
    }
  }
}

const BEFORE_PAID = "The order was cancelled before it was paid."
const WITH_THE_SALE =
  "This refund is part of the order's cancellation, which reverses the whole sale."

/**
 * A cancelled order's sale is cancelled, and the cancellation's refunds are not
 * credited in addition. Only a sale that is in a filing or partly credited
 * gets a credit note for the rest instead.
 */
const dueOfCanceled = (facts: Facts): RequiredEntry[] => {
  const { order, lines, charged, balance, sales, credits, seen } = facts
  const main = mainSale(facts)
  const at = new Date(order.canceled_at ?? order.updated_at ?? order.created_at)
  const skippedRefunds = (saleId: string): RequiredEntry[] =>
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

  const delivered = deliveredSales(facts)
  const isCredited = credits.length > 0
  if (!isCredited && !sales.some(({ locked }) => locked)) {
    return [
      { ...sale, lines: main.delivered?.lines ?? lines },
      ...sales
        .filter((record) => record !== main && record.wasSent)
        .map((record) => ({
          ...sale,
          reason: record.reason,
          externalId: record.externalId,
          referenceId: record.referenceId,
          lines: record.delivered?.lines ?? [],
        })),
      ...skippedRefunds(order.id),
    ]
  }
  // Cancelled before it was filed, or credited: nothing is left to credit.
  const reversedSaleIds = new Set([
    ...sales
      .filter(({ delivered }) => delivered?.status === "CANCELLED")
      .map(({ externalId }) => externalId),
    ...credits
      .filter(({ reason }) => reason === "cancellation")
      .map(({ saleId }) => saleId),
  ])
  return [
    ...delivered
      .filter(({ externalId }) => !reversedSaleIds.has(externalId))
      .flatMap(({ externalId, lines }) => {
        const open = uncreditedLines(lines, takenFrom(externalId, credits))
        const rest = uncreditedGross(open)
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
