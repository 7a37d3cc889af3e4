import {
  type EstimateKind,
  type Evidence,
  type Failing,
  latestFailing,
  stillFailing,
} from "./failing"

const NOW = Date.UTC(2026, 10, 26, 12)
const HOUR = 60 * 60 * 1000

const mugInTexas: EstimateKind = {
  country: "US",
  state: "TX",
  currency: "USD",
  products: ["prod_mug", "shipping"],
  settings: "as then",
}

const failure: Failing = { id: "cart_mia", kind: mugInTexas, at: NOW - 1_000 }

/** Another cart, answered by Kintsugi after the failure. */
const answer = (kind: Partial<EstimateKind> = {}, at = NOW): Evidence => ({
  answeredAt: at,
  answers: [
    { id: "cart_ben", at, asked: { kind: { ...mugInTexas, ...kind }, at } },
  ],
})

const holds = (code: string, evidence: Evidence, failed = failure): boolean =>
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
])("%s, a problem of the connection,", (code) => {
  it("is over with any answer after it, and no earlier one", () => {
    expect(holds(code, NOTHING)).toBe(true)
    expect(holds(code, { answers: [], answeredAt: failure.at - 1 })).toBe(true)
    expect(holds(code, { answers: [], answeredAt: NOW })).toBe(false)
  })

  it("is over with credentials that work only if it was about these", () => {
    const isOfCredentials = [
      "unauthorized",
      "forbidden",
      "not_configured",
    ].includes(code)
    expect(holds(code, { answers: [], connectedAt: NOW })).toBe(
      !isOfCredentials
    )
    expect(holds(code, { answers: [], connectedAt: failure.at - 1 })).toBe(true)
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
])("%s, a problem of what is asked about,", (code) => {
  it("is over when its own cart is answered, from memory too", () => {
    const own = { id: "cart_mia", at: NOW }
    expect(holds(code, { answers: [own] })).toBe(false)
    expect(holds(code, { answers: [{ ...own, at: failure.at - 1 }] })).toBe(
      true
    )
  })

  it("stays while another cart's answer proves nothing", () => {
    expect(holds(code, answer({ state: "CA" }))).toBe(true)
    expect(holds(code, answer({ country: "CA" }))).toBe(true)
    expect(holds(code, answer({ currency: "EUR" }))).toBe(true)
    expect(holds(code, answer({ products: ["prod_coat"] }))).toBe(true)
    expect(holds(code, answer({ products: ["prod_mug"] }))).toBe(true)
    expect(
      holds(code, { answers: [], answeredAt: NOW, connectedAt: NOW })
    ).toBe(true)
    expect(holds(code, { answers: [{ id: "cart_ben", at: NOW }] })).toBe(true)
  })

  it("is over after a day, whoever abandoned the cart", () => {
    const old = { ...failure, at: NOW - 24 * HOUR }
    expect(holds(code, NOTHING, { ...old, at: old.at + 1 })).toBe(true)
    expect(holds(code, NOTHING, old)).toBe(false)
  })
})

describe.each(["invalid_request", "bad_response", "internal_error"])(
  "%s, whose cause may be anybody's to mend,",
  (code) => {
    it("is over when the same products are answered in the same place", () => {
      expect(holds(code, answer())).toBe(false)
      expect(
        holds(code, answer({ products: ["prod_coat", "shipping", "prod_mug"] }))
      ).toBe(false)
      expect(holds(code, answer({}, failure.at - 1))).toBe(true)
    })

    it("is over with any answer under other settings", () => {
      expect(
        holds(code, answer({ state: "CA", settings: "as now", products: [] }))
      ).toBe(false)
    })

    it("is over with any answer after another classification", () => {
      const elsewhere = answer({ state: "CA" })
      const at = (classifiedAt: number) => ({ ...elsewhere, classifiedAt })
      expect(holds(code, at(NOW - 500))).toBe(false)
      expect(holds(code, at(failure.at - 1))).toBe(true)
      // What was asked before it was changed proves nothing.
      expect(holds(code, at(NOW + 1))).toBe(true)
    })
  }
)

it.each(["invalid_address", "currency_not_supported"])(
  "%s is the cart's own, whatever else is answered",
  (code) => {
    expect(holds(code, answer())).toBe(true)
    expect(holds(code, answer({ settings: "as now" }))).toBe(true)
    expect(holds(code, { ...answer(), classifiedAt: NOW - 500 })).toBe(true)
  }
)

it("takes off who was answered, and no one else", () => {
  const failing = ["cart_mia", "cart_ben", "cart_zoe"].map((id) => ({
    ...failure,
    id,
  }))
  const answers = [{ id: "cart_ben", at: NOW }]
  expect(
    stillFailing("bad_response", failing, { answers }, NOW).map(({ id }) => id)
  ).toEqual(["cart_mia", "cart_zoe"])
})

it("keeps the latest failure of each of the latest fifty carts", () => {
  const failing = Array.from({ length: 60 }, (_, n) => ({
    ...failure,
    id: `cart_${n}`,
    at: NOW + n,
  }))
  const again = { ...failure, id: "cart_0", at: NOW + 100 }
  const kept = latestFailing([again, ...failing])
  expect(kept.map(({ id }) => id)).toEqual([
    ...Array.from({ length: 49 }, (_, n) => `cart_${n + 11}`),
    "cart_0",
  ])
  expect(kept.at(-1)?.at).toBe(NOW + 100)
})
