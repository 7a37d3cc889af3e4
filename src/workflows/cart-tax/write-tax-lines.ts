import type {
  ItemTaxLineDTO,
  MedusaContainer,
  ShippingTaxLineDTO,
} from "@medusajs/framework/types"
import { lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import {
  type RestorableTaxLines,
  type CurrentTaxLine,
  type TaxLineStore,
  cartTaxLineStores,
  toRestorable,
  withOwner,
  setTaxLines,
} from "./tax-line-store"
import { type StoredDiscounts, writeDiscounts } from "./cart-discounts"
import type { CartForTax } from "./read-cart"
import type { UpToDateKinds } from "./tax-line-freshness"

type TaxLine = ItemTaxLineDTO | ShippingTaxLineDTO

/** The state before a refresh, to revert it. Absent: unchanged. */
export type StateBefore = {
  cartId: string
  items?: RestorableTaxLines
  shippingMethods?: RestorableTaxLines
  discounts?: StoredDiscounts
}

/**
 * Writes all tax lines of a kind of line together, and only where any of them
 * is stale.
 *
 * @param cart - with the lines to be written
 * @param taxLines - of these lines, and maybe of others
 * @param restoredByRun - see `RunState`
 * @returns the previous state of the kinds that were written
 */
export const writeTaxLines = async (
  { id, items, shipping_methods }: CartForTax,
  upToDateKinds: UpToDateKinds,
  taxLines: TaxLine[],
  restoredByRun: ReadonlySet<string>,
  container: MedusaContainer
): Promise<StateBefore> => {
  const before: StateBefore = { cartId: id }
  const stores = cartTaxLineStores(container)
  const write = async (
    lines: { id: string; tax_lines?: CurrentTaxLine[] | null }[],
    store: TaxLineStore
  ): Promise<RestorableTaxLines> => {
    const lineIds = new Set(lines.map(({ id }) => id))
    await setTaxLines(
      {
        lineIds: [...lineIds],
        taxLines: taxLines
          .filter((line) => lineIds.has(lineIdOf(line)))
          .map((line) => toContent(line, store)),
      },
      store
    )
    const others = lines.filter(({ id }) => !restoredByRun.has(id))
    return toRestorable(
      others.map(({ id }) => id),
      withOwner(others, store)
    )
  }
  if (!upToDateKinds.item) {
    before.items = await write(items ?? [], stores.items)
  }
  if (!upToDateKinds.shipping) {
    before.shippingMethods = await write(
      shipping_methods ?? [],
      stores.shippingMethods
    )
  }
  return before
}

/** Restores what a refresh replaced. */
export const revertCartTaxLines = async (
  before: StateBefore | undefined,
  container: MedusaContainer
): Promise<void> => {
  if (!before) {
    return
  }
  const { items, shippingMethods, discounts } = before
  const stores = cartTaxLineStores(container)
  if (items) {
    await setTaxLines(items, stores.items)
  }
  if (shippingMethods) {
    await setTaxLines(shippingMethods, stores.shippingMethods)
  }
  if (discounts) {
    await writeDiscounts(discounts, container)
  }
}

/** As Medusa's own `setTaxLinesForItemsStep` writes them. */
export const toContent = (
  line: TaxLine,
  { owner }: Pick<TaxLineStore, "owner">
) => ({
  [owner]: lineIdOf(line),
  description: line.name,
  tax_rate_id: line.rate_id,
  code: line.code ?? "",
  rate: line.rate,
  provider_id: line.provider_id,
  data: line.data ?? undefined,
})
