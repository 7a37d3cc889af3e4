import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../tax/money"
import { allocateInGroups, ledgerDigits, ledgerUnit } from "./allocate"
import { type ChargedLine, grossOf } from "./charged-lines"
import { addLines, increasesSince } from "./merge-lines"
import {
  type OrderFacts,
  deliveredSales,
  mainSale,
  totalCredited,
} from "./order-facts"
import { type ReturnFee, feesCoveredBy, soldFees } from "./return-fees"

/** The fees of returns that a sale which can still be changed must have. */
export const unsoldReturnFees = (facts: OrderFacts): ChargedLine[] => {
  const delivered = soldFees(
    mainSale(facts)?.delivered?.lines ?? [],
    facts.fees
  )
  const { fees } = unreportedMoney([...facts.lines, ...delivered], facts)
  return addLines(delivered, fees)
}

/**
 * What must be added to sales that can only be added to: what lines cost more
 * than was reported, what is paid for the fees of returns, and what was
 * credited once and is paid for again.
 */
export const additionsToSales = (facts: OrderFacts): ChargedLine[] => {
  const { lines, order } = facts
  const delivered = deliveredSales(facts).reduce<ChargedLine[]>(
    (all, sale) => addLines(all, sale.lines),
    []
  )
  const increases = increasesSince(delivered, lines)
  const { fees, rest } = unreportedMoney(addLines(delivered, increases), facts)
  const paidAgain = rest.gt(0)
    ? allocateOverLines(lines, rest, order.currency_code)
    : []
  return [...addLines(increases, paidAgain), ...fees]
}

/**
 * What the store keeps and waits for beyond what was sold: first the fees of
 * returns, if any, then the rest.
 */
const unreportedMoney = (
  sold: ChargedLine[],
  { balance, credits, fees, order }: OrderFacts
): { fees: ChargedLine[]; rest: Decimal } => {
  const unreported = balance.retainedOrExpected
    .plus(totalCredited(credits))
    .minus(grossOf(sold))
  const coveredFees = (amount: Decimal, some: ReturnFee[]) =>
    feesCoveredBy(
      amount,
      some,
      sold,
      credits.map(({ credit }) => credit),
      order.currency_code
    )
  const receivedIds = new Set(balance.receivedReturns.map(({ id }) => id))
  const receivedFees = coveredFees(
    unreported,
    fees.filter(({ returnId }) => receivedIds.has(returnId))
  )
  // No payment is expected for those: they are sold as far as they are paid.
  const pending = fees.filter(({ returnId }) => !receivedIds.has(returnId))
  const remaining = unreported.minus(grossOf(receivedFees))
  const unsold = balance.pendingFeesPaid.minus(grossOf(soldFees(sold, pending)))
  const unit = ledgerUnit(order.currency_code)
  // With the sub-cents of other lines, it may come to a unit more.
  const isRounding = unsold.gt(0) && remaining.minus(unsold).lte(unit)
  const pendingFees = coveredFees(
    balance.outstanding.gt(0) && !isRounding
      ? MathBN.min(remaining, unsold)
      : remaining,
    pending
  )
  const covered = [...receivedFees, ...pendingFees]
  return { fees: covered, rest: unreported.minus(grossOf(covered)) }
}

/** Spreads an amount over lines in proportion; their quantities are 0. */
const allocateOverLines = (
  lines: ChargedLine[],
  amount: Decimal,
  currencyCode: string
): ChargedLine[] => {
  const shares = allocateInGroups(
    amount,
    lines.map(({ net, taxes }) => [net, ...taxes.map((tax) => tax.amount)]),
    ledgerDigits(currencyCode)
  )
  return lines.map((line, index) => {
    const [net, ...amounts] = shares[index]!
    return {
      ...line,
      quantity: "0",
      net: net!.toFixed(),
      tax: sumOf(amounts).toFixed(),
      taxes: line.taxes.map((tax, position) => ({
        ...tax,
        amount: amounts[position]!.toFixed(),
      })),
    }
  })
}
