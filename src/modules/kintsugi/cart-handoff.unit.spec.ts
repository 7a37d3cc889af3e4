import type { TaxLine } from "../../tax/tax-lines/build-tax-lines"
import { type AnsweredCart, saveAnswer, takeAnswer } from "./cart-handoff"

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
