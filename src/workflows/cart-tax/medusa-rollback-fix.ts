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
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  CartLineRow,
  CartLineRows,
} from "../../modules/kintsugi/queries/store-rows"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { withLock } from "../locking/with-lock"

/*
 * All of this undoes what one bug of Medusa (2.21) does:
 * docs/upstream/medusa-restores-replaced-tax-lines.md. Once Medusa restores
 * only what the undone change deleted, this file and the middleware
 * `restoreOnFailure` can go.
 */

/** A cart's promotions, and the discounts and tax lines on its lines. */
export type CartSnapshot = {
  at: Date
  /** Line id → ids of the discounts and tax lines on it. */
  onLines: Map<string, Set<string>>
  /** By id; absent: not read. */
  promotions?: Set<string>
}

/** As long as Medusa's own cart workflows wait for a cart's lock, in s. */
const LOCK_TIMEOUT_S = 2

/** As long as Medusa's own cart workflows keep it at most, in s. */
const LOCK_EXPIRES_S = 10

/** Long enough for other changes and their rollbacks to finish, in s. */
const ROLLBACK_TIMEOUT_S = 10

/**
 * Takes a snapshot of a cart before a change, for
 * {@link removeResurrectedLines} if the change fails. Waits for the cart's
 * lock, which the caller must not hold.
 *
 * @param promotionsToo - whether the change is to the cart's promotions
 * @throws Error where the lock is not available within two seconds
 */
export const snapshotCartLines = (
  cartId: string,
  promotionsToo: boolean,
  container: MedusaContainer
): Promise<CartSnapshot> =>
  withCartLock(cartId, LOCK_TIMEOUT_S, container, async () => {
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

const withCartLock = <T>(
  cartId: string,
  waitS: number,
  container: MedusaContainer,
  act: () => Promise<T>
): Promise<T> =>
  withLock(cartId, { waitS, expireS: LOCK_EXPIRES_S }, container, act)

/**
 * Removes from a cart what Medusa's rollback of a failed change resurrected.
 * When Medusa undoes the removal of a line, it restores all discounts and tax
 * lines that the line ever had, since it only soft-deletes those that it
 * replaces. A discount or tax line that is older than the change and missing
 * from the snapshot was resurrected; those that other requests have added since
 * are newer.
 *
 * Also removes a promotion that the change added and that gives no discount,
 * which Medusa leaves in the cart, and corrects an amount to pay that is not
 * the total. Waits for the cart's lock as {@link snapshotCartLines} does.
 *
 * @param before - the snapshot from {@link snapshotCartLines}
 * @throws Error where the lock is not available within ten seconds, and
 * MedusaError as Medusa's `refreshPaymentCollectionForCartWorkflow` does
 */
export const removeResurrectedLines = async (
  cartId: string,
  before: CartSnapshot,
  container: MedusaContainer
): Promise<void> => {
  await withCartLock(cartId, ROLLBACK_TIMEOUT_S, container, () =>
    removeResurrected(cartId, before, container)
  )
  await correctAmountToPay(cartId, container)
}

const removeResurrected = async (
  cartId: string,
  before: CartSnapshot,
  container: MedusaContainer
): Promise<void> => {
  const carts = container.resolve(Modules.CART)
  const [{ items, methods }, promotions] = await Promise.all([
    readLines(cartId, container),
    before.promotions ? readPromotions(cartId, container) : [],
  ])
  await Promise.all([
    actIfAny(findResurrected(items, "adjustments", before), (ids) =>
      carts.deleteLineItemAdjustments(ids)
    ),
    actIfAny(findResurrected(methods, "adjustments", before), (ids) =>
      carts.deleteShippingMethodAdjustments(ids)
    ),
    actIfAny(findResurrected(items, "tax_lines", before), (ids) =>
      carts.deleteLineItemTaxLines(ids)
    ),
    actIfAny(findResurrected(methods, "tax_lines", before), (ids) =>
      carts.deleteShippingMethodTaxLines(ids)
    ),
  ])
  const added = promotions.filter((id) => !before.promotions?.has(id))
  const unusedPromotions = await findWithoutDiscount(
    added,
    items,
    methods,
    carts
  )
  await actIfAny(unusedPromotions, (ids) =>
    container.resolve(ContainerRegistrationKeys.LINK).dismiss(
      ids.map((promotion_id) => ({
        [Modules.CART]: { cart_id: cartId },
        [Modules.PROMOTION]: { promotion_id },
      }))
    )
  )
}

const readLines = (
  cartId: string,
  container: MedusaContainer
): Promise<CartLineRows> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .storeRows.cartLines(cartId)

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
  const [cart] = data as unknown as {
    promotions?: ({ id?: string } | null)[] | null
  }[]
  return (cart?.promotions ?? []).flatMap((promotion) => promotion?.id ?? [])
}

const findResurrected = (
  lines: CartLineRow[],
  kind: "adjustments" | "tax_lines",
  { at, onLines }: CartSnapshot
): string[] =>
  lines.flatMap(({ id, [kind]: current }) => {
    const before = onLines.get(id)
    return before
      ? current
          .filter((one) => !before.has(one.id) && new Date(one.created_at) < at)
          .map((one) => one.id)
      : []
  })

const actIfAny = async (
  ids: string[],
  act: (ids: string[]) => Promise<unknown>
): Promise<unknown> => ids.length && act(ids)

const findWithoutDiscount = async (
  promotions: string[],
  items: CartLineRow[],
  methods: CartLineRow[],
  carts: ICartModuleService
): Promise<string[]> => {
  if (!promotions.length) {
    return []
  }
  const ids = (lines: CartLineRow[]) => lines.map(({ id }) => id)
  const [ofItems, ofMethods] = await Promise.all([
    carts.listLineItemAdjustments({ item_id: ids(items) }),
    carts.listShippingMethodAdjustments({ shipping_method_id: ids(methods) }),
  ])
  const withDiscount = new Set(
    [...ofItems, ...ofMethods].map(({ promotion_id }) => promotion_id)
  )
  return promotions.filter((id) => !withDiscount.has(id))
}

/** If the rollback of payment sessions fails, Medusa leaves a wrong amount. */
const correctAmountToPay = async (
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
