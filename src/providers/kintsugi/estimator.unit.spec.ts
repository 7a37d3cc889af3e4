import type { KintsugiClient } from "../../kintsugi-api"
import {
  AUSTIN,
  TAXES_OF_CART,
  cart,
  including,
  taxesOf,
  useEstimator,
} from "../../../integration-tests/provider/use-estimator"

const kintsugi = useEstimator()
const { storeOf } = kintsugi

describe("a cart's estimate", () => {
  it("is Kintsugi's answer, in the order of the lines", async () => {
    // Kintsugi may answer in an order of its own.
    kintsugi.failEstimates({ kind: "lie", lie: "shuffle" })
    const estimated = await storeOf().of(cart(), "cart_01JAUSTIN")
    expect(taxesOf(estimated)).toEqual(TAXES_OF_CART)
    expect(estimated.answer.estimate.has_active_registration).toBe(true)
    expect(kintsugi.asked()).toMatchObject([
      {
        external_id: "cart_01JAUSTIN",
        addresses: [AUSTIN],
        transaction_items: [
          { external_id: "cali_01JSHIRT", amount: 39.98 },
          { external_id: "cali_01JMUG", amount: 12 },
          { external_id: "casm_01JPARCEL", amount: 9.5 },
        ],
      },
    ])
  })

  it("is requested once for an unchanged cart", async () => {
    const estimates = storeOf()
    await estimates.of(cart(), "cart_01JAUSTIN")
    const second = await estimates.of(cart(), "cart_01JAUSTIN")
    expect(kintsugi.asked()).toHaveLength(1)
    expect(kintsugi.lookedUp().sort()).toEqual(["prod_Mug", "prod_Shirt"])
    expect(taxesOf(second)).toEqual(TAXES_OF_CART)
  })
})

describe("the deadline of an estimate", () => {
  it("is the same for all requests about one cart", async () => {
    const deadlines: number[] = []
    const watch = (client: KintsugiClient) => {
      const { estimateTax } = client
      jest.spyOn(client, "estimateTax").mockImplementation((request, call) => {
        deadlines.push(call.deadline)
        return estimateTax(request, call)
      })
    }
    const start = Date.now()
    await storeOf({ options: { deadlineMs: 1500 }, watch }).of(
      cart({ lines: [including("a", "119")] }),
      "cart_01JAUSTIN"
    )
    expect(deadlines.length).toBeGreaterThan(1)
    expect(new Set(deadlines).size).toBe(1)
    expect(deadlines[0]).toBeGreaterThanOrEqual(start + 1500)
    expect(deadlines[0]).toBeLessThan(start + 1500 + 3_000)
  })
})
