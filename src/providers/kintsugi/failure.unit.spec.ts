import type { Logger, TaxRateDTO } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { timedOut } from "../../kintsugi"
import { type KintsugiOptions, resolveOptions } from "../../options"
import type { TaxableLine } from "../../tax/taxable-lines"
import { Failure, whenKintsugiFails } from "./failure"

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
  exemptBecause?: string
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
  const lines = whenKintsugiFails(error, {
    lines: [SHIRT],
    reference: "cart_01JAUSTIN",
    options: resolveOptions(options),
    exemptBecause,
    logger,
  })
  return { lines, log }
}

describe("whenKintsugiFails", () => {
  it("keeps the cart going when the fault is our own, and says so", () => {
    const { lines, log } = fail(new TypeError("line.rates is not iterable"))
    expect(lines).toMatchObject([
      { rate: 8.25, data: { source: "fallback", reason: "internal_error" } },
    ])
    expect(log).toHaveLength(1)
    expect(log[0]?.level).toBe("error")
    expect(log[0]?.text).toContain(
      "This is a fault of medusa-plugin-kintsugi, please report it: TypeError: line.rates is not iterable"
    )
    expect(log[0]?.text).toContain("failure.unit.spec")
  })

  it.each(["fallback", "throw", "zero"] as const)(
    "taxes nobody whose group is exempt, whatever onFailure says (%s)",
    (onFailure) => {
      const { lines } = fail(timedOut(1900), { onFailure }, "Public school")
      expect(lines).toMatchObject([
        {
          rate: 0,
          data: {
            source: "zero",
            reason: "timed_out",
            exempt_because: "Public school",
          },
        },
      ])
    }
  )

  it("does without a stack", () => {
    const error = new Error("no stack")
    delete error.stack
    expect(fail(error).log[0]?.text).toContain("please report it: no stack")
  })

  it("takes anything that is thrown", () => {
    const { lines, log } = fail("a text")
    expect(lines).toMatchObject([{ data: { reason: "internal_error" } }])
    expect(log[0]?.text).toContain("no details")
  })

  it("follows onFailure in that case, too", () => {
    expect(fail(new TypeError("x"), { onFailure: "zero" }).lines).toMatchObject(
      [{ rate: 0, data: { source: "zero", reason: "internal_error" } }]
    )
    expect(() => fail(new TypeError("x"), { onFailure: "throw" })).toThrow(
      "Tax could not be calculated right now."
    )
  })

  it("says what happened, what came of it and what to do, in one line", () => {
    expect(fail(timedOut(1500)).log).toEqual([
      {
        level: "warn",
        text:
          "[kintsugi] cart_01JAUSTIN: taxed by the tax region's own rates (timed_out). " +
          "Kintsugi did not answer within 1500 ms. " +
          "Kintsugi could not answer. Until it does, carts are taxed as the Admin says under Settings → Kintsugi → Behaviour, or the option onFailure; nothing needs to be done unless it lasts.",
      },
    ])
  })

  it("keeps quiet, save for debugging, about a store that is not configured", () => {
    const failure = new Failure("not_configured", "apiKey not set")
    expect(fail(failure).log).toEqual([
      {
        level: "debug",
        text: "[kintsugi] cart_01JAUSTIN: taxed by the tax region's own rates (not_configured). apiKey not set.",
      },
    ])
  })
})
