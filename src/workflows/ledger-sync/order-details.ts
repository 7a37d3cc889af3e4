import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { OrderForLedger } from "../../ledger/order"
import { refundTransactions } from "../../ledger/refunds"
import { readPickupLocations } from "../cart-tax/lookups"
import { withGiftCardMarks } from "../order-tax/gift-cards"

/**
 * Adds to orders what only some of them have: the marks of gift cards, the
 * reasons of refunds, and the places of pickup. A plain order takes one query.
 */
export const withDetails = async (
  orders: OrderForLedger[],
  container: MedusaContainer
): Promise<OrderForLedger[]> => {
  const [giftCardIds, collections, locations] = await Promise.all([
    findGiftCards(orders, container),
    readPaymentCollections(
      orders.filter(mayHaveRefunds).map(({ id }) => id),
      container
    ),
    readPickupLocations(orders.flatMap(pickupSetsOf), container),
  ])
  return orders.map((order) => ({
    ...order,
    items: (order.items ?? []).map((item) =>
      giftCardIds.has(item.id) ? { ...item, is_giftcard: true } : item
    ),
    shipping_methods: (order.shipping_methods ?? []).map((method) => {
      const set = method.shipping_option?.service_zone?.fulfillment_set
      const location = locations.get(set?.id ?? "")
      return location
        ? {
            ...method,
            shipping_option: {
              service_zone: { fulfillment_set: { ...set, location } },
            },
          }
        : method
    }),
    payment_collections: collections.get(order.id),
  }))
}

const findGiftCards = async (
  orders: OrderForLedger[],
  container: MedusaContainer
): Promise<ReadonlySet<string>> => {
  const marked = await withGiftCardMarks(
    orders.flatMap(({ items }) => items ?? []),
    container
  )
  return new Set(
    marked.flatMap(({ id, is_giftcard }) => (is_giftcard ? id : []))
  )
}

/** A credit line may be a refund of which the order has no transaction yet. */
const mayHaveRefunds = (order: OrderForLedger): boolean =>
  Boolean(order.credit_lines?.length) || refundTransactions(order).length > 0

type PaymentCollections = OrderForLedger["payment_collections"]

const readPaymentCollections = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, PaymentCollections>> => {
  if (!orderIds.length) {
    return new Map()
  }
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: [
        "id",
        "payment_collections.id",
        "payment_collections.payments.refunds.id",
        "payment_collections.payments.refunds.refund_reason.label",
        "payment_collections.payments.refunds.refund_reason.code",
      ],
      filters: { id: orderIds },
    })
  return new Map(
    (data as unknown as OrderForLedger[]).map(({ id, payment_collections }) => [
      id,
      payment_collections,
    ])
  )
}

const pickupSetsOf = ({ shipping_methods }: OrderForLedger): string[] =>
  (shipping_methods ?? []).flatMap(({ shipping_option }) => {
    const set = shipping_option?.service_zone?.fulfillment_set
    return set?.id && set.type === "pickup" ? set.id : []
  })
