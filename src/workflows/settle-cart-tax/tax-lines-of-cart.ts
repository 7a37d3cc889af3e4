import type {
  BigNumberInput,
  ItemTaxLineDTO,
  MedusaContainer,
  ShippingTaxLineDTO,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { LineInContext } from "../../tax/cart-lines"
import { lineOf } from "../../tax/tax-lines"
import {
  type KeptTaxLines,
  type StandingTaxLine,
  type TaxLineShelf,
  cartShelves,
  kept,
  owned,
  setTaxLines,
} from "../kept-tax-lines"
import type { CartForTax } from "./read-cart"

type TaxLine = ItemTaxLineDTO | ShippingTaxLineDTO

/** Of which kinds of lines the tax lines stay as they are. */
export type SettledKinds = Record<LineInContext["kind"], boolean>

/** What stood before; what undoes a settlement. Absent: it stays. */
export type SettledBefore = {
  cartId: string
  items?: KeptTaxLines
  shippingMethods?: KeptTaxLines
  discounts?: StoredDiscount[]
}

export type StoredDiscount = {
  id: string
  item_id: string
  amount: BigNumberInput
  is_tax_inclusive: boolean
}

/**
 * Writes a kind of lines' tax lines as a whole, and only where any of it is
 * stale.
 *
 * @param cart - with the lines to be written
 * @param taxLines - of these lines, and maybe of others
 * @param givenBack - see {@link Seen}
 * @returns what stood before where something was written
 */
export const writeTaxLines = async (
  { id, items, shipping_methods }: CartForTax,
  isSettled: SettledKinds,
  taxLines: TaxLine[],
  givenBack: ReadonlySet<string>,
  container: MedusaContainer
): Promise<SettledBefore> => {
  const before: SettledBefore = { cartId: id }
  const shelves = cartShelves(container)
  const write = async (
    lines: { id: string; tax_lines?: StandingTaxLine[] | null }[],
    shelf: TaxLineShelf
  ): Promise<KeptTaxLines> => {
    const of = new Set(lines.map(({ id }) => id))
    await setTaxLines(
      {
        of: [...of],
        taxLines: taxLines
          .filter((line) => of.has(lineOf(line)))
          .map((line) => ({ ...forCart(line), [shelf.owner]: lineOf(line) })),
      },
      shelf
    )
    const others = lines.filter(({ id }) => !givenBack.has(id))
    return kept(
      others.map(({ id }) => id),
      owned(others, shelf)
    )
  }
  if (!isSettled.item) {
    before.items = await write(items ?? [], shelves.items)
  }
  if (!isSettled.shipping) {
    before.shippingMethods = await write(
      shipping_methods ?? [],
      shelves.shippingMethods
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
  const { cartId, items, shippingMethods, discounts } = before
  const shelves = cartShelves(container)
  if (items) {
    await setTaxLines(items, shelves.items)
  }
  if (shippingMethods) {
    await setTaxLines(shippingMethods, shelves.shippingMethods)
  }
  if (discounts) {
    await container
      .resolve(Modules.CART)
      .setLineItemAdjustments(cartId, discounts)
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
