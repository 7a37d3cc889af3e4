import fc from "fast-check"
import type { ReportOn } from "../required-entries"
import type { Fee, Sold, StoreOrder } from "./store-order"

const soldOf = (digits: number): fc.Arbitrary<Sold> =>
  fc.record({
    price: fc
      .integer({ min: 1, max: 20_000 })
      .map((units) => units / 10 ** digits),
    quantity: fc.integer({ min: 1, max: 7 }),
    rates: fc.array(fc.constantFrom(6.25, 1, 2, 19, 0.4375), { maxLength: 3 }),
    discount: fc.constantFrom(0, 0, 10, 33),
    inclusive: fc.boolean(),
    isGiftCard: fc.constantFrom(false, false, false, true),
  })

/** From almost nothing to more than most returns are worth. */
const feeOf = (digits: number): fc.Arbitrary<Fee> =>
  fc.record({
    amount: fc
      .oneof(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 60_000 })
      )
      .map((units) => units / 10 ** digits),
    rate: fc.constantFrom(0, 8.25, 19),
    inclusive: fc.boolean(),
  })

/** What a merchant, or an outage, does to an order. */
export type Action =
  | { do: "capture"; rounded?: "down" | "short" }
  | { do: "cancel" | "lock" | "reorder" | "outage" }
  | { do: "pay by credit"; share: number }
  | { do: "claim"; index: number; share: number }
  | { do: "exchange"; index: number; share: number; sold: Sold }
  | { do: "refund"; share: number; isSeenHalfway: boolean }
  | { do: "receive"; index: number; share: number; fee?: Fee }
  | { do: "request"; index: number; share: number; fee?: Fee }
  | { do: "arrive" | "cancel returns" }
  | { do: "quantity"; index: number; quantity: number }
  | { do: "add"; sold: Sold }

const actionOf = (digits: number): fc.Arbitrary<Action> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("capture" as const),
        rounded: fc.constantFrom(
          undefined,
          undefined,
          "down" as const,
          "short" as const
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("refund" as const),
        share: fc.constantFrom(0.01, 0.1, 0.37, 0.5, 1),
        isSeenHalfway: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("receive" as const),
        index: fc.nat(5),
        share: fc.constantFrom(0.4, 0.7, 1),
        fee: fc.option(feeOf(digits), { nil: undefined }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("request" as const),
        index: fc.nat(5),
        share: fc.constantFrom(0.4, 1),
        fee: fc.option(feeOf(digits), { nil: undefined }),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: "arrive" as const }) },
    { weight: 1, arbitrary: fc.constant({ do: "cancel returns" as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("quantity" as const),
        index: fc.nat(5),
        quantity: fc.integer({ min: 1, max: 9 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("add" as const),
        sold: soldOf(digits),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("exchange" as const),
        index: fc.nat(5),
        share: fc.constantFrom(0.4, 1),
        sold: soldOf(digits),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("claim" as const),
        index: fc.nat(5),
        share: fc.constantFrom(0.4, 1),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("pay by credit" as const),
        share: fc.constantFrom(0.25, 1),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: "reorder" as const }) },
    { weight: 3, arbitrary: fc.constant({ do: "outage" as const }) },
    { weight: 1, arbitrary: fc.constant({ do: "lock" as const }) },
    { weight: 1, arbitrary: fc.constant({ do: "cancel" as const }) }
  )

/** Applies an action to an order. */
export const act = (order: StoreOrder, action: Action) => {
  switch (action.do) {
    case "capture":
      return order.capture(action.rounded)
    case "cancel":
      return order.cancel()
    case "lock":
      return order.lock()
    case "outage":
      order.isDown = !order.isDown
      return
    case "reorder":
      return order.reorderRows()
    case "pay by credit":
      return order.payByCredit(action.share)
    case "claim":
      return order.claim(action.index, action.share)
    case "exchange":
      return order.exchange(action.index, action.share, action.sold)
    case "refund":
      return order.refund(action.share, action.isSeenHalfway)
    case "receive":
      return order.receive(action.index, action.share, action.fee)
    case "request":
      return order.request(action.index, action.share, action.fee)
    case "arrive":
      return order.arrive()
    case "cancel returns":
      return order.cancelReturns()
    case "quantity":
      return order.setQuantity(action.index, action.quantity)
    case "add":
      return order.add(action.sold)
  }
}

const CURRENCIES = { usd: 2, jpy: 0, kwd: 2 } as const

/** An order, and what happens to it. */
export const scenario = fc
  .constantFrom(...(Object.keys(CURRENCIES) as (keyof typeof CURRENCIES)[]))
  .chain((currency) =>
    fc.record({
      currency: fc.constant(currency),
      reportOn: fc.constantFrom<ReportOn[]>(
        "payment_captured",
        "payment_captured",
        "order_placed"
      ),
      items: fc.array(soldOf(CURRENCIES[currency]), {
        minLength: 1,
        maxLength: 4,
      }),
      shipping: fc
        .integer({ min: 0, max: 3000 })
        .map((units) => units / 10 ** CURRENCIES[currency]),
      actions: fc.array(actionOf(CURRENCIES[currency]), { maxLength: 12 }),
    })
  )
