import type {
  ICartModuleService,
  IOrderModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { TAX_LINE_CONTENT } from "./settle-cart-tax/read-cart"

/** A tax line as it is written: what it says, and of which line. */
export type TaxLineContent = Record<string, unknown>

/** What stood on these lines (by id), and can be put back. */
export type KeptTaxLines = { of: string[]; taxLines: TaxLineContent[] }

/** A tax line as it is read. */
export type StandingTaxLine = {
  id: string
  provider_id?: string | null
  data?: Record<string, unknown> | null
}

/** The few things it takes of the Cart or the Order Module. */
export type TaxLineShelf = {
  owner: "item_id" | "shipping_method_id"
  /** @param of - the lines, by id; never none */
  find(of: string[]): Promise<StandingTaxLine[]>
  takeAway(of: string[]): Promise<unknown>
  add(taxLines: TaxLineContent[]): Promise<unknown>
}

export type TaxLineShelves = {
  items: TaxLineShelf
  shippingMethods: TaxLineShelf
}

/** Tax lines by id. */
export type TaxLineIds = Record<keyof TaxLineShelves, string[]>

/**
 * What is taken away from a cart is gone. Tax lines that are deleted softly,
 * Medusa brings back with their line, whenever they were deleted: a line whose
 * removal is undone would be taxed by all the answers that it ever had.
 *
 * Only those that stand are looked for: Medusa's index of what is whose has no
 * others, and all carts' tax lines would have to be searched.
 *
 * They are upserted, as `addLineItemTaxLines` of several needs to be told the
 * cart, which it then reads.
 */
export const cartShelves = (container: MedusaContainer): TaxLineShelves => {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  return {
    items: {
      owner: "item_id",
      find: (item_id) => carts.listLineItemTaxLines({ item_id }),
      takeAway: (item_id) =>
        carts.deleteLineItemTaxLines({ item_id, deleted_at: null } as never),
      add: (taxLines) => carts.upsertLineItemTaxLines(taxLines as never[]),
    },
    shippingMethods: {
      owner: "shipping_method_id",
      find: (shipping_method_id) =>
        carts.listShippingMethodTaxLines({ shipping_method_id }),
      takeAway: (shipping_method_id) =>
        carts.deleteShippingMethodTaxLines({
          shipping_method_id,
          deleted_at: null,
        } as never),
      add: (taxLines) =>
        carts.upsertShippingMethodTaxLines(taxLines as never[]),
    },
  }
}

/** What stands on a cart's lines, as they were read. */
export const standingIds = ({
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
 * Takes these out of the database, where Medusa has replaced them by itself,
 * which deletes softly: see {@link cartShelves}.
 */
export const forgetReplaced = async (
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

/** An order is a record: what it was taxed by stays in the database. */
export const orderShelves = (container: MedusaContainer): TaxLineShelves => {
  const orders: IOrderModuleService = container.resolve(Modules.ORDER)
  const items = (item_id: string[]) =>
    orders.listOrderLineItemTaxLines({ item_id })
  const methods = (shipping_method_id: string[]) =>
    orders.listOrderShippingMethodTaxLines({ shipping_method_id })
  return {
    items: {
      owner: "item_id",
      find: items,
      takeAway: async (of) =>
        orders.softDeleteOrderLineItemTaxLines(idsOf(await items(of))),
      add: (taxLines) => orders.createOrderLineItemTaxLines(taxLines as never),
    },
    shippingMethods: {
      owner: "shipping_method_id",
      find: methods,
      takeAway: async (of) =>
        orders.softDeleteOrderShippingMethodTaxLines(idsOf(await methods(of))),
      add: (taxLines) =>
        orders.createOrderShippingMethodTaxLines(taxLines as never),
    },
  }
}

const idsOf = (lines: { id: string }[]): string[] => lines.map(({ id }) => id)

/**
 * @param of - the lines, by id
 * @param standing - the tax lines that stand on them, each with its owner
 */
export const kept = (of: string[], standing: object[]): KeptTaxLines => ({
  of,
  taxLines: standing.map(contentOf),
})

/** The tax lines that lines are read with, each with its owner. */
export const owned = (
  lines: { id: string; tax_lines?: StandingTaxLine[] | null }[],
  { owner }: TaxLineShelf
): StandingTaxLine[] =>
  lines.flatMap(({ id, tax_lines }) =>
    (tax_lines ?? []).map((taxLine) => ({ ...taxLine, [owner]: id }))
  )

/** Makes these the lines' tax lines, in the place of whatever they have. */
export const setTaxLines = async (
  { of, taxLines }: KeptTaxLines,
  shelf: TaxLineShelf
): Promise<void> => {
  if (of.length) {
    await shelf.takeAway(of)
  }
  if (taxLines.length) {
    await shelf.add(taxLines)
  }
}

const contentOf = (taxLine: object): TaxLineContent => {
  const { raw_rate, ...content }: Record<string, unknown> = { ...taxLine }
  return Object.fromEntries(
    [...TAX_LINE_CONTENT, "item_id", "shipping_method_id"]
      .filter((field) => content[field] !== undefined)
      .map((field) => [
        field,
        // An order's rates may have more digits than a number.
        field === "rate" ? (raw_rate ?? content.rate) : content[field],
      ])
  )
}
