import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
  Modules,
} from "@medusajs/framework/utils"
import {
  type CorrectionBlocker,
  type TaxCorrection,
  correctTax,
  correctionBlocker,
} from "../../ledger/correct-tax"
import type { OrderForLedger, TaxLineOfOrder } from "../../ledger/order"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { toTaxAddress } from "../../tax/cart/place-of-supply"
import { lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import { toTaxModuleLines } from "../cart-tax/ask-for-tax"
import type { CartForTax } from "../cart-tax/read-cart"
import { readOrder } from "../ledger-sync/read-order"
import { wholeOrderContext } from "../order-tax/order-context"

/** What an order's tax would have been at its current address. */
export type CorrectionEstimate = TaxCorrection & {
  order_id: string
  currency_code: string
  /** Why it can't be collected or given back here; null: it can. */
  blocked_by: CorrectionBlocker | null
}

/**
 * Asks Kintsugi what the order's tax would have been at the address that it has
 * now, at today's rates. Changes nothing.
 *
 * @throws MedusaError (not_found) where there is no such order; (not_allowed)
 * where Kintsugi can't answer now
 */
export const estimateCorrection = async (
  orderId: string,
  container: MedusaContainer
): Promise<CorrectionEstimate> => {
  const order = await readOrder(orderId, container)
  if (!order) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `There is no order ${orderId}.`
    )
  }
  const correction = correctTax(order, await askAgain(order, container))
  if (!correction) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "Kintsugi can't say now what the tax would have been. Nothing was changed. Try again later; Settings → Kintsugi → Health says what is wrong.",
      "kintsugi_not_answered"
    )
  }
  return {
    order_id: orderId,
    currency_code: order.currency_code,
    ...correction,
    blocked_by:
      correctionBlocker(order) ?? (await blockerElsewhere(orderId, container)),
  }
}

/** The tax lines of the whole order at its current address. */
const askAgain = async (
  order: OrderForLedger,
  container: MedusaContainer
): Promise<ReadonlyMap<string, TaxLineOfOrder[]>> => {
  const context = await wholeOrderContext(order.id, {}, container)
  const address =
    context?.kintsugi.address ??
    (order.shipping_address && toTaxAddress(order.shipping_address))
  const taxLines = await container.resolve(Modules.TAX).getTaxLines(
    toTaxModuleLines(
      // What is sold: a return's own shipping is not.
      {
        ...order,
        shipping_methods: order.shipping_methods?.filter(
          ({ detail }) => !detail?.return_id
        ),
      } as unknown as Pick<
        CartForTax,
        "currency_code" | "items" | "shipping_methods"
      >
    ),
    {
      address,
      customer: await customerOf(order, container),
      is_return: false,
      additional_context: context,
    } as TaxCalculationContext
  )
  const byLine = new Map<string, TaxLineOfOrder[]>()
  for (const taxLine of taxLines) {
    const id = lineIdOf(taxLine)
    byLine.set(id, [...(byLine.get(id) ?? []), taxLine as TaxLineOfOrder])
  }
  return byLine
}

/** As Medusa's own workflows give it to a tax provider. */
const customerOf = async (
  { customer_id, email }: OrderForLedger,
  container: MedusaContainer
): Promise<TaxCalculationContext["customer"]> => {
  if (!customer_id) {
    return undefined
  }
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "customer",
      fields: ["id", "email", "groups.id"],
      filters: { id: customer_id },
    })
  const [customer] = data as {
    email?: string | null
    groups?: { id: string }[] | null
  }[]
  return {
    id: customer_id,
    email: customer?.email ?? email ?? "",
    customer_groups: (customer?.groups ?? []).map(({ id }) => id),
  }
}

const blockerElsewhere = async (
  orderId: string,
  container: MedusaContainer
): Promise<CorrectionBlocker | null> => {
  const [entries, changes] = await Promise.all([
    container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .listKintsugiLedgerEntries(
        { order_id: orderId, locked: true },
        { take: 1, select: ["id"] }
      ),
    container
      .resolve(Modules.ORDER)
      .listOrderChanges(
        { order_id: orderId, status: ["pending", "requested"] },
        { take: 1, select: ["id"] }
      ),
  ])
  return entries.length ? "in_filing" : changes.length ? "pending_change" : null
}
