import {
  KintsugiInvalidRequestError,
  KintsugiRateLimitedError,
  KintsugiUnauthorizedError,
  badResponse,
  errorFromRefusal,
  timedOut,
} from "../../../kintsugi-api/errors"
import { classifyFailure, backoffMs } from "./delivery-failure"

describe("backoffMs", () => {
  it.each([
    [1, 10_000],
    [2, 30_000],
    [3, 90_000],
    [7, 7_290_000],
    // Six hours, regardless of further failures.
    [8, 21_600_000],
    [5_000, 21_600_000],
  ])("after %s failures is %s ms", (failures, pause) => {
    expect(backoffMs(failures, 0, 0)).toBe(pause)
  })

  it("adds up to a fifth", () => {
    expect(backoffMs(1, 0, 1)).toBe(12_000)
  })

  it("returns the pause that Kintsugi asked for, if that is longer", () => {
    expect(backoffMs(1, 60_000, 0)).toBe(60_000)
  })

  it.each([365 * 24 * 60 * 60 * 1000, Number("9".repeat(400)), Infinity])(
    "returns six hours where Kintsugi asked for %s ms",
    (retryAfterMs) => {
      expect(backoffMs(1, retryAfterMs, 0)).toBe(21_600_000)
    }
  )
})

describe("classifyFailure", () => {
  it("calls a failure in the store itself retryable", () => {
    expect(classifyFailure(new Error("no connection to the database"))).toEqual(
      {
        code: "internal_error",
        message: expect.stringContaining("no connection to the database"),
        isRetryable: true,
      }
    )
  })

  it.each([
    [
      "unauthorized",
      true,
      new KintsugiUnauthorizedError({ message: "No", merchantMessage: "No" }),
    ],
    ["bad_response", true, badResponse("it is HTML")],
    ["timed_out", true, timedOut(1_500)],
    [
      "rate_limited",
      true,
      new KintsugiRateLimitedError({
        message: "Later",
        merchantMessage: "Later",
        retryAfterMs: 7_000,
      }),
    ],
    [
      "invalid_request",
      false,
      new KintsugiInvalidRequestError({
        message: "Refused",
        merchantMessage: "Refused",
      }),
    ],
  ])("classifies %s with isRetryable: %s", (code, isRetryable, error) => {
    expect(classifyFailure(error)).toMatchObject({ code, isRetryable })
  })

  it.each([
    ["new, and is looked up again", { isNew: true, failures: 5 }, true],
    ["new, and was looked up too often", { isNew: true, failures: 6 }, false],
    ["known", { isNew: false, failures: 1 }, false],
  ])("classifies a conflict of an entry: %s", (_, record, isRetryable) => {
    const error = errorFromRefusal({ status: 409, detail: "", fields: [] })
    expect(classifyFailure(error, record)).toMatchObject({
      code: "conflict",
      isRetryable,
    })
  })

  it("returns how long Kintsugi asks to wait", () => {
    expect(
      classifyFailure(
        new KintsugiRateLimitedError({
          message: "Later",
          merchantMessage: "Later",
          retryAfterMs: 7_000,
        })
      ).retryAfterMs
    ).toBe(7_000)
  })

  it("names the refused fields in plain words", () => {
    const { message } = classifyFailure(
      errorFromRefusal({
        status: 422,
        detail: "",
        fields: [
          { path: "body.currency", message: "Input should be 'USD'" },
          { path: "body.date", message: "Field required" },
        ],
      })
    )
    expect(message).toBe(
      "Kintsugi refused it: Kintsugi doesn't accept this currency. The date is missing. It is sent again when the order changes, or when you retry it."
    )
  })
})
