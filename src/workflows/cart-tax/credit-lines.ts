import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MathBN,
  Modules,
} from "@medusajs/framework/utils"
import { refreshCartItemsWorkflow } from "@medusajs/medusa/core-flows"
import { byTime } from "../../ledger/by-time"
import { type SharedHook, findSharedHook } from "../../shared-hooks/share-hook"
import { capCredits } from "../../tax/cart/capped-credits"
import { currencyDigits, roundHalfUp } from "../../tax/money"

type CreditLine = { id: string; amount: BigNumberInput }

/** The Cart Module's methods for credit lines, which its type lacks (2.21). */
type CreditLines = {
  listCreditLines(
    filters: { cart_id: string },
    config: { select: string[]; take: number }
  ): Promise<CreditLine[]>
  updateCreditLines(lines: CreditLine[]): Promise<unknown>
  softDeleteCreditLines(ids: string[]): Promise<unknown>
  restoreCreditLines(ids: string[]): Promise<unknown>
}

/** Credit lines as they were, to restore them. */
export type CreditLinesBefore = {
  /** In major units. */
  lines: { id: string; amount: string }[]
  /** Of the lines, those that were deleted. */
  deletedIds: string[]
}

/** Whether a gift card or store credit pays for a part of a cart. */
export const hasCreditLines = async (
  cartId: string,
  container: MedusaContainer
): Promise<boolean> => {
  const lines = await creditLinesOf(container).listCreditLines(
    { cart_id: cartId },
    { select: ["id"], take: 1 }
  )
  return lines.length > 0
}

/**
 * Reduces the credit lines of a cart that they exceed since its tax has
 * changed: its total would be less than zero, and what they exceed it by would
 * be lost to the shopper.
 *
 * @returns the lines as they were; undefined where they stay
 */
export const capCreditLines = async (
  cartId: string,
  container: MedusaContainer
): Promise<CreditLinesBefore | undefined> => {
  if (!(await hasCreditLines(cartId, container))) {
    return undefined
  }
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "cart",
      fields: [
        "id",
        "currency_code",
        "total",
        "credit_lines.id",
        "credit_lines.amount",
        "credit_lines.created_at",
      ],
      filters: { id: cartId },
    })
  const [cart] = data as unknown as {
    currency_code: string
    total: BigNumberInput
    credit_lines: (CreditLine & { created_at: Date | string })[]
  }[]
  if (!cart) {
    return undefined
  }
  const lines = cart.credit_lines
    .map(({ id, amount, created_at }) => ({
      id,
      amount: MathBN.convert(amount),
      at: new Date(created_at),
    }))
    .sort(byTime)
  const capped = capCredits(
    lines,
    roundHalfUp(MathBN.mult(cart.total, -1), currencyDigits(cart.currency_code))
  )
  if (!capped.length) {
    return undefined
  }
  const deletedIds = capped.flatMap(({ id, amount }) =>
    amount.isZero() ? id : []
  )
  const module = creditLinesOf(container)
  await module.updateCreditLines(
    capped.filter(({ amount }) => !amount.isZero())
  )
  await module.softDeleteCreditLines(deletedIds)
  const cappedIds = new Set(capped.map(({ id }) => id))
  return {
    lines: lines.flatMap(({ id, amount }) =>
      cappedIds.has(id) ? { id, amount: amount.toFixed() } : []
    ),
    deletedIds,
  }
}

/** Restores what {@link capCreditLines} changed. */
export const restoreCreditLines = async (
  before: CreditLinesBefore | undefined,
  container: MedusaContainer
): Promise<void> => {
  if (before) {
    const module = creditLinesOf(container)
    await module.restoreCreditLines(before.deletedIds)
    await module.updateCreditLines(before.lines)
  }
}

/**
 * The other handlers of the hook in which Medusa's own refresh of a cart has
 * gift cards follow a new total, such as that of Medusa's loyalty plugin.
 * Undefined where there are none, or the hook is left to the store.
 */
export const handlersAfterTax = (): SharedHook["others"] =>
  findSharedHook(
    refreshCartItemsWorkflow.hooks,
    "beforeRefreshingPaymentCollection"
  )?.others

const creditLinesOf = (container: MedusaContainer): CreditLines =>
  container.resolve(Modules.CART) as unknown as CreditLines
