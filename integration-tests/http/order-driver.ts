import { Modules } from "@medusajs/framework/utils"
import { setTimeout as delay } from "node:timers/promises"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import type { BookedTransaction } from "../sandbox"
import { type Address, ADDRESSES, shopperOf } from "./shopper"
import type { Store } from "./store"

type Payment = {
  id: string
  amount: number
  captures: { amount: number }[]
  refunds: { id: string; amount: number }[]
}

export type OrderRead = {
  id: string
  status: string
  display_id: number
  currency_code: string
  total: number
  tax_total: number
  items: { id: string; title: string; quantity: number; variant_id: string }[]
  shipping_methods: { id: string; shipping_option_id: string }[]
  payment_collections: { id: string; payments: Payment[] }[]
}

/** Changes orders as back-office staff do, over the Admin API. */
export const backOfficeOf = (store: Pick<Store, "admin">) => {
  const post = <T = unknown>(path: string, body: unknown = {}) =>
    store.admin<T>("POST", path, body)

  const read = async (orderId: string) =>
    (
      await store.admin<{ order: OrderRead }>(
        "GET",
        `/admin/orders/${orderId}?fields=*items,*shipping_methods,*payment_collections.payments.captures,*payment_collections.payments.refunds,+total,+tax_total`
      )
    ).order

  const paymentsOf = async (orderId: string) =>
    (await read(orderId)).payment_collections.flatMap(
      ({ payments }) => payments ?? []
    )

  const capture = async (orderId: string, amount?: number) => {
    const payment = (await paymentsOf(orderId)).find(
      ({ captures, amount }) =>
        captures.reduce((sum, capture) => sum + capture.amount, 0) < amount
    )
    await post(
      `/admin/payments/${payment?.id}/capture`,
      amount === undefined ? {} : { amount }
    )
  }

  const refund = async (orderId: string, amount: number) => {
    const payments = await paymentsOf(orderId)
    const balanceOf = ({ captures, refunds }: Payment) =>
      captures.reduce((sum, capture) => sum + capture.amount, 0) -
      refunds.reduce((sum, refund) => sum + refund.amount, 0)
    const payment = payments.find((one) => balanceOf(one) >= amount - 0.005)
    await post(`/admin/payments/${payment?.id}/refund`, { amount })
  }

  /** Pays the difference that an order change left open. */
  const payDifference = async (orderId: string) => {
    const { order } = await store.admin<{
      order: { payment_collections: { id: string; status: string }[] }
    }>(
      "GET",
      `/admin/orders/${orderId}?fields=*payment_collections,+payment_collections.status`
    )
    const open = order.payment_collections.find(
      ({ status }) => status === "not_paid"
    )
    await post(`/admin/payment-collections/${open?.id}/mark-as-paid`, {
      order_id: orderId,
    })
  }

  const fulfill = async (orderId: string) => {
    const { items } = await read(orderId)
    await post(`/admin/orders/${orderId}/fulfillments`, {
      items: items.map(({ id, quantity }) => ({ id, quantity })),
    })
  }

  const receive = async (
    returnId: string,
    items: { id: string; quantity: number }[]
  ) => {
    await post(`/admin/returns/${returnId}/receive`)
    await post(`/admin/returns/${returnId}/receive-items`, { items })
    await post(`/admin/returns/${returnId}/receive/confirm`)
  }

  /** @param amount - shipping price in the currency; default: the option's */
  const requestReturn = async (
    orderId: string,
    items: { id: string; quantity: number }[],
    shippingOptionId?: string,
    amount?: number
  ) => {
    const { return: created } = await post<{ return: { id: string } }>(
      "/admin/returns",
      { order_id: orderId }
    )
    await post(`/admin/returns/${created.id}/request-items`, { items })
    if (shippingOptionId) {
      await post(`/admin/returns/${created.id}/shipping-method`, {
        shipping_option_id: shippingOptionId,
        custom_amount: amount,
      })
    }
    await post(`/admin/returns/${created.id}/request`)
    return created.id
  }

  const returnItems = async (
    orderId: string,
    items: { id: string; quantity: number }[],
    shippingOptionId?: string,
    amount?: number
  ) => {
    const id = await requestReturn(orderId, items, shippingOptionId, amount)
    await receive(id, items)
    return id
  }

  const edit = async (
    orderId: string,
    {
      add = [],
      set = [],
    }: {
      add?: { variant_id: string; quantity: number }[]
      set?: { itemId: string; quantity: number }[]
    }
  ) => {
    await post("/admin/order-edits", { order_id: orderId })
    if (add.length) {
      await post(`/admin/order-edits/${orderId}/items`, { items: add })
    }
    for (const { itemId, quantity } of set) {
      await post(`/admin/order-edits/${orderId}/items/item/${itemId}`, {
        quantity,
      })
    }
    await post(`/admin/order-edits/${orderId}/request`)
    await post(`/admin/order-edits/${orderId}/confirm`)
  }

  const exchange = async (
    orderId: string,
    inbound: { id: string; quantity: number }[],
    outbound: { variant_id: string; quantity: number }[]
  ) => {
    const { exchange: created } = await post<{ exchange: { id: string } }>(
      "/admin/exchanges",
      { order_id: orderId }
    )
    const { exchange: withReturn } = await post<{
      exchange: { return_id?: string }
      return?: { id: string }
    }>(`/admin/exchanges/${created.id}/inbound/items`, { items: inbound }).then(
      (answer) => ({
        exchange: {
          return_id: answer.return?.id ?? answer.exchange.return_id,
        },
      })
    )
    await post(`/admin/exchanges/${created.id}/outbound/items`, {
      items: outbound,
    })
    await post(`/admin/exchanges/${created.id}/request`)
    return withReturn.return_id ?? ""
  }

  return {
    post,
    read,
    paymentsOf,
    capture,
    refund,
    payDifference,
    fulfill,
    receive,
    requestReturn,
    returnItems,
    edit,
    exchange,
    cancel: (orderId: string) => post(`/admin/orders/${orderId}/cancel`),
  }
}

const EXPECTED_BLOCKS = ["payment", "fulfillment", "organization"]

/** The store's ledger entries, and the sandbox's totals to compare with. */
export const ledgerDriverOf = (store: Store) => {
  const service = () =>
    store.container.resolve<KintsugiModuleService>("kintsugi")

  const rows = (orderId: string) =>
    service().listKintsugiLedgerEntries(
      { order_id: orderId },
      { order: { created_at: "ASC" } }
    )

  /** Processes an order as an event would. */
  const processOrder = (orderId: string) =>
    store.container
      .resolve(Modules.WORKFLOW_ENGINE)
      .run("kintsugi-process-order", { input: { order_id: orderId } })

  /**
   * Processes an order, then waits until it has no entries left to send. It
   * doesn't rely on events, so tests of events don't use this.
   */
  const waitUntilSynced = async (orderId: string) => {
    const deadline = Date.now() + 30_000
    await processOrder(orderId)
    for (;;) {
      const [order] = await service().listKintsugiOrderSyncs({
        order_id: orderId,
      })
      if (Date.now() > deadline) {
        throw new Error(
          `Not in sync: ${JSON.stringify({ order, rows: await rows(orderId) })}`
        )
      }
      if (order?.due_at && !order.lease_token) {
        await processOrder(orderId)
        continue
      }
      const pending = (await rows(orderId)).filter(
        ({ state, blocked_by }) =>
          state === "sending" ||
          (state === "waiting" && !EXPECTED_BLOCKS.includes(blocked_by ?? ""))
      )
      if (order && !order.due_at && !order.lease_token && !pending.length) {
        return rows(orderId)
      }
      await delay(50)
    }
  }

  /**
   * Waits until the processing that events have started is over. Events arrive
   * a moment after their cause, and {@link waitUntilSynced} does not wait for them.
   */
  const waitUntilIdle = async (orderId: string) => {
    const deadline = Date.now() + 30_000
    let since = Date.now()
    let last: unknown
    while (Date.now() - since < 1_000) {
      const [order] = await service().listKintsugiOrderSyncs({
        order_id: orderId,
      })
      const processedAt = order?.updated_at.getTime()
      if (processedAt !== last || order?.due_at || order?.lease_token) {
        last = processedAt
        since = Date.now()
      }
      if (Date.now() > deadline) {
        throw new Error(`Not idle: ${JSON.stringify(order)}`)
      }
      await delay(50)
    }
  }

  /** The total that Kintsugi has for an order: sales less credit notes. */
  const totalAtKintsugi = (transactions: BookedTransaction[]) =>
    transactions
      .filter(({ status }) => status !== "CANCELLED")
      .reduce(
        (sum, transaction) =>
          sum +
          (transaction.type === "SALE" ? 1 : -1) *
            (Number(transaction.total_amount) +
              Number(transaction.total_tax_amount_imported)),
        0
      )

  return {
    entries: rows,
    processOrder,
    waitUntilSynced,
    waitUntilIdle,
    totalAtKintsugi,
  }
}

/** Medusa keeps sub-cents in captured amounts; the ledger has none. */
const CENTS = 2

type Region = keyof Store["shop"]["regions"]
type Article = keyof Store["shop"]["variants"]

export type ToOrder = {
  articles?: Partial<Record<Article, number>>
  region?: Region
  address?: Address
  promoted?: boolean
}

/** Takes orders from the cart to Kintsugi's ledger. */
export const orderDriverOf = (store: Store) => {
  const shopper = shopperOf(store)
  const office = backOfficeOf(store)
  const ledger = ledgerDriverOf(store)

  const place = async ({
    articles = { mug: 2 },
    region = "us",
    address = ADDRESSES.austin,
    promoted = false,
  }: ToOrder = {}): Promise<string> => {
    const { variants, promotionCode } = store.shop
    const id = await shopper.createCart(region, {
      items: Object.entries(articles).map(([name, quantity]) => ({
        variant_id: variants[name as Article].variantId,
        quantity,
      })),
      shipping_address: address,
      ...(promoted && { promo_codes: [promotionCode] }),
    })
    await shopper.ship(id)
    return (await shopper.complete(id)).order.id
  }

  const placeAndCapture = async (order?: ToOrder): Promise<string> => {
    const id = await place(order)
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    return id
  }

  const transactionsOf = async (orderId: string) => {
    const ids = new Set(
      (await ledger.entries(orderId)).map(({ external_id }) => external_id)
    )
    return store.sandbox
      .transactions()
      .filter(({ external_id }) => ids.has(external_id))
  }

  /** Captures less refunds. */
  const kept = async (orderId: string): Promise<number> =>
    (await office.paymentsOf(orderId)).reduce(
      (sum, { captures, refunds }) =>
        sum +
        captures.reduce((total, { amount }) => total + amount, 0) -
        refunds.reduce((total, { amount }) => total + amount, 0),
      0
    )

  const expectLedgerEqualsMoney = async (orderId: string): Promise<void> => {
    await ledger.waitUntilSynced(orderId)
    expect(ledger.totalAtKintsugi(await transactionsOf(orderId))).toBeCloseTo(
      await kept(orderId),
      CENTS
    )
    expect(store.sandbox.audit()).toEqual([])
  }

  return {
    shopper,
    office,
    ledger,
    place,
    placeAndCapture,
    transactionsOf,
    kept,
    expectLedgerEqualsMoney,
    itemOf: (order: OrderRead, title: string): string =>
      order.items.find((line) => line.title === title)!.id,
  }
}
