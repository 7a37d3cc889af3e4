import type { TaxLine } from "../../tax/tax-lines/build-tax-lines"
import {
  type AnsweredCart,
  currentRequest,
  runInRequestScope,
  saveAnswer,
  saveRunState,
  takeAnswer,
  takeRunState,
} from "./cart-handoff"

const cart = (name: string): AnsweredCart => ({
  lines: [],
  address: undefined,
  fingerprint: "f",
  taxLines: Array.from({ length: 10 }, (): TaxLine => ({
    line_item_id: "cali_01J",
    name,
    code: "us-tx:texas-state-tax",
    rate: 6.25,
    provider_id: "tp_kintsugi_kintsugi",
  })),
})

describe("the answer that is saved for a cart", () => {
  it("can be taken only once", () => {
    saveAnswer("cart_1", cart("Texas State Tax"))
    expect(takeAnswer("cart_1")?.taxLines).toHaveLength(10)
    expect(takeAnswer("cart_1")).toBeUndefined()
  })

  it("is evicted before all answers take too much memory, even with few tax lines", () => {
    for (let count = 0; count < 50; count++) {
      saveAnswer(`cart_${count}`, cart("x".repeat(12_600)))
    }
    expect(takeAnswer("cart_49")).toBeDefined()
    expect(takeAnswer("cart_0")).toBeUndefined()
  })
})

describe("the state of a run", () => {
  const state = () => ({ lookups: {}, restoredByRun: new Set<string>() })

  it("is for the workflow that the run is a step of, and for it once", () => {
    const saved = state()
    saveRunState("cart_1", "step-of-outer", saved)
    expect(takeRunState("cart_1", "outer")).toBe(saved)
    expect(takeRunState("cart_1", "outer")).toBeUndefined()
  })

  it.each([["other"], [undefined]])(
    "is given up where another workflow takes it: %s",
    (transactionId) => {
      saveRunState("cart_1", "step-of-outer", state())
      expect(takeRunState("cart_1", transactionId)).toBeUndefined()
      expect(takeRunState("cart_1", "outer")).toBeUndefined()
    }
  )

  it("is evicted before the carts of all runs have too many lines", () => {
    const cart = {
      whole: {},
      lines: Array.from({ length: 999 }, () => ({}) as never),
    }
    for (const id of ["cart_1", "cart_2", "cart_3"]) {
      saveRunState(id, "step-of-outer", { ...state(), cart })
    }
    expect(takeRunState("cart_1", "outer")).toBeUndefined()
    expect(takeRunState("cart_2", "outer")).toBeDefined()
    expect(takeRunState("cart_3", "outer")).toBeDefined()
  })
})

describe("the scope of a request", () => {
  it("is empty outside of a request, and grows within one", () => {
    const requester = { as: "shopper", customerId: "cus_01JANE" } as const
    const taxRequest = {}
    expect(currentRequest()).toEqual({})
    runInRequestScope({ requester }, () => {
      runInRequestScope({ taxRequest }, () => {
        expect(currentRequest()).toEqual({ requester, taxRequest })
        expect(currentRequest().taxRequest).toBe(taxRequest)
      })
      expect(currentRequest()).toEqual({ requester })
    })
    expect.assertions(4)
  })
})
