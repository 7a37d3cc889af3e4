import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"

/** A gift card's or store credit's part of a cart's payment. */
export type CreditLine = { id: string; amount: Decimal }

/**
 * Takes from a cart's credit lines what they exceed its worth by, the latest
 * first: nobody pays more than the cart costs.
 *
 * @param lines - earliest first; amounts in major units
 * @param excess - in major units; nothing changes unless it is more than zero
 * @returns the lines that change, with their new amounts; zero: nothing is left
 */
export const capCredits = (
  lines: CreditLine[],
  excess: Decimal
): CreditLine[] => {
  const changed: CreditLine[] = []
  let left = excess
  for (const { id, amount } of lines.toReversed()) {
    if (amount.gt(0) && left.gt(0)) {
      const taken = MathBN.min(amount, left)
      changed.push({ id, amount: amount.minus(taken) })
      left = left.minus(taken)
    }
  }
  return changed
}
