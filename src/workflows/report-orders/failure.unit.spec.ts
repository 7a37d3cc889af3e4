import {
  KintsugiInvalidRequestError,
  KintsugiRateLimitedError,
  KintsugiUnauthorizedError,
  badResponse,
  errorFromRefusal,
  timedOut,
} from "../../kintsugi/errors"
import { failureOf, pauseAfter } from "./failure"

describe("the pause after failures", () => {
  it.each([
    [1, 10_000],
    [2, 30_000],
    [3, 90_000],
    [7, 7_290_000],
    // Six hours, however many more.
    [8, 21_600_000],
    [5_000, 21_600_000],
  ])("after %s is %s ms", (failures, pause) => {
    expect(pauseAfter(failures, 0, 0)).toBe(pause)
  })

  it("is up to a fifth longer", () => {
    expect(pauseAfter(1, 0, 1)).toBe(12_000)
  })

  it("is what Kintsugi asked for, where that is longer", () => {
    expect(pauseAfter(1, 60_000, 0)).toBe(60_000)
  })
})

describe("a failed delivery", () => {
  it("heals where something broke in the store itself", () => {
    expect(failureOf(new Error("no connection to the database"))).toEqual({
      code: "internal_error",
      message: expect.stringContaining("no connection to the database"),
      heals: true,
    })
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
  ])("that was %s heals: %s", (code, heals, error) => {
    expect(failureOf(error)).toMatchObject({ code, heals })
  })

  it.each([
    ["new, and looked up again", { isNew: true, failures: 5 }, true],
    ["new, and looked up in vain", { isNew: true, failures: 6 }, false],
    ["known", { isNew: false, failures: 1 }, false],
  ])("that is a conflict of a record that is %s", (_, record, heals) => {
    const error = errorFromRefusal({ status: 409, detail: "", fields: [] })
    expect(failureOf(error, record)).toMatchObject({ code: "conflict", heals })
  })

  it("has to wait as long as Kintsugi asks", () => {
    expect(
      failureOf(
        new KintsugiRateLimitedError({
          message: "Later",
          merchantMessage: "Later",
          retryAfterMs: 7_000,
        })
      ).retryAfterMs
    ).toBe(7_000)
  })

  it("says which fields were refused, unless it does so already", () => {
    const { message } = failureOf(
      new KintsugiInvalidRequestError({
        message: "currency: not supported",
        merchantMessage: "Refused",
        fields: [
          { path: "currency", message: "not supported" },
          { path: "date", message: "too old" },
        ],
      })
    )
    expect(message).toContain("(date: too old)")
    expect(message.match(/not supported/g)).toHaveLength(1)
  })
})
