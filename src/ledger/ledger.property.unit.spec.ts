import fc from "fast-check"
import { runsOf } from "../../integration-tests/exactness/runs"
import { StoreOrder } from "./__fixtures__/store-order"
import { type Action, act, scenario } from "./__fixtures__/store-order-actions"
import { grossOf } from "./charged-lines"
import { exactItemGross } from "./exact-lines"

/** Checks each order after each step. */
const forEveryStep = (
  runs: number,
  check: (order: StoreOrder, history: Action[]) => void
) =>
  fc.assert(
    fc.property(
      scenario,
      ({ currency, reportOn, items, shipping, actions }) => {
        const order = new StoreOrder(currency, items, shipping, reportOn)
        const history: Action[] = []
        order.recordOrder()
        for (const action of actions) {
          if (order.order.status === "canceled") {
            break
          }
          act(order, action)
          history.push(action)
          order.recordOrder()
          check(order, history)
        }
        order.isDown = false
        order.recordOrder()
        check(order, history)
      }
    ),
    { numRuns: runsOf(runs), seed: 20261123 }
  )

jest.setTimeout(120_000)

describe("the ledger of an order", () => {
  it("adds up to the money kept, to the last unit, whenever nothing is owed", () => {
    let compared = 0
    forEveryStep(2_000, (order) => {
      const { outstanding, expected, retained } = order.balance
      const isEven = expected.isZero() && !outstanding.isNegative()
      if (order.order.status === "canceled" || !isEven || order.isDown) {
        return
      }
      compared++
      expect(order.atKintsugi.toFixed()).toBe(retained.toFixed())
    })
    expect(compared).toBeGreaterThan(runsOf(2_000) / 2)
  })

  it("adds up to zero when a sold order is cancelled", () => {
    let compared = 0
    forEveryStep(2_000, (order) => {
      if (order.order.status === "canceled" && !order.isDown) {
        compared++
        expect(order.atKintsugi.toFixed()).toBe("0")
      }
    })
    expect(compared).toBeGreaterThan(runsOf(2_000) / 10)
  })

  it("never credits more of a line than was sold of it", () => {
    forEveryStep(1_000, (order) => {
      const sold = new Map<string, { net: number; tax: number }>()
      for (const record of order.ledger) {
        if (record.type === "sale") {
          for (const { id, net, tax } of record.delivered?.lines ?? []) {
            const known = sold.get(id)
            sold.set(id, {
              net: (known?.net ?? 0) + Number(net),
              tax: (known?.tax ?? 0) + Number(tax),
            })
          }
        }
      }
      const left = new Map(sold)
      for (const { credit } of order.credits) {
        for (const { id, net, tax } of credit.lines) {
          const rest = left.get(id) ?? { net: 0, tax: 0 }
          left.set(id, {
            net: rest.net - Number(net),
            tax: rest.tax - Number(tax),
          })
        }
      }
      for (const { net, tax } of left.values()) {
        expect(net).toBeGreaterThan(-1e-6)
        expect(tax).toBeGreaterThan(-1e-6)
      }
    })
  })

  it("credits each refund at most by its amount", () => {
    forEveryStep(1_000, (order) => {
      const refunds = new Map(
        order.balance.refunds.map(({ id, amount }) => [id, amount])
      )
      for (const { reason, referenceId, credit } of order.credits) {
        const refund = refunds.get(referenceId)
        if (reason === "refund" && refund) {
          const unit = order.order.currency_code === "jpy" ? 1 : 0.01
          expect(
            grossOf(credit.lines)
              .minus(refund)
              .lte(unit * refunds.size)
          ).toBe(true)
        }
      }
    })
  })

  it("values a returned unit as Medusa does", () => {
    const order = new StoreOrder(
      "usd",
      [
        {
          price: 19.99,
          quantity: 3,
          rates: [6.25, 1, 1],
          discount: 10,
          inclusive: false,
          isGiftCard: false,
        },
      ],
      0
    )
    // 19.99 less a third of 5.997, and 8.25 % of that.
    expect(exactItemGross(order.order.items[0]!, 1, "usd").toFixed(7)).toBe(
      "19.4752575"
    )
  })
})
