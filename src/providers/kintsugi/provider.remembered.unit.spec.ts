import {
  AUSTIN,
  FLOAT4,
  JANE,
  cart,
  charged,
  fallback,
  item,
  mug,
  parcel,
  taxLinesOf,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  createTestMemory,
  inMemoryRows,
} from "../../../integration-tests/provider/in-memory-rows"
import {
  moduleWith,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"
import type { FaultKind } from "../../../integration-tests/sandbox/index"
import type { PluginModule } from "../../modules/kintsugi/running-instance"

const kintsugi = useKintsugi()

const NO_ONE: PluginModule["customers"] = {
  getTaxStatus: async (id) => ({ id }),
}

describe("getTaxLines with onFailure: remember", () => {
  const storeWith = (
    customers = NO_ONE,
    rows = inMemoryRows(),
    options: Parameters<typeof kintsugi.providerWith>[0] = {}
  ) => {
    const memory = createTestMemory(rows)
    return {
      memory,
      rows,
      provider: kintsugi.providerWith(
        { retries: 0, ...options },
        { kintsugi: { ...moduleWith(customers), memory } }
      ),
    }
  }

  it.each<[string, FaultKind, string]>([
    ["is down", { kind: "status", status: 503 }, "unavailable"],
    ["is too busy", { kind: "status", status: 429 }, "rate_limited"],
    ["does not answer in time", { kind: "status", status: 408 }, "timed_out"],
    ["hangs up", { kind: "reset" }, "unavailable"],
    ["refuses the key", { kind: "status", status: 401 }, "unauthorized"],
    ["refuses the organization", { kind: "status", status: 403 }, "forbidden"],
    ["leaves out an item", { kind: "lie", lie: "drop-item" }, "bad_response"],
  ])(
    "(Kintsugi %s) charges what it would have answered",
    async (_, fault, reason) => {
      const { provider } = storeWith()
      await provider.getTaxLines([item()], [parcel()], cart())
      kintsugi.failEstimates(fault)
      // Another quantity, so that no answer is there already.
      const lines = await provider.getTaxLines(
        [item({ quantity: 5 })],
        [parcel()],
        cart()
      )
      // 6.25 % and twice 1 % of 99.95, each rounded: 6.25 + 1.00 + 1.00.
      expect(charged(taxLinesOf("cali_01JSHIRT", lines), 99.95)).toBeCloseTo(
        8.25,
        FLOAT4
      )
      expect(charged(taxLinesOf("casm_01JPARCEL", lines), 9.5)).toBeCloseTo(
        0.79,
        FLOAT4
      )
      expect(lines[0]?.data).toMatchObject({
        source: "remembered",
        reason,
        as_of: new Date().toISOString().slice(0, 10),
        approximate: false,
        has_active_registration: true,
        line: { tax_amount: "8.25", taxable_amount: "99.95" },
        jurisdiction: { rate: "0.0625", amount: "6.25" },
      })
      expect(kintsugi.log.at(-1)?.text).toContain(
        "taxed by Kintsugi's earlier answers"
      )
    }
  )

  it("uses nothing remembered where Kintsugi refuses the request", async () => {
    const { provider } = storeWith()
    await provider.getTaxLines([item()], [], cart())
    kintsugi.failEstimates({ kind: "status", status: 422 })
    expect(await provider.getTaxLines([mug()], [], cart())).toMatchObject([
      { data: { source: "fallback", reason: "invalid_request" } },
    ])
  })

  it("uses nothing remembered with onFailure: fallback", async () => {
    const { provider } = storeWith(NO_ONE, undefined, {
      onFailure: "fallback",
    })
    await provider.getTaxLines([mug()], [], cart())
    kintsugi.failEstimates({ kind: "status", status: 503 })
    expect(await provider.getTaxLines([item()], [], cart())).toEqual([
      fallback("unavailable"),
    ])
  })

  it("takes the region's rates for a place of which nothing is known", async () => {
    const { provider } = storeWith()
    await provider.getTaxLines([item()], [], cart())
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const inDenver = {
      ...AUSTIN,
      city: "Denver",
      province_code: "us-co",
      postal_code: "80202",
    }
    expect(
      await provider.getTaxLines([item()], [], cart({ address: inDenver }))
    ).toEqual([fallback("unavailable")])
  })

  it("taxes a known line from memory beside one that is not", async () => {
    const { provider } = storeWith()
    kintsugi.addProducts("prod_01JMUG")
    await provider.getTaxLines([mug()], [], cart())
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const lines = await provider.getTaxLines(
      [mug({ quantity: 2 }), item()],
      [],
      cart()
    )
    expect(taxLinesOf("cali_01JMUG", lines)[0]?.data).toMatchObject({
      source: "remembered",
    })
    expect(taxLinesOf("cali_01JSHIRT", lines)).toEqual([
      fallback("unavailable"),
    ])
  })

  it("marks the tax of the nearest known place as approximate", async () => {
    const { provider } = storeWith()
    await provider.getTaxLines([item()], [], cart())
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const nearby = { ...AUSTIN, postal_code: "78745" }
    const lines = await provider.getTaxLines(
      [item()],
      [],
      cart({ address: nearby })
    )
    expect(lines[0]?.data).toMatchObject({
      source: "remembered",
      approximate: true,
    })
  })

  it("learns nothing from a doubted answer, an exempt buyer or a tax id", async () => {
    const rows = inMemoryRows()
    const exempt = storeWith(
      { getTaxStatus: async (id) => ({ id, exemptBecause: "Reseller" }) },
      rows
    )
    await exempt.provider.getTaxLines([item()], [], cart())
    const { provider, memory } = storeWith(NO_ONE, rows)
    kintsugi.failEstimates({ kind: "lie", lie: "drop-item" })
    await provider.getTaxLines([item(), mug()], [], cart())
    await exempt.memory.save()
    await memory.save()
    expect(rows.all()).toEqual([])
  })

  it("charges an exempt customer nothing, whatever is remembered", async () => {
    const rows = inMemoryRows()
    const usual = storeWith(NO_ONE, rows)
    await usual.provider.getTaxLines([item()], [], cart())
    await usual.memory.save()
    const exempt = storeWith(
      { getTaxStatus: async (id) => ({ id, exemptBecause: "Reseller" }) },
      rows
    )
    kintsugi.failEstimates({ kind: "status", status: 503 })
    expect(
      await exempt.provider.getTaxLines([item()], [], cart())
    ).toMatchObject([
      { rate: 0, data: { source: "zero", exempt_by: "customer_group" } },
    ])
  })

  it("repeats its earlier answer for the same cart, where a tax ID decided", async () => {
    const { provider } = storeWith({
      getTaxStatus: async (id) => ({
        id,
        taxIds: [{ country: "US", number: "12-3456789" }],
      }),
    })
    const answered = await provider.getTaxLines([item()], [], cart())
    jest.useFakeTimers({
      doNotFake: ["setTimeout", "setImmediate", "nextTick", "queueMicrotask"],
      now: Date.now() + 86_400_000,
    })
    try {
      kintsugi.failEstimates({ kind: "status", status: 503 })
      const remembered = await provider.getTaxLines([item()], [], cart())
      expect(remembered.map(({ rate }) => rate)).toEqual(
        answered.map(({ rate }) => rate)
      )
      expect(remembered[0]?.data).toMatchObject({
        source: "remembered",
        approximate: false,
      })
      expect(
        await provider.getTaxLines([item({ quantity: 9 })], [], cart())
      ).toEqual([fallback("unavailable")])
    } finally {
      jest.useRealTimers()
    }
  })

  it("stores neither the street nor anything about the customer", async () => {
    const { provider, memory, rows } = storeWith()
    await provider.getTaxLines([item()], [parcel()], cart())
    await memory.save()
    const stored = JSON.stringify(rows.all())
    expect(rows.all().length).toBeGreaterThan(0)
    for (const secret of [
      AUSTIN.address_1,
      "Congress",
      JANE.id,
      JANE.email,
      "cali_01JSHIRT",
      "cart_01JAUSTIN",
    ]) {
      expect(stored).not.toContain(secret)
    }
  })

  it("uses what another organization taught for nobody else", async () => {
    const rows = inMemoryRows()
    const first = storeWith(NO_ONE, rows)
    await first.provider.getTaxLines([item()], [], cart())
    await first.memory.save()
    const second = storeWith(NO_ONE, rows, { organizationId: "orgn_other" })
    // The sandbox refuses this organization, as Kintsugi would.
    expect(
      await second.provider.getTaxLines([item()], [], cart())
    ).toMatchObject([{ data: { source: "fallback", reason: "forbidden" } }])
  })

  it("waits for nobody once Kintsugi is known to be down", async () => {
    const { provider } = storeWith()
    await provider.getTaxLines([item()], [], cart())
    kintsugi.failEstimates({ kind: "status", status: 503 })
    for (let quantity = 3; quantity < 9; quantity += 1) {
      const lines = await provider.getTaxLines([item({ quantity })], [], cart())
      expect(lines[0]?.data).toMatchObject({ source: "remembered" })
    }
    // One that was answered, and three that opened the circuit.
    expect(kintsugi.estimateRequests().length).toBe(4)
  })

  it("solves prices that include tax as Kintsugi's answers did", async () => {
    const { provider } = storeWith()
    const context = (price: string) =>
      cart(
        {},
        {
          kintsugi: {
            external_id: "cart_01JAUSTIN",
            replaces: true,
            customer_trusted: true,
            lines: [
              {
                kind: "item",
                id: "cali_01JSHIRT",
                product_id: "prod_01JSHIRT",
                title: "Oxford Shirt",
                quantity: "1",
                with_tax: price,
                without_tax: "0",
              },
            ],
          },
        }
      )
    await provider.getTaxLines([item()], [], context("10"))
    const answered = await provider.getTaxLines([item()], [], context("108.25"))
    kintsugi.failEstimates({ kind: "status", status: 503 })
    const remembered = await provider.getTaxLines(
      [item()],
      [],
      context("216.5")
    )
    expect(charged(answered, 100)).toBeCloseTo(8.25, FLOAT4)
    expect(charged(remembered, 200)).toBeCloseTo(16.5, FLOAT4)
    expect(remembered[0]?.data).toMatchObject({ source: "remembered" })
  })
})
