import type { KintsugiSettings } from "../../options"

type ParentOrder = KintsugiSettings["sync"]["parentOrder"]

/** The fields of an order that the option `sync.parentOrder` reads. */
export const fieldsOfParent = (parentOrder: ParentOrder): string[] =>
  // Medusa reads metadata as a whole.
  typeof parentOrder === "string" && !parentOrder.startsWith("metadata.")
    ? [parentOrder]
    : []

/**
 * The id of the order that this one is a part of, as the option
 * `sync.parentOrder` says; `true` if only that is known.
 *
 * @returns undefined where it is an order of its own
 * @throws the error of the option, if that is a function and fails
 */
export const parentOf = (
  order: { id: string },
  parentOrder: ParentOrder
): string | true | undefined => {
  const parent =
    typeof parentOrder === "function"
      ? parentOrder({ ...order })
      : parentOrder && readPath(order, parentOrder.split("."))
  return (typeof parent === "string" || parent === true) && parent !== order.id
    ? parent || undefined
    : undefined
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
