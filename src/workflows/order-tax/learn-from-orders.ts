import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { setTimeout as delay } from "node:timers/promises"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isKintsugiError } from "../../kintsugi-api"
import { ordersInRange } from "../ledger-sync/orders-in-range"
import { toTaxAddress } from "../../tax/cart/place-of-supply"
import type { AddressOfCart } from "../cart-tax/read-cart"
import { wholeOrderContext } from "./order-context"

/** How many orders are read at a time. */
const PAGE = 100

/**
 * The least time from one request to the next, in ms: 300 a minute, of the
 * 10,000 that checkouts may need.
 */
const PAUSE_MS = 200

/** How far the work is. */
export type LearningProgress = {
  /** Orders that were looked at. */
  orders: number
  /** Those of them that Kintsugi was asked about. */
  asked: number
  /** Those that Kintsugi refuses, such as for an address that it does not know. */
  refused: number
}

/**
 * Asks Kintsugi about past orders as if they were bought today, so that the
 * store knows its answers when Kintsugi can't be asked. Of orders to one postal
 * code, those are asked about that have a product that no other had there.
 * Changes no order and reports nothing.
 *
 * @param from - the first moment of placement
 * @param to - orders that were placed before it
 * @throws KintsugiError if Kintsugi can't answer or refuses the key
 */
export const learnFromOrders = async (
  { from, to }: { from: Date; to: Date },
  container: MedusaContainer,
  onProgress?: (progress: LearningProgress) => void
): Promise<LearningProgress> => {
  const progress = { orders: 0, asked: 0, refused: 0 }
  const seen = new Set<string>()
  for await (const page of ordersInRange({ from, to }, PAGE, container)) {
    for (const { id } of page) {
      progress.orders += 1
      await learnFromOrder(id, seen, progress, container)
    }
    onProgress?.({ ...progress })
  }
  await container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).memory.save()
  return progress
}

type Order = {
  id: string
  currency_code: string
  shipping_address?: AddressOfCart | null
}

const learnFromOrder = async (
  orderId: string,
  seen: Set<string>,
  progress: LearningProgress,
  container: MedusaContainer
): Promise<void> => {
  const [order, context] = await Promise.all([
    readOrder(orderId, container),
    wholeOrderContext(orderId, {}, container),
  ])
  const address =
    context?.kintsugi.address ?? toTaxAddress(order?.shipping_address)
  const lines = (context?.kintsugi.lines ?? []).filter(
    ({ id }) => !context?.kintsugi.gift_cards?.includes(id)
  )
  if (!order || !context || !address?.country_code) {
    return
  }
  const place = [
    order.currency_code,
    address.country_code,
    address.province_code,
    address.postal_code,
  ]
  const news = lines
    .map(({ kind, product_id }) =>
      JSON.stringify([...place, kind, product_id ?? null])
    )
    .filter((key) => !seen.has(key))
  if (!news.length) {
    return
  }
  news.forEach((key) => seen.add(key))
  const start = Date.now()
  try {
    await container.resolve(Modules.TAX).getTaxLines(
      lines.map(({ kind, id, product_id, quantity }) =>
        kind === "shipping"
          ? {
              id,
              shipping_option_id: "",
              unit_price: 0,
              currency_code: order.currency_code,
            }
          : {
              id,
              product_id: product_id ?? "",
              quantity: Number(quantity),
              unit_price: 0,
              currency_code: order.currency_code,
            }
      ),
      {
        address,
        is_return: false,
        additional_context: {
          kintsugi: {
            ...context.kintsugi,
            // Nobody buys it.
            external_id: `learn_${orderId}`,
            customer_trusted: false,
            prefetch: true,
          },
        },
      } as TaxCalculationContext
    )
    progress.asked += 1
  } catch (error) {
    if (!isAboutOrder(error)) {
      throw error
    }
    progress.refused += 1
  }
  await delay(Math.max(0, start + PAUSE_MS - Date.now()))
}

const isAboutOrder = (error: unknown): boolean =>
  !isKintsugiError(error) ||
  error.code === "invalid_address" ||
  error.code === "invalid_request" ||
  error.code === "bad_response"

const readOrder = async (
  id: string,
  container: MedusaContainer
): Promise<Order | undefined> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["id", "currency_code", "shipping_address.*"],
      filters: { id },
    })
  return data[0] as unknown as Order | undefined
}
