import { badResponse, errorFromRefusal, timedOut } from "./errors"
import { toMedusaError } from "./to-medusa-error"

const refused = (
  status: number,
  detail: string,
  fields: { path: string; message: string }[] = []
) => errorFromRefusal({ status, detail, fields })

describe("toMedusaError", () => {
  it.each([
    ["a timeout", timedOut(8000), "kintsugi_timed_out"],
    ["a 503", refused(503, ""), "kintsugi_unavailable"],
    ["a wrong answer", badResponse("x"), "kintsugi_bad_response"],
  ])("says that the merchant can try again after %s", (_, error, code) => {
    expect(toMedusaError(error)).toMatchObject({
      type: "unexpected_state",
      code,
      message: `${error.merchantMessage} Nothing is lost: try again in a moment.`,
    })
  })

  it("says why Kintsugi refused the request", () => {
    expect(toMedusaError(refused(409, "It exists already."))).toMatchObject({
      type: "not_allowed",
      code: "kintsugi_conflict",
      message: "Kintsugi refused it: It exists already.",
    })
  })

  it("names the refused fields in plain words", () => {
    const fields = [{ path: "body.FEIN", message: "Field required" }]
    expect(
      toMedusaError(refused(422, "body.FEIN: Field required", fields))
    ).toMatchObject({ message: "Kintsugi refused it: The FEIN is missing." })
  })

  it("has the given message, and the given type only for a refusal", () => {
    const wording = {
      refusedAs: "invalid_data",
      message: ({ code }: { code: string }) => `It failed: ${code}.`,
    }
    expect(toMedusaError(refused(401, ""), wording)).toMatchObject({
      type: "invalid_data",
      code: "kintsugi_unauthorized",
      message: "It failed: unauthorized.",
    })
    expect(toMedusaError(timedOut(1), wording)).toMatchObject({
      type: "unexpected_state",
      code: "kintsugi_timed_out",
      message: "It failed: timed_out.",
    })
  })

  it("returns any other error as it is", () => {
    const error = new Error("the store's own")
    expect(toMedusaError(error)).toBe(error)
  })
})
