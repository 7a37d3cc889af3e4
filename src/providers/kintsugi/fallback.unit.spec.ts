import type { Logger, TaxRateDTO } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { timedOut } from "../../kintsugi-api"
import { type KintsugiOptions, resolveOptions } from "../../options"
import type { TaxableLine } from "../../tax/cart/taxable-line"
import { NotAskedError, applyFailurePolicy } from "./fallback"

const SHIRT: TaxableLine = {
  kind: "item",
  id: "cali_01JSHIRT",
  productId: "prod_01JSHIRT",
  quantity: MathBN.convert(1),
  price: {
    withTax: MathBN.convert(0),
    withoutTax: MathBN.convert("19.99"),
  },
  amount: MathBN.convert("19.99"),
  currencyCode: "USD",
  rates: [
    { id: "txr_01JTEXAS", name: "Texas default", code: "TXDEF", rate: 8.25 },
  ] as TaxRateDTO[],
}

const fail = (
  error: unknown,
  options: KintsugiOptions = {},
  exemptBy?: "customer_group" | "exemption"
) => {
  const log: { level: string; text: string }[] = []
  const at = (level: string) => (text: string) => {
    log.push({ level, text })
  }
  const logger = {
    debug: at("debug"),
    warn: at("warn"),
    error: at("error"),
  } as unknown as Logger
  const lines = applyFailurePolicy(error, {
    lines: [SHIRT],
    reference: "cart_01JAUSTIN",
    options: resolveOptions(options),
    exemptBy,
    logger,
  })
  return { lines, log }
}

describe("applyFailurePolicy", () => {
  it("keeps the cart going after a bug in the plugin, and logs it", () => {
    const { lines, log } = fail(new TypeError("line.rates is not iterable"))
    expect(lines).toMatchObject([
      { rate: 8.25, data: { source: "fallback", reason: "internal_error" } },
    ])
    expect(log).toHaveLength(1)
    expect(log[0]?.level).toBe("error")
    expect(log[0]?.text).toContain(
      "This is a bug in medusa-plugin-kintsugi; please report it: TypeError: line.rates is not iterable"
    )
    expect(log[0]?.text).toContain("fallback.unit.spec")
  })

  it.each(
    (["fallback", "throw", "zero"] as const).flatMap((onFailure) =>
      (["customer_group", "exemption"] as const).map(
        (exemptBy) => [exemptBy, onFailure] as const
      )
    )
  )(
    "does not tax an exempt customer (by %s), regardless of onFailure (%s)",
    (exemptBy, onFailure) => {
      const { lines } = fail(timedOut(1900), { onFailure }, exemptBy)
      expect(lines).toMatchObject([
        {
          rate: 0,
          data: {
            source: "zero",
            reason: "timed_out",
            exempt_by: exemptBy,
          },
        },
      ])
    }
  )

  it("works for an error without a stack", () => {
    const error = new Error("no stack")
    delete error.stack
    expect(fail(error).log[0]?.text).toContain("please report it: no stack")
  })

  it("works for anything that is thrown", () => {
    const { lines, log } = fail("a text")
    expect(lines).toMatchObject([{ data: { reason: "internal_error" } }])
    expect(log[0]?.text).toContain("no details")
  })

  it("follows onFailure even after a bug in the plugin", () => {
    expect(fail(new TypeError("x"), { onFailure: "zero" }).lines).toMatchObject(
      [{ rate: 0, data: { source: "zero", reason: "internal_error" } }]
    )
    expect(() => fail(new TypeError("x"), { onFailure: "throw" })).toThrow(
      "Tax could not be calculated right now."
    )
  })

  it("logs the failure, its effect and what to do in one line", () => {
    expect(fail(timedOut(1500)).log).toEqual([
      {
        level: "warn",
        text:
          "[kintsugi] cart_01JAUSTIN: taxed by the tax region's own rates (timed_out). " +
          "Kintsugi did not answer within 1500 ms. " +
          "Kintsugi could not answer. Until it does, carts are taxed as set in the Admin under Settings → Kintsugi → Behavior, or by the option onFailure. You only need to act if this continues.",
      },
    ])
  })

  it("logs a store that is not configured only at debug level", () => {
    const failure = new NotAskedError("not_configured", "apiKey not set")
    expect(fail(failure).log).toEqual([
      {
        level: "debug",
        text: "[kintsugi] cart_01JAUSTIN: taxed by the tax region's own rates (not_configured). apiKey not set.",
      },
    ])
  })
})
