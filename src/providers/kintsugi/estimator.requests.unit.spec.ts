import type { KintsugiOptions } from "../../options"
import type { FingerprintInput } from "../../tax/estimate/fingerprint"
import type { Lie } from "../../../integration-tests/sandbox/index"
import {
  AUSTIN,
  TAXES_OF_CART,
  cart,
  decimal,
  line,
  taxesOf,
  useEstimator,
} from "../../../integration-tests/provider/use-estimator"
import { createEstimateCache } from "./cache/estimates"

const kintsugi = useEstimator()
const another = useEstimator()
const { storeOf } = kintsugi

describe("a separate estimate request", () => {
  it.each<[string, Partial<FingerprintInput>]>([
    ["another customer", { customer: { id: "cus_01JOHN" } }],
    ["a guest", { customer: undefined }],
    ["another postal code", { address: { ...AUSTIN, postal_code: "78702" } }],
    ["another street", { address: { ...AUSTIN, street_1: "1 Main St" } }],
    ["the bill's address", { address: { ...AUSTIN, type: "BILL_TO" } }],
    ["another price", { lines: [line("cali_01JSHIRT", "Shirt", "39.97")] }],
    ["another product", { lines: [line("cali_01JSHIRT", "Coat", "39.98")] }],
    [
      "another quantity",
      {
        lines: [
          line("cali_01JSHIRT", "Shirt", "39.98", { quantity: decimal(2) }),
        ],
      },
    ],
    [
      "another classification",
      {
        lines: [
          line("cali_01JSHIRT", "Shirt", "39.98", {
            classification: {
              category: "Physical",
              subcategory: "General Clothing",
            },
          }),
        ],
      },
    ],
  ])("is made for %s", async (_, fields) => {
    const estimates = storeOf()
    const base = {
      customer: { id: "cus_01JANE" },
      lines: [line("cali_01JSHIRT", "Shirt", "39.98")],
    }
    await estimates.of(cart(base), "cart_01JAUSTIN")
    await estimates.of(cart({ ...base, ...fields }), "cart_01JAUSTIN")
    expect(kintsugi.asked()).toHaveLength(2)
  })

  it.each<[string, KintsugiOptions]>([
    ["another organization", { organizationId: "orgn_other" }],
    ["another Kintsugi", { baseUrl: "another" }],
    ["another default category", { defaultSubcategory: "General Clothing" }],
    [
      "another shipping category",
      { shippingSubcategory: "Shipping and handling combined" },
    ],
  ])("is made for %s, although the cache is shared", async (_, options) => {
    const cache = createEstimateCache(undefined)
    await storeOf({ cache }).of(cart(), "cart_01JAUSTIN")
    if (options.organizationId) {
      kintsugi.sandbox.setAccess(options)
    }
    const { url: baseUrl } = another.sandbox
    await storeOf({
      cache,
      options: options.baseUrl ? { ...options, baseUrl } : options,
    }).of(cart(), "cart_01JAUSTIN")
    expect([...kintsugi.asked(), ...another.asked()]).toHaveLength(2)
  })

  it("is not made for options that don't affect the answer", async () => {
    const cache = createEstimateCache(undefined)
    await storeOf({ cache }).of(cart(), "cart_01JAUSTIN")
    await storeOf({
      cache,
      options: { retries: 0, onFailure: "throw", onTaxChange: "accept" },
    }).of(cart(), "cart_01JAUSTIN")
    expect(kintsugi.asked()).toHaveLength(1)
  })

  it("is made the next day, as rates change at midnight", async () => {
    const estimates = storeOf()
    const day = jest
      .spyOn(Date.prototype, "toISOString")
      .mockReturnValue("2026-06-30T23:59:59.999Z")
    try {
      await estimates.of(cart(), "cart_01JAUSTIN")
      await estimates.of(cart(), "cart_01JAUSTIN")
      expect(kintsugi.asked()).toHaveLength(1)
      day.mockReturnValue("2026-07-01T00:00:00.000Z")
      await estimates.of(cart(), "cart_01JAUSTIN")
      expect(kintsugi.asked()).toHaveLength(2)
    } finally {
      day.mockRestore()
    }
  })

  it("is made after a failure", async () => {
    kintsugi.failEstimates({ kind: "reset" })
    const estimates = storeOf()
    await expect(estimates.of(cart(), "cart_01JAUSTIN")).rejects.toMatchObject({
      code: "unavailable",
    })
    kintsugi.recover()
    expect(taxesOf(await estimates.of(cart(), "cart_01JAUSTIN"))).toEqual(
      TAXES_OF_CART
    )
  })

  it.each<[string, Lie, string]>([
    ["nonsense", "drop-item", "bad_response"],
    ["an invalid address", "invalid-address", "invalid_address"],
  ])("is made after %s, which is not cached", async (_, lie, code) => {
    kintsugi.failEstimates({ kind: "lie", lie })
    const estimates = storeOf()
    await expect(estimates.of(cart(), "cart_01JAUSTIN")).rejects.toMatchObject({
      code,
    })
    kintsugi.recover()
    expect(taxesOf(await estimates.of(cart(), "cart_01JAUSTIN"))).toEqual(
      TAXES_OF_CART
    )
  })
})
