import type {
  BigNumberInput,
  ICartModuleService,
  ItemTaxLineDTO,
  MedusaContainer,
  ShippingTaxLineDTO,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { LineInContext } from "../../tax/cart-lines"
import { type CartForTax, TAX_LINE_CONTENT } from "./read-cart"

type TaxLine = ItemTaxLineDTO | ShippingTaxLineDTO

/** Of which kinds of lines the tax lines stay as they are. */
export type SettledKinds = Record<LineInContext["kind"], boolean>

/** What stood before; what undoes a settlement. Absent: it stays. */
export type SettledBefore = {
  cartId: string
  items?: StoredTaxLine[]
  shippingMethods?: StoredTaxLine[]
  discounts?: StoredDiscount[]
}

export type StoredDiscount = {
  id: string
  item_id: string
  amount: BigNumberInput
  is_tax_inclusive: boolean
}

type StoredTaxLine = Record<string, unknown>

/**
 * Writes a kind of lines' tax lines as a whole, and only where any of it is
 * stale.
 *
 * @returns what stood before where something was written
 */
export const writeTaxLines = async (
  cart: CartForTax,
  isSettled: SettledKinds,
  taxLines: TaxLine[],
  carts: ICartModuleService
): Promise<SettledBefore> => {
  const before: SettledBefore = { cartId: cart.id }
  if (!isSettled.item) {
    before.items = (cart.items ?? []).flatMap(({ id, tax_lines }) =>
      (tax_lines ?? []).map((taxLine) => stored({ ...taxLine, item_id: id }))
    )
    await carts.setLineItemTaxLines(
      cart.id,
      taxLines
        .filter((line): line is ItemTaxLineDTO => "line_item_id" in line)
        .map((line) => ({ ...forCart(line), item_id: line.line_item_id }))
    )
  }
  if (!isSettled.shipping) {
    before.shippingMethods = (cart.shipping_methods ?? []).flatMap(
      ({ id, tax_lines }) =>
        (tax_lines ?? []).map((taxLine) =>
          stored({ ...taxLine, shipping_method_id: id })
        )
    )
    await carts.setShippingMethodTaxLines(
      cart.id,
      taxLines
        .filter(
          (line): line is ShippingTaxLineDTO => "shipping_line_id" in line
        )
        .map((line) => ({
          ...forCart(line),
          shipping_method_id: line.shipping_line_id,
        }))
    )
  }
  return before
}

/** Puts back what a settlement replaced. */
export const unsettleCartTax = async (
  before: SettledBefore | undefined,
  container: MedusaContainer
): Promise<void> => {
  if (!before) {
    return
  }
  const carts: ICartModuleService = container.resolve(Modules.CART)
  const { cartId, items, shippingMethods, discounts } = before
  if (items) {
    await carts.setLineItemTaxLines(cartId, items as never)
  }
  if (shippingMethods) {
    await carts.setShippingMethodTaxLines(cartId, shippingMethods as never)
  }
  if (discounts) {
    await carts.setLineItemAdjustments(cartId, discounts)
  }
}

/** A cart as it is once these of its lines have got these tax lines. */
export const withTaxLines = (
  cart: CartForTax,
  ids: ReadonlySet<string>,
  taxLines: TaxLine[]
): CartForTax => {
  const written = new Map<string, ReturnType<typeof forCart>[]>()
  for (const line of taxLines) {
    const id =
      "line_item_id" in line ? line.line_item_id : line.shipping_line_id
    written.set(id, [...(written.get(id) ?? []), forCart(line)])
  }
  const withOwn = <Line extends { id: string }>(line: Line): Line =>
    ids.has(line.id) ? { ...line, tax_lines: written.get(line.id) } : line
  return {
    ...cart,
    items: cart.items?.map(withOwn),
    shipping_methods: cart.shipping_methods?.map(withOwn),
  }
}

/** As Medusa's own `setTaxLinesForItemsStep` writes them. */
const forCart = (line: TaxLine) => ({
  description: line.name,
  tax_rate_id: line.rate_id,
  code: line.code ?? "",
  rate: line.rate,
  provider_id: line.provider_id,
  data: line.data ?? undefined,
})

const stored = (taxLine: Record<string, unknown>): StoredTaxLine =>
  Object.fromEntries(
    [...TAX_LINE_CONTENT, "item_id", "shipping_method_id"]
      .filter((field) => taxLine[field] !== undefined)
      .map((field) => [field, taxLine[field]])
  )
