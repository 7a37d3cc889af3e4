import { ZERO, sumOf } from "../tax/money"
import type { Credit } from "./credit-note-lines"
import type { GoodsReturn } from "./returns"

/** Units of a return that no credit note has paid for yet. */
export type UnpaidReturn = Pick<
  GoodsReturn,
  "id" | "units" | "fee" | "isOnlyRequested"
>

/** {@link GoodsReturn}s less what credit notes paid for, in their order. */
export const unpaidReturns = (
  returns: GoodsReturn[],
  credits: Credit[]
): UnpaidReturn[] =>
  returns.flatMap(({ id, units, fee, isOnlyRequested }) => {
    const paidUnits = credits
      .map(({ returns }) => returns[id])
      .filter((items) => items !== undefined)
    const rest = new Map(
      [...units].flatMap(([item, quantity]) => {
        const unpaid = quantity.minus(
          sumOf(paidUnits.map((items) => items[item] ?? 0))
        )
        return unpaid.gt(0) ? [[item, unpaid] as const] : []
      })
    )
    // A return's fee is deducted once.
    return rest.size
      ? [
          {
            id,
            units: rest,
            fee: paidUnits.length ? ZERO : fee,
            ...(isOnlyRequested && { isOnlyRequested }),
          },
        ]
      : []
  })
