import type {
  ICartModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MathBN,
  Modules,
} from "@medusajs/framework/utils"
import { refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"

/** What stands in a cart: discounts and tax lines of its lines, promotions. */
export type Standing = {
  at: Date
  /** Line id → ids of what stands on it. */
  onLines: Map<string, Set<string>>
  /** By id; absent: not looked at. */
  promotions?: Set<string>
}

type OnLine = { id: string; created_at: Date | string }
type LineAsRead = { id: string; adjustments: OnLine[]; tax_lines: OnLine[] }

const LINES = {
  take: null,
  select: [
    "id",
    "adjustments.id",
    "adjustments.created_at",
    "tax_lines.id",
    "tax_lines.created_at",
  ],
  relations: ["adjustments", "tax_lines"],
} as never

/** As long as Medusa's own cart workflows wait for a cart's lock, in s. */
const LOCK_TIMEOUT_S = 2

/** Others have to be through with their changes, and with undoing them, in s. */
const UNDONE_TIMEOUT_S = 10

/**
 * What stands in a cart before a change, for {@link forgetRevived} if it fails.
 * Waits for the cart's lock, which is not to be held by who calls it.
 *
 * @param promotionsToo - where the change is one of promotions
 * @throws Error where the lock is not to be had in two seconds
 */
export const readStanding = (
  cartId: string,
  promotionsToo: boolean,
  container: MedusaContainer
): Promise<Standing> =>
  locked(cartId, LOCK_TIMEOUT_S, container, async () => {
    const at = new Date()
    const [{ items, methods }, promotions] = await Promise.all([
      readLines(cartId, container),
      promotionsToo ? readPromotions(cartId, container) : undefined,
    ])
    return {
      at,
      onLines: new Map(
        [...items, ...methods].map(({ id, adjustments, tax_lines }) => [
          id,
          new Set([...adjustments, ...tax_lines].map(({ id }) => id)),
        ])
      ),
      promotions: promotions && new Set(promotions),
    }
  })

const locked = <T>(
  cartId: string,
  timeout: number,
  container: MedusaContainer,
  act: () => Promise<T>
): Promise<T> =>
  container.resolve(Modules.LOCKING).execute(cartId, act, { timeout })

/**
 * Takes out of a cart what a failed change has brought back: when Medusa undoes
 * the removal of a line, all discounts and tax lines that the line ever had stand
 * again, as those that were replaced are only deleted softly. What is older than
 * the change and did not stand before it was brought back; what others have added
 * meanwhile is younger.
 *
 * A promotion that the change has added and that gives no discount goes, too:
 * Medusa leaves it to the cart. So does an amount to pay that is not the total.
 * Waits for the cart's lock as {@link readStanding} does.
 *
 * @param before - what that has read
 * @throws Error where the lock is not to be had in ten seconds, and MedusaError
 * as Medusa's `refreshPaymentCollectionForCartWorkflow` does
 */
export const forgetRevived = async (
  cartId: string,
  before: Standing,
  container: MedusaContainer
): Promise<void> => {
  await locked(cartId, UNDONE_TIMEOUT_S, container, () =>
    takeOut(cartId, before, container)
  )
  await payTotal(cartId, container)
}

const takeOut = async (
  cartId: string,
  before: Standing,
  container: MedusaContainer
): Promise<void> => {
  const carts = container.resolve(Modules.CART)
  const [{ items, methods }, promotions] = await Promise.all([
    readLines(cartId, container),
    before.promotions ? readPromotions(cartId, container) : [],
  ])
  await Promise.all([
    forget(revived(items, "adjustments", before), (ids) =>
      carts.deleteLineItemAdjustments(ids)
    ),
    forget(revived(methods, "adjustments", before), (ids) =>
      carts.deleteShippingMethodAdjustments(ids)
    ),
    forget(revived(items, "tax_lines", before), (ids) =>
      carts.deleteLineItemTaxLines(ids)
    ),
    forget(revived(methods, "tax_lines", before), (ids) =>
      carts.deleteShippingMethodTaxLines(ids)
    ),
  ])
  const added = promotions.filter((id) => !before.promotions?.has(id))
  await forget(await givingNothing(added, items, methods, carts), (ids) =>
    container.resolve(ContainerRegistrationKeys.LINK).dismiss(
      ids.map((promotion_id) => ({
        [Modules.CART]: { cart_id: cartId },
        [Modules.PROMOTION]: { promotion_id },
      }))
    )
  )
}

const readLines = async (
  cartId: string,
  container: MedusaContainer
): Promise<Record<"items" | "methods", LineAsRead[]>> => {
  const carts = container.resolve(Modules.CART)
  const [items, methods] = (await Promise.all([
    carts.listLineItems({ cart_id: cartId }, LINES),
    carts.listShippingMethods({ cart_id: cartId }, LINES),
  ])) as unknown as LineAsRead[][]
  return { items: items ?? [], methods: methods ?? [] }
}

const readPromotions = async (
  cartId: string,
  container: MedusaContainer
): Promise<string[]> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "cart",
      fields: ["promotions.id"],
      filters: { id: cartId },
    })
  return (data[0]?.promotions ?? []).flatMap(
    (promotion: { id?: string } | null) => promotion?.id ?? []
  )
}

const revived = (
  lines: LineAsRead[],
  kind: "adjustments" | "tax_lines",
  { at, onLines }: Standing
): string[] =>
  lines.flatMap(({ id, [kind]: standing }) => {
    const before = onLines.get(id)
    return before
      ? standing
          .filter((one) => !before.has(one.id) && new Date(one.created_at) < at)
          .map((one) => one.id)
      : []
  })

const forget = async (
  ids: string[],
  act: (ids: string[]) => Promise<unknown>
): Promise<unknown> => ids.length && act(ids)

const givingNothing = async (
  promotions: string[],
  items: LineAsRead[],
  methods: LineAsRead[],
  carts: ICartModuleService
): Promise<string[]> => {
  if (!promotions.length) {
    return []
  }
  const ids = (lines: LineAsRead[]) => lines.map(({ id }) => id)
  const [ofItems, ofMethods] = await Promise.all([
    carts.listLineItemAdjustments({ item_id: ids(items) }),
    carts.listShippingMethodAdjustments({ shipping_method_id: ids(methods) }),
  ])
  const giving = new Set(
    [...ofItems, ...ofMethods].map(({ promotion_id }) => promotion_id)
  )
  return promotions.filter((id) => !giving.has(id))
}

/** Where taking payment sessions back fails, Medusa leaves another amount. */
const payTotal = async (
  cartId: string,
  container: MedusaContainer
): Promise<void> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "cart",
      fields: ["total", "completed_at", "payment_collection.amount"],
      filters: { id: cartId },
    })
  const cart = data[0] as unknown as CartToPay | undefined
  if (
    cart?.payment_collection &&
    !cart.completed_at &&
    !MathBN.eq(cart.payment_collection.amount, cart.total)
  ) {
    await refreshPaymentCollectionForCartWorkflow(container).run({
      input: { cart_id: cartId },
    })
  }
}

type CartToPay = {
  total: number
  completed_at?: Date | string | null
  payment_collection?: { amount: number } | null
}
