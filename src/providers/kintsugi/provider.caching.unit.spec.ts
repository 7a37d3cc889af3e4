import type { ICachingModuleService } from "@medusajs/framework/types"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import {
  AUSTIN,
  FLOAT4,
  cart,
  charged,
  idsOf,
  item,
  mug,
  parcel,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  WHOLE_CART,
  inContext,
  whole,
} from "../../../integration-tests/provider/whole-cart"
import {
  ORGANIZATION_ID,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith } = kintsugi

describe("getTaxLines", () => {
  it("asks once about a cart that does not change", async () => {
    const provider = providerWith()
    const first = await provider.getTaxLines([item()], [parcel()], cart())
    const second = await provider.getTaxLines([item()], [parcel()], cart())
    expect(kintsugi.asked()).toEqual([
      "GET /v1/products",
      "POST /v1/tax/estimate",
    ])
    expect(second).toEqual(first)
  })
})

describe("the store's Caching Module", () => {
  const caching = (
    module: Partial<Record<"get" | "set", () => Promise<unknown>>>
  ) => module as unknown as ICachingModuleService

  const memory = () => {
    const entries = new Map<string, string>()
    return {
      get: async ({ key }: { key?: string }) =>
        JSON.parse(entries.get(key ?? "") ?? "null") as unknown,
      set: async ({ key, data }: { key: string; data: object }) =>
        void entries.set(key, JSON.stringify(data)),
    } as unknown as ICachingModuleService
  }

  it("shares an answer among all instances", async () => {
    const shared = memory()
    const ours = await providerWith({}, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    const theirs = await providerWith({}, { caching: shared }).getTaxLines(
      [item({ id: "cali_01JOTHER" })],
      [],
      cart()
    )
    expect(kintsugi.asked()).toEqual([
      "GET /v1/products",
      "POST /v1/tax/estimate",
    ])
    expect(theirs).toEqual(
      ours.map((line) => ({ ...line, line_item_id: "cali_01JOTHER" }))
    )
  })

  it("never shares an answer with another organization", async () => {
    const shared = memory()
    await providerWith({}, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    kintsugi.sandbox.setAccess({ organizationId: "orgn_other" })
    await providerWith(
      { organizationId: "orgn_other" },
      { caching: shared }
    ).getTaxLines([item()], [], cart())
    expect(
      kintsugi.sandbox
        .requests({ path: "/v1/tax/estimate" })
        .map(({ headers, status }) => [headers["x-organization-id"], status])
    ).toEqual([
      [ORGANIZATION_ID, 200],
      ["orgn_other", 200],
    ])
  })

  it("never stores a fallback", async () => {
    const shared = memory()
    kintsugi.failEstimates({ kind: "status", status: 503 })
    await providerWith({ retries: 0 }, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    kintsugi.recover()
    const lines = await providerWith({}, { caching: shared }).getTaxLines(
      [item()],
      [],
      cart()
    )
    expect(lines[0]?.data).toMatchObject({ source: "kintsugi" })
  })

  it("is not needed when it is down", async () => {
    const down = () => Promise.reject(new Error("Redis is down"))
    const lines = await providerWith(
      {},
      { caching: caching({ get: down, set: down }) }
    ).getTaxLines([item()], [], cart())
    expect(charged(lines, 39.98)).toBeCloseTo(3.3, FLOAT4)
    expect(kintsugi.log).toEqual([])
  })

  it("does not hold a calculation beyond its deadline", async () => {
    const hanging = () => new Promise(() => undefined)
    const calculation = providerWith(
      { deadlineMs: 600 },
      { caching: caching({ get: hanging, set: hanging }) }
    )
      .getTaxLines([item()], [], cart())
      .then(() => "over")
    const outcome = await Promise.race([
      calculation,
      new Promise((resolve) =>
        setTimeout(resolve, 600 + 1_200, "still waiting")
      ),
    ])
    expect(outcome).toBe("over")
  })
})

describe("the whole cart", () => {
  it("causes one request for the items' call and the shipping's", async () => {
    const provider = providerWith()
    const ofItems = await provider.getTaxLines([item(), mug()], [], whole())
    const ofShipping = await provider.getTaxLines([], [parcel()], whole())
    expect(kintsugi.estimateRequests()).toHaveLength(1)
    expect(idsOf(ofItems)).toEqual(["cali_01JSHIRT", "cali_01JMUG"])
    expect(idsOf(ofShipping)).toEqual(["casm_01JPARCEL"])
    // 35.98 is taxed 2.25 + 0.36 + 0.36, and what Medusa multiplies is 35.982.
    expect(charged(ofItems.slice(0, 3), 35.982)).toBeCloseTo(2.97, FLOAT4)
    expect(charged(ofItems.slice(3), 12)).toBeCloseTo(0.99, FLOAT4)
    expect(charged(ofShipping, 5)).toBeCloseTo(0.41, FLOAT4)
  })

  it("causes one request for both calls at the same time", async () => {
    const provider = providerWith()
    await Promise.all([
      provider.getTaxLines([item(), mug()], [], whole()),
      provider.getTaxLines([], [parcel()], whole()),
    ])
    expect(kintsugi.estimateRequests()).toHaveLength(1)
  })

  it("causes one request however often Medusa asks", async () => {
    const provider = providerWith()
    for (let calls = 0; calls < 5; calls += 1) {
      await provider.getTaxLines([item(), mug()], [parcel()], whole())
    }
    expect(kintsugi.estimateRequests()).toHaveLength(1)
  })

  it.each<[string, Partial<KintsugiTaxContext["kintsugi"]>]>([
    [
      "quantity",
      { lines: [inContext({ quantity: "3" }), ...WHOLE_CART.slice(1)] },
    ],
    [
      "discount",
      { lines: [inContext({ without_tax: "39.98" }), ...WHOLE_CART.slice(1)] },
    ],
    ["shipping method", { lines: WHOLE_CART.slice(0, 2) }],
    [
      "classification",
      {
        lines: [
          inContext({
            classification: {
              category: "Physical",
              subcategory: "General Clothing",
            },
          }),
          ...WHOLE_CART.slice(1),
        ],
      },
    ],
    ["address", { address: { ...AUSTIN, postal_code: "78702" } }],
  ])("is asked about again when its %s changes", async (_, fields) => {
    const provider = providerWith()
    const before = await provider.getTaxLines([item()], [], whole())
    const after = await provider.getTaxLines([item()], [], whole(fields))
    expect(kintsugi.estimateRequests()).toHaveLength(2)
    expect(after[0]?.data?.fingerprint).not.toBe(before[0]?.data?.fingerprint)
  })
})
