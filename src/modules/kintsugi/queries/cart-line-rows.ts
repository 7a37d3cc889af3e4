import type { ReadJson } from "../read-together"

/** The discounts and tax lines on one line of a cart. */
export type CartLineRow = {
  id: string
  adjustments: CartLinePart[]
  tax_lines: CartLinePart[]
}

type CartLinePart = {
  id: string
  /** ISO 8601 */
  created_at: string
}

/** By kind of line. */
export type CartLineRows = Record<"items" | "methods", CartLineRow[]>

/**
 * Reads which discounts and tax lines are on a cart's lines. By SQL, as one
 * value: before each change of a cart, the Cart Module would take seven
 * statements for it, and as many of its objects as there are rows.
 */
export const readCartLineRows = (
  readJson: ReadJson,
  cartId: string
): Promise<CartLineRows> =>
  readJson(
    `select json_build_object(
       'items', ${linesSql("cart_line_item", "item_id")},
       'methods', ${linesSql("cart_shipping_method", "shipping_method_id")})`,
    [cartId, cartId]
  )

const linesSql = (table: string, owner: string): string =>
  `(select coalesce(json_agg(json_build_object(
      'id', line.id,
      'adjustments', ${partsSql(`${table}_adjustment`, owner)},
      'tax_lines', ${partsSql(`${table}_tax_line`, owner)})), '[]')
    from ${table} line where line.cart_id = ? and line.deleted_at is null)`

const partsSql = (table: string, owner: string): string =>
  `(select coalesce(json_agg(json_build_object(
      'id', part.id, 'created_at', part.created_at)), '[]')
    from ${table} part
    where part.${owner} = line.id and part.deleted_at is null)`
