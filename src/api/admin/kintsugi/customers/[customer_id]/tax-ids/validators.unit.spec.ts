import { taxIdSchema } from "./validators"

describe("taxIdSchema", () => {
  it.each([
    ["el", "GR"],
    ["UK", "GB"],
    ["xi", "XI"],
  ])("reads country code %s as %s", (country_code, stored) => {
    expect(taxIdSchema.parse({ country_code, number: "123456789" })).toEqual({
      country_code: stored,
      number: "123456789",
    })
  })

  it.each(["ZZ", "", "Germany"])("rejects country code %j", (country_code) => {
    expect(
      taxIdSchema.safeParse({ country_code, number: "123456789" }).error
        ?.issues[0]
    ).toMatchObject({ path: ["country_code"] })
  })

  it.each(["EL", "UK", "ZZ", "DE"])(
    "keeps country code %s for the removal of a tax id",
    (country_code) => {
      expect(taxIdSchema.parse({ country_code, number: null })).toEqual({
        country_code,
        number: null,
      })
    }
  )
})
