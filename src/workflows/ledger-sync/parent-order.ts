import type { MedusaContainer } from "@medusajs/framework/types"
import type { OrderForLedger } from "../../ledger/order"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiSettings } from "../../options"
import type { ParentOrderReader } from "../../options/types"
import { safeErrorMessage } from "../../safe-error-message"

type ParentOrder = KintsugiSettings["sync"]["parentOrder"]

/** The fields of an order that the option `sync.parentOrder` reads. */
export const fieldsOfParent = (parentOrder: ParentOrder): string[] =>
  // Medusa reads metadata as a whole.
  typeof parentOrder === "string" && !parentOrder.startsWith("metadata.")
    ? [parentOrder]
    : []

/** The option `sync.parentOrder`. */
export const parentOrderOption = (container: MedusaContainer): ParentOrder =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.getOptions().sync.parentOrder

/**
 * An order, marked as a part of another one if it is.
 *
 * @throws Error if the option is a function and fails for this order
 */
export const withParentMark = (
  order: OrderForLedger,
  parentOrder: ParentOrder
): OrderForLedger => ({ ...order, part_of: parentOf(order, parentOrder) })

/**
 * The id of the order that this one is a part of, as the option
 * `sync.parentOrder` says; `true` if only that is known.
 *
 * @returns undefined where it is an order of its own
 * @throws Error if the option is a function and fails for this order
 */
export const parentOf = (
  order: { id: string },
  parentOrder: ParentOrder
): string | true | undefined => {
  const parent =
    typeof parentOrder === "function"
      ? callReader(parentOrder, order)
      : parentOrder && readPath(order, parentOrder.split("."))
  return (typeof parent === "string" || parent === true) && parent !== order.id
    ? parent || undefined
    : undefined
}

const callReader = (
  reader: ParentOrderReader,
  order: { id: string }
): ReturnType<ParentOrderReader> => {
  try {
    return reader({ ...order })
  } catch (error) {
    throw new Error(
      `The function in the option sync.parentOrder failed for the order ${order.id}: ${safeErrorMessage(error)}`,
      { cause: error }
    )
  }
}

/** Of several linked records, the first counts. */
const readPath = (value: unknown, path: string[]): unknown => {
  const [field, ...rest] = path
  if (field === undefined) {
    return value
  }
  const record: unknown = Array.isArray(value) ? value[0] : value
  return typeof record === "object" && record !== null
    ? readPath((record as Record<string, unknown>)[field], rest)
    : undefined
}
