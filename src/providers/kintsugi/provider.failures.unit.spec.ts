import type { TaxRateDTO } from "@medusajs/framework/types"
import type {
  FaultKind,
  FaultStatus,
} from "../../../integration-tests/sandbox/index"
import {
  FLOAT4,
  TEXAS_RATE,
  cart,
  charged,
  fallback,
  item,
  mug,
  parcel,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  ESTIMATE,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith, taxShirts } = kintsugi

describe("getTaxLines when Kintsugi can't answer", () => {
  it.each<[string, FaultKind, string, string]>([
    ["is down", { kind: "status", status: 503 }, "unavailable", "warn"],
    ["is too busy", { kind: "status", status: 429 }, "rate_limited", "warn"],
    [
      "refuses the request",
      { kind: "status", status: 422 },
      "invalid_request",
      "error",
    ],
    ["hangs", { kind: "hang" }, "timed_out", "warn"],
    ["hangs up", { kind: "reset" }, "unavailable", "warn"],
    [
      "answers with a page",
      { kind: "body", body: "<!doctype html>", contentType: "text/html" },
      "bad_response",
      "warn",
    ],
    [
      "leaves out an item",
      { kind: "lie", lie: "drop-item" },
      "bad_response",
      "warn",
    ],
    [
      "answers in another currency",
      { kind: "lie", lie: "other-currency" },
      "bad_response",
      "warn",
    ],
    [
      "answers with a negative tax",
      { kind: "lie", lie: "negative-tax" },
      "bad_response",
      "warn",
    ],
    [
      "answers with a tax that is not a number",
      { kind: "lie", lie: "nan-tax" },
      "bad_response",
      "warn",
    ],
  ])(
    "(it %s) falls back to the store's own rates, marked",
    async (_, fault, reason, level) => {
      kintsugi.failEstimates(fault)
      // Only what hangs should be met by the deadline.
      const deadlineMs = fault.kind === "hang" ? 800 : 9_000
      const lines = await taxShirts({ deadlineMs, retries: 1 })
      expect(lines).toEqual([fallback(reason)])
      expect(kintsugi.log).toHaveLength(1)
      expect(kintsugi.log[0]?.level).toBe(level)
      expect(kintsugi.log[0]?.text).toContain(
        `[kintsugi] cart_01JAUSTIN: taxed by the tax region's own rates (${reason}). `
      )
    }
  )

  it("rejects the whole answer because of one wrong line", async () => {
    kintsugi.failEstimates({
      kind: "change",
      fields: { transaction_items: [{}, { tax_rate: "8.25" }] },
    })
    await expect(taxShirts({}, [item(), mug()])).resolves.toEqual([
      fallback("bad_response"),
      { ...fallback("bad_response"), line_item_id: "cali_01JMUG" },
    ])
  })

  it("ends at the deadline", async () => {
    kintsugi.failLookUps({ kind: "hang" })
    kintsugi.failEstimates({ kind: "hang" })
    const start = Date.now()
    await taxShirts({ deadlineMs: 600 })
    expect(Date.now() - start).toBeLessThan(600 + 1_200)
  })

  it("tries again before it gives up, and logs nothing if that succeeds", async () => {
    kintsugi.sandbox.fail({ kind: "status", status: 503, endpoint: ESTIMATE })
    expect(charged(await taxShirts(), 39.98)).toBeCloseTo(3.3, FLOAT4)
    expect(kintsugi.estimateRequests()).toHaveLength(2)
    expect(kintsugi.log).toEqual([])
  })

  it('throws a message for the storefront with onFailure: "throw"', async () => {
    kintsugi.failEstimates({ kind: "status", status: 500 })
    await expect(
      taxShirts({ onFailure: "throw", retries: 0 })
    ).rejects.toMatchObject({
      type: "unexpected_state",
      code: "kintsugi_tax_unavailable",
      message:
        "Tax could not be calculated right now. Please try again in a moment; if it happens again, contact the store.",
    })
    expect(kintsugi.log).toHaveLength(1)
    expect(kintsugi.log[0]?.text).toContain(
      "no tax was calculated (unavailable)"
    )
  })

  it('charges no tax, marked, with onFailure: "zero"', async () => {
    kintsugi.failEstimates({ kind: "status", status: 500 })
    await expect(taxShirts({ onFailure: "zero", retries: 0 })).resolves.toEqual(
      [
        {
          line_item_id: "cali_01JSHIRT",
          provider_id: "tp_kintsugi_kintsugi",
          name: "No tax",
          code: "unavailable",
          rate: 0,
          data: { source: "zero", reason: "unavailable" },
        },
      ]
    )
    expect(kintsugi.log).toHaveLength(1)
    expect(kintsugi.log[0]?.text).toContain(
      "no tax was charged, as the option onFailure specifies"
    )
  })

  it.each([
    ["no rate", []],
    ["a rate without a number", [{ ...TEXAS_RATE, rate: null } as TaxRateDTO]],
  ])(
    "with %s to fall back on, throws instead of charging no tax",
    async (_, rates) => {
      kintsugi.failEstimates({ kind: "status", status: 500 })
      await expect(
        taxShirts({ retries: 0 }, [item({}, rates)])
      ).rejects.toMatchObject({
        type: "unexpected_state",
        message: expect.stringContaining(
          "Tax could not be calculated right now"
        ),
      })
      expect(kintsugi.log).toHaveLength(1)
      expect(kintsugi.log[0]?.text).toContain(
        "the tax region has no default rate in Medusa to fall back on"
      )
    }
  )

  it("throws if there is a rate for the items but none for shipping", async () => {
    kintsugi.failEstimates({ kind: "status", status: 500 })
    await expect(
      providerWith({ retries: 0 }).getTaxLines([item()], [parcel([])], cart())
    ).rejects.toMatchObject({ code: "kintsugi_tax_unavailable" })
  })
})

describe("refused credentials", () => {
  it.each<[FaultStatus, string]>([
    [401, "unauthorized"],
    [403, "forbidden"],
  ])(
    "(%i at the look-up) cost one request and fall back",
    async (status, reason) => {
      kintsugi.failLookUps({ kind: "status", status })
      kintsugi.failEstimates({ kind: "status", status })
      await expect(taxShirts()).resolves.toEqual([fallback(reason)])
      expect(kintsugi.asked()).toEqual(["GET /v1/products"])
    }
  )

  it.each<[FaultStatus, string]>([
    [401, "unauthorized"],
    [403, "forbidden"],
  ])(
    "(%i at the estimate) cost one request and fall back",
    async (status, reason) => {
      kintsugi.failEstimates({ kind: "status", status })
      const lines = await providerWith().getTaxLines([], [parcel()], cart())
      expect(lines).toMatchObject([
        {
          shipping_line_id: "casm_01JPARCEL",
          rate: 8.25,
          data: { source: "fallback", reason },
        },
      ])
      expect(kintsugi.asked()).toEqual(["POST /v1/tax/estimate"])
    }
  )

  it("cause one log line, an error that says what to fix", async () => {
    kintsugi.sandbox.setAccess({ apiKey: "sk_live_another" })
    await taxShirts()
    expect(kintsugi.log).toHaveLength(1)
    expect(kintsugi.log[0]?.level).toBe("error")
    expect(kintsugi.log[0]?.text).toContain("cart_01JAUSTIN")
    expect(kintsugi.log[0]?.text).toContain("(unauthorized)")
    expect(kintsugi.log[0]?.text).toContain(
      "in the Admin under Settings → Kintsugi, or in the plugin's options (apiKey, organizationId)"
    )
  })
})
