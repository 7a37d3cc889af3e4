import { LAMPS, orderInAustin } from "./__fixtures__/order-in-austin"
import type { OrderForLedger } from "./order"
import {
  pendingReturnMethods,
  receivedReturns,
  requestedReturns,
  valueOfReceived,
  valueOfRequested,
} from "./returns"

const FEE = {
  id: "ordsm_2",
  amount: 5,
  detail: { return_id: "return_1" },
  tax_lines: [{ rate: 10 }],
}

const withReturns = (
  returns: OrderForLedger["returns"],
  fields: Partial<OrderForLedger> = {}
) =>
  orderInAustin({
    returns,
    shipping_methods: [{ id: "ordsm_1", amount: 10 }, FEE],
    ...fields,
  })

const brief = (returns: ReturnType<typeof receivedReturns>) =>
  returns.map(({ id, at, units, fee, isOnlyRequested }) => [
    id,
    at.toISOString().slice(0, 10),
    Object.fromEntries(
      [...units].map(([item, count]) => [item, count.toFixed()])
    ),
    fee.toFixed(),
    ...(isOnlyRequested ? ["requested"] : []),
  ])

const received = (id: string, units: number, received_at?: string) => ({
  id,
  received_at,
  items: [{ item_id: "ordli_lamps", quantity: 2, received_quantity: units }],
})

describe("receivedReturns", () => {
  it("lists what was received, with the fee of each, oldest first", () => {
    expect(
      brief(
        receivedReturns(
          withReturns([
            received("return_2", 1, "2026-11-09T10:00:00Z"),
            received("return_1", 2, "2026-11-08T10:00:00Z"),
          ])
        )
      )
    ).toEqual([
      ["return_1", "2026-11-08", { ordli_lamps: "2" }, "5.5"],
      ["return_2", "2026-11-09", { ordli_lamps: "1" }, "0"],
    ])
  })

  it("adds up an item that is in a return twice", () => {
    const [twice] = [received("return_1", 1)]
    expect(
      brief(
        receivedReturns(
          withReturns([
            { ...twice!, items: [...twice!.items, ...twice!.items] },
          ])
        )
      )
    ).toEqual([["return_1", "2026-11-02", { ordli_lamps: "2" }, "5.5"]])
  })

  it("leaves out returns that are canceled or not received", () => {
    expect(
      receivedReturns(
        withReturns([
          { ...received("return_1", 2), canceled_at: "2026-11-08T10:00:00Z" },
          received("return_2", 0),
          { id: "return_3" },
        ])
      )
    ).toEqual([])
    expect(receivedReturns(orderInAustin())).toEqual([])
  })

  it("dates a return without a date like the order's last change", () => {
    const [returned] = receivedReturns(
      withReturns([received("return_1", 1)], { updated_at: null })
    )
    expect(returned?.at).toEqual(new Date("2026-11-01T10:00:00Z"))
  })
})

describe("requestedReturns", () => {
  it("lists what nothing was received of", () => {
    expect(
      brief(
        requestedReturns(
          withReturns([
            received("return_1", 0),
            received("return_2", 1),
            { ...received("return_3", 0), canceled_at: "2026-11-08T10:00:00Z" },
            {
              id: "return_4",
              items: [{ item_id: "ordli_lamps", quantity: 0 }],
            },
            { id: "return_5" },
          ])
        )
      )
    ).toEqual([
      ["return_1", "2026-11-02", { ordli_lamps: "2" }, "5.5", "requested"],
    ])
    expect(requestedReturns(orderInAustin())).toEqual([])
  })
})

describe("pendingReturnMethods", () => {
  it("are those of returns of which nothing was received", () => {
    const order = withReturns([])
    expect(pendingReturnMethods(order, []).map(({ id }) => id)).toEqual([
      "ordsm_2",
    ])
    expect(pendingReturnMethods(order, [{ id: "return_1" }])).toEqual([])
    expect(pendingReturnMethods(orderInAustin(), [])).toEqual([])
  })
})

describe("the value of returned goods", () => {
  const withLamps = (detail: object, quantity = 2) =>
    orderInAustin({ items: [{ ...LAMPS, quantity, detail }] })

  it("is that of the received and the damaged units, with tax", () => {
    const order = withLamps({
      return_received_quantity: 1,
      return_dismissed_quantity: 1,
      return_requested_quantity: 0,
    })
    expect(valueOfReceived(order).toFixed()).toBe("86.6")
    expect(valueOfRequested(order).toFixed()).toBe("0")
  })

  it("is that of the requested units", () => {
    const order = withLamps({ return_requested_quantity: 1 })
    expect(valueOfRequested(order).toFixed()).toBe("43.3")
    expect(valueOfReceived(order).toFixed()).toBe("0")
  })

  it("is nothing for a line that was edited away, and for no returns", () => {
    expect(
      valueOfReceived(withLamps({ return_received_quantity: 1 }, 0)).toFixed()
    ).toBe("0")
    expect(valueOfReceived(orderInAustin()).toFixed()).toBe("0")
    expect(valueOfReceived(orderInAustin({ items: null })).toFixed()).toBe("0")
  })
})
