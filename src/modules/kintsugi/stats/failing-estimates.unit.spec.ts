import {
  type EstimateProfile,
  type Evidence,
  type Failing,
  latestFailing,
  stillFailing,
} from "./failing-estimates"

const NOW = Date.UTC(2026, 10, 26, 12)
const HOUR = 60 * 60 * 1000

const mugInTexas: EstimateProfile = {
  country: "US",
  state: "TX",
  currency: "USD",
  products: ["prod_mug", "shipping"],
  settings: "as then",
}

const failure: Failing = { id: "cart_mia", kind: mugInTexas, at: NOW - 1_000 }

/** Another cart, answered by Kintsugi after the failure. */
const answer = (kind: Partial<EstimateProfile> = {}, at = NOW): Evidence => ({
  answeredAt: at,
  answers: [
    { id: "cart_ben", at, asked: { kind: { ...mugInTexas, ...kind }, at } },
  ],
})

const fails = (code: string, evidence: Evidence, failed = failure): boolean =>
  stillFailing(code, [failed], evidence, NOW).length === 1

const NOTHING: Evidence = { answers: [] }

describe.each([
  "not_found",
  "rate_limited",
  "unavailable",
  "timed_out",
  "unauthorized",
  "forbidden",
  "not_configured",
])("%s, a connection problem,", (code) => {
  it("is resolved by any later answer, and not by an earlier one", () => {
    expect(fails(code, NOTHING)).toBe(true)
    expect(fails(code, { answers: [], answeredAt: failure.at - 1 })).toBe(true)
    expect(fails(code, { answers: [], answeredAt: NOW })).toBe(false)
  })

  it("is resolved by working credentials only if it was about the credentials", () => {
    const isOfCredentials = [
      "unauthorized",
      "forbidden",
      "not_configured",
    ].includes(code)
    expect(fails(code, { answers: [], connectedAt: NOW })).toBe(
      !isOfCredentials
    )
    expect(fails(code, { answers: [], connectedAt: failure.at - 1 })).toBe(true)
  })
})

describe.each([
  "invalid_request",
  "bad_response",
  "conflict",
  "amount_not_a_number",
  "internal_error",
  "invalid_address",
  "currency_not_supported",
  "amount_too_large",
])("%s, a problem with the content of a request,", (code) => {
  it("is resolved when its own cart gets an answer, even from memory", () => {
    const own = { id: "cart_mia", at: NOW }
    expect(fails(code, { answers: [own] })).toBe(false)
    expect(fails(code, { answers: [{ ...own, at: failure.at - 1 }] })).toBe(
      true
    )
  })

  it("is not resolved by the answer for an unrelated cart", () => {
    expect(fails(code, answer({ state: "CA" }))).toBe(true)
    expect(fails(code, answer({ country: "CA" }))).toBe(true)
    expect(fails(code, answer({ currency: "EUR" }))).toBe(true)
    expect(fails(code, answer({ products: ["prod_coat"] }))).toBe(true)
    expect(fails(code, answer({ products: ["prod_mug"] }))).toBe(true)
    expect(
      fails(code, { answers: [], answeredAt: NOW, connectedAt: NOW })
    ).toBe(true)
    expect(fails(code, { answers: [{ id: "cart_ben", at: NOW }] })).toBe(true)
  })

  it("expires after a day, since the cart may be abandoned", () => {
    const old = { ...failure, at: NOW - 24 * HOUR }
    expect(fails(code, NOTHING, { ...old, at: old.at + 1 })).toBe(true)
    expect(fails(code, NOTHING, old)).toBe(false)
  })
})

describe.each(["invalid_request", "bad_response", "internal_error"])(
  "%s, which the merchant or Kintsugi may have fixed,",
  (code) => {
    it("is resolved by an answer for the same products in the same place", () => {
      expect(fails(code, answer())).toBe(false)
      expect(
        fails(code, answer({ products: ["prod_coat", "shipping", "prod_mug"] }))
      ).toBe(false)
      expect(fails(code, answer({}, failure.at - 1))).toBe(true)
    })

    it("is resolved by any answer under other settings", () => {
      expect(
        fails(code, answer({ state: "CA", settings: "as now", products: [] }))
      ).toBe(false)
    })

    it("is resolved by any answer after a classification has changed", () => {
      const elsewhere = answer({ state: "CA" })
      const at = (classifiedAt: number) => ({ ...elsewhere, classifiedAt })
      expect(fails(code, at(NOW - 500))).toBe(false)
      expect(fails(code, at(failure.at - 1))).toBe(true)
      // A request from before the change proves nothing.
      expect(fails(code, at(NOW + 1))).toBe(true)
    })
  }
)

it.each(["invalid_address", "currency_not_supported", "amount_too_large"])(
  "%s is not resolved by the answer for any other cart",
  (code) => {
    expect(fails(code, answer())).toBe(true)
    expect(fails(code, answer({ settings: "as now" }))).toBe(true)
    expect(fails(code, { ...answer(), classifiedAt: NOW - 500 })).toBe(true)
  }
)

it("stillFailing removes only the carts that got an answer", () => {
  const failing = ["cart_mia", "cart_ben", "cart_zoe"].map((id) => ({
    ...failure,
    id,
  }))
  const answers = [{ id: "cart_ben", at: NOW }]
  expect(
    stillFailing("bad_response", failing, { answers }, NOW).map(({ id }) => id)
  ).toEqual(["cart_mia", "cart_zoe"])
})

it("latestFailing keeps the latest failure of each of the latest fifty carts", () => {
  const failing = Array.from({ length: 60 }, (_, n) => ({
    ...failure,
    id: `cart_${n}`,
    at: NOW + n,
  }))
  const again = { ...failure, id: "cart_0", at: NOW + 100 }
  const latest = latestFailing([again, ...failing])
  expect(latest.map(({ id }) => id)).toEqual([
    ...Array.from({ length: 49 }, (_, n) => `cart_${n + 11}`),
    "cart_0",
  ])
  expect(latest.at(-1)?.at).toBe(NOW + 100)
})
