import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LRUCache } from "lru-cache"
import type { OrderForLedger } from "../../ledger/order"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { withDetails } from "./order-details"
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
    "cart_link.cart_id",
    "customer.id",
    "customer.first_name",
    "customer.last_name",
    "customer.company_name",
    "customer.email",
    "shipping_address.*",
    "billing_address.*",
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
    "shipping_methods.shipping_option.service_zone.fulfillment_set.id",
    "shipping_methods.shipping_option.service_zone.fulfillment_set.type",
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
export const readOrders = (
  orderIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, OrderForLedger>> => {
  const reading = readNow(orderIds, container)
  const recent = recentReadingsOf(container)
  // The last of many are enough: a placed order is read by itself.
  for (const id of orderIds.slice(-MOST_RECENT)) {
    recent.set(id, reading)
  }
  return reading
}

/**
 * {@link readOrders} where a reading of the last second will do, such as one for
 * the ledger that is still under way.
 */
export const readRecentOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, OrderForLedger>> => {
  const recent = recentReadingsOf(container)
  const unread: string[] = []
  const known = orderIds.flatMap((id) => {
    const reading = recent.get(id)
    if (!reading) {
      unread.push(id)
    }
    return reading ?? []
  })
  const readings = await Promise.all([
    ...new Set(known),
    ...(unread.length ? [readOrders(unread, container)] : []),
  ])
  const all = new Map(readings.flatMap((reading) => [...reading]))
  return new Map(
    orderIds.flatMap((id) => {
      const order = all.get(id)
      return order ? [[id, order] as const] : []
    })
  )
}

type Readings = LRUCache<string, Promise<ReadonlyMap<string, OrderForLedger>>>

/** How long a reading is kept, in ms. */
const RECENT_MS = 1_000

/** How many orders' readings are kept. */
const MOST_RECENT = 25

/** By store: tests have several in one process. */
const recentReadings = new WeakMap<object, Readings>()

const recentReadingsOf = (container: MedusaContainer): Readings => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const known =
    recentReadings.get(service) ??
    new LRUCache({ max: MOST_RECENT, ttl: RECENT_MS, ttlAutopurge: true })
  recentReadings.set(service, known)
  return known
}

const readNow = async (
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
  return new Map(
    (await withDetails(orders, container)).map((order) => [order.id, order])
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
      const { cart_link, ...rest } = order
      whole.push(
        Object.assign({}, ...parts, rest, {
          cart: cart_link && { id: cart_link.cart_id },
        }) as OrderForLedger
      )
    } else {
      torn.push(id)
    }
  }
  return { whole, torn }
}

/** Medusa counts the version up with each change of what was ordered. */
type OrderPart = {
  id: string
  version: number
  /** Medusa's link, without the cart itself. */
  cart_link?: { cart_id: string } | null
}
