import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { StepResponse } from "@medusajs/framework/workflows-sdk"
import { lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import { toTaxModuleLines } from "../cart-tax/ask-for-tax"
import { createCartLookups } from "../cart-tax/lookups"
import type { CartForTax } from "../cart-tax/read-cart"
import {
  type Hook,
  type HookResult,
  KINDS,
  type TaxLinesToRestore,
  type TaxedSubject,
  clearStaleTaxLines,
  findTaxLines,
  noTaxLines,
  restoreTaxLines,
} from "../cart-tax/stale-tax-lines"
import { orderTaxLineStores, setTaxLines } from "../cart-tax/tax-line-store"
import { toContent } from "../cart-tax/write-tax-lines"
import { isKintsugiCountry } from "../settings/taxed-countries"
import { type AddedLines, wholeOrderContext } from "./order-context"

/** An order as a hook receives it. */
type OrderOfHook = TaxedSubject &
  AddedLines & {
    currency_code: string
    customer?: {
      id: string
      email?: string | null
      groups?: { id: string }[] | null
    } | null
  }

/**
 * Handler of `updateOrderTaxLinesWorkflow.hooks.setTaxLineContext`: deletes the
 * old tax lines of the lines that Medusa asks about. For single lines of an
 * order, Medusa only adds tax lines, so that a line that it asks about twice
 * would be taxed twice. Medusa itself replaces the tax lines of a whole order.
 *
 * Passes the whole order to the provider, so that caps, fees and discounts are
 * those of the order.
 */
export const clearStaleOrderTaxLines = (
  { order, items, shipping_methods }: AddedLines & { order: OrderOfHook },
  { container }: Hook
): Promise<HookResult> =>
  order.region?.automatic_taxes && !order.shipping_address?.country_code
    ? taxWithoutMedusa(order, { items, shipping_methods }, container)
    : clearStaleTaxLines(
        order,
        { items, shipping_methods },
        orderTaxLineStores(container),
        undefined,
        createCartLookups(container),
        () =>
          wholeOrderContext(order.id, { items, shipping_methods }, container)
      )

/**
 * Taxes lines for which Medusa asks no provider: Medusa considers the shipping
 * address alone, and would create an order that has only a billing address, or
 * add to it, without tax. It does not touch the tax lines of lines that it has
 * no answer for.
 */
const taxWithoutMedusa = async (
  order: OrderOfHook,
  added: AddedLines,
  container: MedusaContainer
): Promise<HookResult> => {
  const context = await wholeOrderContext(order.id, added, container)
  const address = context?.kintsugi.address
  if (
    !address?.country_code ||
    !(await isKintsugiCountry(address.country_code, container))
  ) {
    return new StepResponse(undefined, noTaxLines())
  }
  const isWholeOrder = !added.items && !added.shipping_methods
  const { items, shipping_methods } = isWholeOrder ? order : added
  const linesToTax = { items: items?.filter(isTaxed), shipping_methods }
  const stores = orderTaxLineStores(container)
  const [replaced, taxLines] = await Promise.all([
    findTaxLines(linesToTax, stores),
    container.resolve(Modules.TAX).getTaxLines(
      toTaxModuleLines({
        ...linesToTax,
        currency_code: order.currency_code,
      } as Pick<CartForTax, "currency_code" | "items" | "shipping_methods">),
      {
        address,
        customer: order.customer
          ? {
              id: order.customer.id,
              email: order.customer.email ?? "",
              customer_groups: (order.customer.groups ?? []).map(
                ({ id }) => id
              ),
            }
          : undefined,
        is_return: false,
        additional_context: context,
      } as TaxCalculationContext
    ),
  ])
  await Promise.all(
    KINDS.map((kind) => {
      const ids = new Set(replaced[kind].lineIds)
      return setTaxLines(
        {
          lineIds: replaced[kind].lineIds,
          taxLines: taxLines
            .filter((taxLine) => ids.has(lineIdOf(taxLine)))
            .map((taxLine) => toContent(taxLine, stores[kind])),
        },
        stores[kind]
      )
    })
  )
  return new StepResponse(undefined, replaced)
}

const isTaxed = ({ is_giftcard }: { is_giftcard?: boolean | null }): boolean =>
  !is_giftcard

/** Restores what {@link clearStaleOrderTaxLines} deleted. */
export const restoreOrderTaxLines = (
  oldTaxLines: TaxLinesToRestore | undefined,
  { container }: Hook
): Promise<void> => restoreTaxLines(oldTaxLines, orderTaxLineStores(container))
