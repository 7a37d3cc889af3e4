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
  items?: StoredTaxLines
  shippingMethods?: StoredTaxLines
  discounts?: StoredDiscount[]
}

/** The tax lines of these lines, by the lines' ids. */
type StoredTaxLines = { of: string[]; taxLines: StoredTaxLine[] }

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
 * @param givenBack - the lines, by id, whose tax lines the run gives back by
 * itself where it fails. Medusa undoes a hook and a workflow before it at the
 * same time, so that each has to undo other lines.
 * @returns what stood before where something was written
 */
export const writeTaxLines = async (
  cart: CartForTax,
  isSettled: SettledKinds,
  taxLines: TaxLine[],
  givenBack: ReadonlySet<string>,
  carts: ICartModuleService
): Promise<SettledBefore> => {
  const before: SettledBefore = { cartId: cart.id }
  const storedOf = (
    lines: { id: string; tax_lines?: object[] | null }[] | undefined,
    owner: "item_id" | "shipping_method_id"
  ): StoredTaxLines => {
    const others = (lines ?? []).filter(({ id }) => !givenBack.has(id))
    return {
      of: others.map(({ id }) => id),
      taxLines: others.flatMap(({ id, tax_lines }) =>
        (tax_lines ?? []).map((taxLine) => stored({ ...taxLine, [owner]: id }))
      ),
    }
  }
  if (!isSettled.item) {
    before.items = storedOf(cart.items, "item_id")
    await carts.setLineItemTaxLines(
      cart.id,
      taxLines
        .filter((line): line is ItemTaxLineDTO => "line_item_id" in line)
        .map((line) => ({ ...forCart(line), item_id: line.line_item_id }))
    )
  }
  if (!isSettled.shipping) {
    before.shippingMethods = storedOf(
      cart.shipping_methods,
      "shipping_method_id"
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
  if (items?.of.length) {
    await putBack(items, {
      find: (item_id) => carts.listLineItemTaxLines({ item_id }),
      takeAway: (ids) => carts.softDeleteLineItemTaxLines(ids),
      add: (taxLines) => carts.addLineItemTaxLines(cartId, taxLines as never),
    })
  }
  if (shippingMethods?.of.length) {
    await putBack(shippingMethods, {
      find: (shipping_method_id) =>
        carts.listShippingMethodTaxLines({ shipping_method_id }),
      takeAway: (ids) => carts.softDeleteShippingMethodTaxLines(ids),
      add: (taxLines) =>
        carts.addShippingMethodTaxLines(cartId, taxLines as never),
    })
  }
  if (discounts) {
    await carts.setLineItemAdjustments(cartId, discounts)
  }
}

const putBack = async (
  { of, taxLines }: StoredTaxLines,
  shelf: {
    find: (ids: string[]) => Promise<{ id: string }[]>
    takeAway: (ids: string[]) => Promise<unknown>
    add: (taxLines: StoredTaxLine[]) => Promise<unknown>
  }
): Promise<void> => {
  const standing = await shelf.find(of)
  if (standing.length) {
    await shelf.takeAway(standing.map(({ id }) => id))
  }
  if (taxLines.length) {
    await shelf.add(taxLines)
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
