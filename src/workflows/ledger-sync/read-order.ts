import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { OrderForLedger } from "../../ledger/order"
import { withGiftCardMarks } from "../order-tax/gift-cards"
import { fieldsOfParent, parentOrderOption } from "./parent-order"

/**
 * The fields of an order, in parts that are read side by side: Medusa (2.21)
 * reads what it is asked for in one join, in which each tax line of an item
 * would come once for each tax line of a shipping method.
 */
const PARTS = {
  order: [
    "metadata",
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
    "payment_collections.id",
    "payment_collections.payments.refunds.id",
    "payment_collections.payments.refunds.refund_reason.label",
    "payment_collections.payments.refunds.refund_reason.code",
  ],
  items: [
    "items.*",
    "items.detail.*",
    "items.adjustments.*",
    "items.tax_lines.*",
  ],
  shipping: [
    "shipping_methods.*",
    "shipping_methods.detail.*",
    "shipping_methods.adjustments.*",
    "shipping_methods.tax_lines.*",
    "shipping_methods.shipping_option.service_zone.fulfillment_set.type",
    "shipping_methods.shipping_option.service_zone.fulfillment_set.location.address.*",
  ],
  money: ["credit_lines.*", "transactions.*", "returns.*", "returns.items.*"],
}

/** How often orders are read that change meanwhile. */
const READINGS = 4

/** Reads an order with all that its ledger depends on. */
export const readOrder = async (
  orderId: string,
  container: MedusaContainer
): Promise<OrderForLedger | undefined> =>
  (await readOrders([orderId], container)).get(orderId)

/**
 * {@link readOrder} for many, in as many queries as for one; keyed by id.
 *
 * @throws Error where an order changed again and again while it was read
 */
export const readOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, OrderForLedger>> => {
  const orders: OrderForLedger[] = []
  let wanted = orderIds
  for (let reading = 0; wanted.length; reading++) {
    if (reading === READINGS) {
      throw new Error(`${wanted.join(", ")} changed while being read.`)
    }
    const { whole, torn } = await readParts(wanted, container)
    orders.push(...whole)
    wanted = torn
  }
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

/** @returns the orders, and the ids of those that changed between two parts */
const readParts = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<{ whole: OrderForLedger[]; torn: string[] }> => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const read = async (fields: string[]): Promise<Map<string, OrderPart>> => {
    const { data } = await query.graph({
      entity: "order",
      fields: ["id", "version", ...fields],
      filters: { id: orderIds },
    })
    return new Map(
      (data as unknown as OrderPart[]).map((part) => [part.id, part])
    )
  }
  const [orders, ...others] = await Promise.all([
    read([...PARTS.order, ...fieldsOfParent(parentOrderOption(container))]),
    read(PARTS.items),
    read(PARTS.shipping),
    read(PARTS.money),
  ])
  const whole: OrderForLedger[] = []
  const torn: string[] = []
  for (const [id, order] of orders) {
    const parts = others.map((part) => part.get(id))
    if (parts.every((part) => part?.version === order.version)) {
      whole.push(Object.assign({}, ...parts, order) as OrderForLedger)
    } else {
      torn.push(id)
    }
  }
  return { whole, torn }
}

/** Medusa counts the version up with each change of what was ordered. */
type OrderPart = { id: string; version: number }
