import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { OrderForLedger } from "../../ledger/order"
import { withGiftCardMarks } from "../order-tax/gift-cards"
import { fieldsOfParent, parentOrderOption } from "./parent-order"

const FIELDS = [
  "metadata",
  "id",
  "display_id",
  "status",
  "is_draft_order",
  "created_at",
  "updated_at",
  "canceled_at",
  "currency_code",
  "email",
  "customer_id",
  "cart.id",
  "customer.id",
  "customer.first_name",
  "customer.last_name",
  "customer.company_name",
  "customer.email",
  "shipping_address.*",
  "billing_address.*",
  "items.*",
  "items.detail.*",
  "items.adjustments.*",
  "items.tax_lines.*",
  "shipping_methods.*",
  "shipping_methods.detail.*",
  "shipping_methods.adjustments.*",
  "shipping_methods.tax_lines.*",
  "shipping_methods.shipping_option.service_zone.fulfillment_set.type",
  "shipping_methods.shipping_option.service_zone.fulfillment_set.location.address.*",
  "credit_lines.*",
  "transactions.*",
  "returns.*",
  "returns.items.*",
  "payment_collections.id",
  "payment_collections.payments.refunds.id",
  "payment_collections.payments.refunds.refund_reason.label",
  "payment_collections.payments.refunds.refund_reason.code",
]

/** Reads an order with all that its ledger depends on. */
export const readOrder = async (
  orderId: string,
  container: MedusaContainer
): Promise<OrderForLedger | undefined> =>
  (await readOrders([orderId], container)).get(orderId)

/** {@link readOrder} for many, in as many queries as for one; keyed by id. */
export const readOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, OrderForLedger>> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: [...FIELDS, ...fieldsOfParent(parentOrderOption(container))],
      filters: { id: orderIds },
    })
  const orders = data as unknown as OrderForLedger[]
  const marked = await withGiftCardMarks(
    orders.flatMap(({ items }) => items ?? []),
    container
  )
  const giftCardIds = new Set(
    marked.flatMap(({ id, is_giftcard }) => (is_giftcard ? id : []))
  )
  return new Map(
    orders.map((order) => [
      order.id,
      {
        ...order,
        items: (order.items ?? []).map((item) =>
          giftCardIds.has(item.id) ? { ...item, is_giftcard: true } : item
        ),
      },
    ])
  )
}
