import type {
  ICartModuleService,
  IOrderModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { TaxLineIds } from "../../modules/kintsugi/cart-handoff"
import { TAX_LINE_CONTENT } from "./read-cart"

/** A tax line as it is written: its content, and the line that it is on. */
export type TaxLineContent = Record<string, unknown>

/** The tax lines that were on these lines (by id), to be restored. */
export type RestorableTaxLines = {
  lineIds: string[]
  taxLines: TaxLineContent[]
}

/** A tax line as it is read. */
export type CurrentTaxLine = {
  id: string
  provider_id?: string | null
  data?: Record<string, unknown> | null
}

/** The required operations of the Cart or the Order Module. */
export type TaxLineStore = {
  owner: "item_id" | "shipping_method_id"
  /** @param of - the lines, by id; never empty */
  find(of: string[]): Promise<CurrentTaxLine[]>
  delete(of: string[]): Promise<unknown>
  add(taxLines: TaxLineContent[]): Promise<unknown>
}

export type TaxLineStores = {
  items: TaxLineStore
  shippingMethods: TaxLineStore
}

/**
 * Deletes a cart's tax lines for good. Medusa restores soft-deleted tax lines
 * together with their line, whenever they were deleted: a line whose removal is
 * undone would be taxed by all the answers that it ever had.
 *
 * Filters out soft-deleted tax lines: Medusa's index by owner has only the
 * others, and the tax lines of all carts would have to be searched.
 *
 * Adds tax lines by upserting, since `addLineItemTaxLines` needs the cart in
 * order to add several, and then reads it.
 */
export const cartTaxLineStores = (
  container: MedusaContainer
): TaxLineStores => {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  return {
    items: {
      owner: "item_id",
      find: (item_id) => carts.listLineItemTaxLines({ item_id }),
      delete: (item_id) =>
        carts.deleteLineItemTaxLines({ item_id, deleted_at: null } as never),
      add: (taxLines) => carts.upsertLineItemTaxLines(taxLines as never[]),
    },
    shippingMethods: {
      owner: "shipping_method_id",
      find: (shipping_method_id) =>
        carts.listShippingMethodTaxLines({ shipping_method_id }),
      delete: (shipping_method_id) =>
        carts.deleteShippingMethodTaxLines({
          shipping_method_id,
          deleted_at: null,
        } as never),
      add: (taxLines) =>
        carts.upsertShippingMethodTaxLines(taxLines as never[]),
    },
  }
}

/** The ids of the tax lines that a cart's lines were read with. */
export const taxLineIds = ({
  items,
  shipping_methods,
}: {
  items?: LineAsRead[] | null
  shipping_methods?: LineAsRead[] | null
}): TaxLineIds => ({
  items: idsOf((items ?? []).flatMap(taxLinesOf)),
  shippingMethods: idsOf((shipping_methods ?? []).flatMap(taxLinesOf)),
})

type LineAsRead = { tax_lines?: { id: string }[] | null }

const taxLinesOf = ({ tax_lines }: LineAsRead) => tax_lines ?? []

/**
 * Deletes these from the database after Medusa itself has replaced them, which
 * soft-deletes them: see {@link cartTaxLineStores}.
 */
export const purgeSoftDeleted = async (
  { items, shippingMethods }: TaxLineIds,
  container: MedusaContainer
): Promise<void> => {
  const carts = container.resolve(Modules.CART)
  const deleted_at = { $ne: null }
  await Promise.all([
    items.length &&
      carts.deleteLineItemTaxLines({ id: items, deleted_at } as never),
    shippingMethods.length &&
      carts.deleteShippingMethodTaxLines({
        id: shippingMethods,
        deleted_at,
      } as never),
  ])
}

/**
 * An order is a record: its old tax lines stay in the database, soft-deleted.
 */
export const orderTaxLineStores = (
  container: MedusaContainer
): TaxLineStores => {
  const orders: IOrderModuleService = container.resolve(Modules.ORDER)
  const items = (item_id: string[]) =>
    orders.listOrderLineItemTaxLines({ item_id })
  const methods = (shipping_method_id: string[]) =>
    orders.listOrderShippingMethodTaxLines({ shipping_method_id })
  return {
    items: {
      owner: "item_id",
      find: items,
      delete: async (of) =>
        orders.softDeleteOrderLineItemTaxLines(idsOf(await items(of))),
      add: (taxLines) => orders.createOrderLineItemTaxLines(taxLines as never),
    },
    shippingMethods: {
      owner: "shipping_method_id",
      find: methods,
      delete: async (of) =>
        orders.softDeleteOrderShippingMethodTaxLines(idsOf(await methods(of))),
      add: (taxLines) =>
        orders.createOrderShippingMethodTaxLines(taxLines as never),
    },
  }
}

const idsOf = (lines: { id: string }[]): string[] => lines.map(({ id }) => id)

/**
 * @param of - the lines, by id
 * @param current - the tax lines that are on them, each with its owner
 */
export const toRestorable = (
  of: string[],
  current: object[]
): RestorableTaxLines => ({
  lineIds: of,
  taxLines: current.map(contentOf),
})

/** The tax lines that these lines were read with, each with its owner. */
export const withOwner = (
  lines: { id: string; tax_lines?: CurrentTaxLine[] | null }[],
  { owner }: TaxLineStore
): CurrentTaxLine[] =>
  lines.flatMap(({ id, tax_lines }) =>
    (tax_lines ?? []).map((taxLine) => ({ ...taxLine, [owner]: id }))
  )

/** Replaces all tax lines of the lines with these. */
export const setTaxLines = async (
  { lineIds: of, taxLines }: RestorableTaxLines,
  store: TaxLineStore
): Promise<void> => {
  if (of.length) {
    await store.delete(of)
  }
  if (taxLines.length) {
    await store.add(taxLines)
  }
}

const contentOf = (taxLine: object): TaxLineContent => {
  const { raw_rate, ...content }: Record<string, unknown> = { ...taxLine }
  return Object.fromEntries(
    [...TAX_LINE_CONTENT, "item_id", "shipping_method_id"]
      .filter((field) => content[field] !== undefined)
      .map((field) => [
        field,
        // An order's rates may have more digits than a number can hold.
        field === "rate" ? (raw_rate ?? content.rate) : content[field],
      ])
  )
}
