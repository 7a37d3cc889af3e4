import { refusalSchema } from "./refusal"

describe("refusalSchema", () => {
  it("turns a list of fields into paths, and drops the inputs", () => {
    const refusal = refusalSchema.parse({
      detail: [
        {
          type: "missing",
          loc: ["body", "addresses", 0, "postal_code"],
          msg: "Field required",
          input: { street_1: "1100 Congress Ave" },
        },
        {
          type: "missing",
          loc: ["header", "x-organization-id"],
          msg: "Field required",
        },
      ],
    })
    expect(refusal).toEqual({
      detail:
        "body.addresses.0.postal_code: Field required; header.x-organization-id: Field required",
      fields: [
        { path: "body.addresses.0.postal_code", message: "Field required" },
        { path: "header.x-organization-id", message: "Field required" },
      ],
    })
  })

  it("accepts a text", () => {
    expect(
      refusalSchema.parse({
        detail: "The request is missing a valid x-api-key.",
      })
    ).toEqual({
      detail: "The request is missing a valid x-api-key.",
      fields: [],
    })
  })

  it("cuts a detail that is longer than a log line", () => {
    const { detail } = refusalSchema.parse({ detail: "x".repeat(10_000) })
    expect(detail).toBe("x".repeat(500))
    const list = [{ loc: ["body"], msg: "x".repeat(10_000) }]
    expect(refusalSchema.parse({ detail: list }).detail).toHaveLength(500)
  })

  it.each([undefined, null, 42, {}, [{ msg: "no loc" }]])(
    "returns an empty detail for any other kind (%j)",
    (detail) => {
      expect(refusalSchema.parse({ detail })).toEqual({
        detail: "",
        fields: [],
      })
    }
  )
})
