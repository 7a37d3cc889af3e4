import {
  type KintsugiErrorCode,
  KintsugiError,
  KintsugiInvalidAddressError,
  KintsugiTimedOutError,
  badResponse,
  errorFromRefusal,
  invalidAddress,
  isKintsugiError,
  notConnected,
  timedOut,
} from "./errors"

const refused = (
  status: number,
  detail = "",
  fields: { path: string; message: string }[] = []
) => errorFromRefusal({ status, detail, fields })

describe("errorFromRefusal", () => {
  it.each<[number, KintsugiErrorCode, boolean]>([
    [302, "bad_response", false],
    [308, "bad_response", false],
    [400, "invalid_request", false],
    [401, "unauthorized", false],
    [403, "forbidden", false],
    [404, "not_found", false],
    [408, "timed_out", true],
    [409, "conflict", false],
    [413, "invalid_request", false],
    [422, "invalid_request", false],
    [429, "rate_limited", true],
    [500, "unavailable", true],
    [501, "unavailable", true],
    [502, "unavailable", true],
    [503, "unavailable", true],
    [504, "unavailable", true],
  ])("maps %i to %s; retryable: %s", (status, code, retryable) => {
    const error = refused(status, "Kintsugi's words")
    expect(error).toMatchObject({ code, status, retryable })
    expect(error.message).toBe(`Kintsugi answered ${status}: Kintsugi's words`)
    expect(error.merchantMessage).toMatch(/^[A-Z].+\.$/)
  })

  it.each([401, 403])("says what the merchant can check on a %i", (status) => {
    const { merchantMessage } = refused(status)
    expect(merchantMessage).toContain("in the Admin under Settings → Kintsugi")
    expect(merchantMessage).toContain("apiKey")
    expect(merchantMessage).toContain("organizationId")
  })

  it.each([404, 307])(
    "on a %i, says that the merchant should check the option baseUrl",
    (status) => {
      expect(refused(status).merchantMessage).toContain("option baseUrl")
    }
  )

  it("works without a text from Kintsugi", () => {
    expect(refused(500).message).toBe("Kintsugi answered 500")
  })

  it("keeps the wait of Retry-After, and the refused fields", () => {
    const fields = [{ path: "body.date", message: "Field required" }]
    const error = errorFromRefusal({
      status: 429,
      detail: "",
      fields,
      retryAfterMs: 30_000,
    })
    expect(error.retryAfterMs).toBe(30_000)
    expect(error.fields).toEqual(fields)
  })

  it.each([
    ["body.addresses.0.postal_code", "Field required"],
    ["body", "The address is incomplete"],
  ])(
    "maps a 422 about an address (%s: %s) to invalid_address",
    (path, message) => {
      const error = refused(422, `${path}: ${message}`, [{ path, message }])
      expect(error).toBeInstanceOf(KintsugiInvalidAddressError)
      expect(error.merchantMessage).toContain("shopper's address")
    }
  )

  it.each([
    "Address could not be verified",
    "The ship-to address does not exist.",
  ])(
    "maps a 422 whose text is about an address (%s) to invalid_address",
    (detail) => {
      expect(refused(422, detail).code).toBe("invalid_address")
    }
  )

  it("decides by the fields' paths, not by their messages", () => {
    const fields = [
      { path: "body.transaction_items.0.product_category", message: "unknown" },
    ]
    const error = refused(422, "address this first", fields)
    expect(error.code).toBe("invalid_request")
    expect(error.merchantMessage).toContain("category")
  })

  it.each([
    "customer.email is not a valid email address",
    "Requests from this IP address are blocked",
  ])("does not mistake another address for the shopper's (%s)", (detail) => {
    expect(refused(422, detail).code).toBe("invalid_request")
  })

  it("does not mistake a field next to the address for the address", () => {
    const fields = [
      {
        path: "body.customer.email",
        message: "value is not a valid email address",
      },
    ]
    expect(refused(422, "", fields).code).toBe("invalid_request")
  })

  it("does not mistake every word that contains address for an address", () => {
    expect(refused(422, "addressee_count is unknown").code).toBe(
      "invalid_request"
    )
  })
})

describe("the errors of requests without a usable answer", () => {
  it.each<[KintsugiError, KintsugiErrorCode, boolean, string]>([
    [
      timedOut(1500),
      "timed_out",
      true,
      "Kintsugi did not answer within 1500 ms",
    ],
    [
      notConnected("ECONNREFUSED"),
      "unavailable",
      true,
      "The connection to Kintsugi failed (ECONNREFUSED)",
    ],
    [
      badResponse("it is not JSON"),
      "bad_response",
      false,
      "Kintsugi's answer was not used: it is not JSON",
    ],
    [
      invalidAddress("its status is INVALID"),
      "invalid_address",
      false,
      "Kintsugi does not accept the address: its status is INVALID",
    ],
  ])("%s", (error, code, retryable, message) => {
    expect(error).toMatchObject({ code, retryable, message, fields: [] })
    expect(error.status).toBeUndefined()
    expect(error.merchantMessage).toMatch(/^[A-Z].+\.$/)
  })

  it("have the name of their class", () => {
    expect(timedOut(1500)).toBeInstanceOf(KintsugiTimedOutError)
    expect(String(timedOut(1500))).toMatch(/^KintsugiTimedOutError: /)
  })
})

describe("isKintsugiError", () => {
  it("distinguishes expected failures from bugs", () => {
    expect(isKintsugiError(refused(503))).toBe(true)
    expect(isKintsugiError(new TypeError("x is undefined"))).toBe(false)
    expect(isKintsugiError({ code: "unavailable" })).toBe(false)
    expect(isKintsugiError(undefined)).toBe(false)
    expect(isKintsugiError(null)).toBe(false)
    expect(isKintsugiError("unavailable")).toBe(false)
  })

  it("recognizes an error of another copy of the module", () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof import("./errors")>("./errors")
      const error = copy.timedOut(1500)
      expect(error).not.toBeInstanceOf(KintsugiError)
      expect(isKintsugiError(error)).toBe(true)
      expect(copy.isKintsugiError(timedOut(1500))).toBe(true)
    })
  })
})
