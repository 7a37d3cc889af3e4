import type { Decimal } from "../tax/money"
import { ledgerUnit, toLedgerAmount } from "./allocate"
import { grossOf } from "./charged-lines"
import type { CreditNoteEntry, SaleEntry } from "./entry"
import type { OrderForLedger } from "./order"
import type { Balance } from "./order-balance"
import type { ReturnFee } from "./return-fees"

/**
 * The total of the lines where it is not their exact sum, half up: the money
 * that was paid for them, if it is within a unit of the sum. Medusa's totals
 * have sub-cents, and each payment provider rounds them in its own way. For a
 * sale that can only be added to, the total at Kintsugi stays unchanged.
 *
 * @param gross - what the lines cost with tax, unrounded
 * @returns with tax, in major units and the currency's digits
 */
export const totalAsPaid = (
  order: OrderForLedger,
  gross: Decimal,
  {
    balance,
    sales,
    credits,
    fees,
  }: {
    balance: Balance
    sales: SaleEntry[]
    credits: CreditNoteEntry[]
    fees: ReturnFee[]
  }
): Decimal | undefined => {
  const unit = ledgerUnit(order.currency_code)
  const feeIds = new Set(fees.map(({ line }) => line.id))
  const sentTotal = grossOf(
    sales
      .flatMap(({ delivered }) => delivered?.lines ?? [])
      .filter(({ id }) => !feeIds.has(id))
  )
  // Before rounding, it was within a unit of the sum.
  const isSent =
    sales.some(({ delivered }) => delivered) &&
    sentTotal.minus(gross).abs().lte(unit.times(1.5))
  const isAppendOnly =
    credits.length > 0 || sales.some(({ isLocked }) => isLocked)
  if (isSent && isAppendOnly) {
    return sentTotal
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
  return isSent ? sentTotal : undefined
}
