import { hasSubdivisions, subdivisionCode } from "./subdivisions"

const STATES =
  "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS " +
  "MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"

const PROVINCES = "AB BC MB NB NL NS NT NU ON PE QC SK YT"

const NAMES = {
  US:
    "Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware," +
    "District of Columbia,Florida,Georgia,Hawaii,Idaho,Illinois,Indiana,Iowa," +
    "Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan," +
    "Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire," +
    "New Jersey,New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma," +
    "Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee," +
    "Texas,Utah,Vermont,Virginia,Washington,West Virginia,Wisconsin,Wyoming",
  CA:
    "Alberta,British Columbia,Manitoba,New Brunswick," +
    "Newfoundland and Labrador,Nova Scotia,Northwest Territories,Nunavut," +
    "Ontario,Prince Edward Island,Quebec,Saskatchewan,Yukon",
}

const named = (country: "US" | "CA", codes: string) =>
  codes
    .split(" ")
    .map(
      (code, index) => [code, NAMES[country].split(",")[index] ?? ""] as const
    )

describe("hasSubdivisions", () => {
  it.each(["US", "CA"])("%s taxes by state", (country) => {
    expect(hasSubdivisions(country)).toBe(true)
  })

  it.each(["DE", "GB", "us", "", "CONSTRUCTOR", "__PROTO__"])(
    "%j does not",
    (country) => {
      expect(hasSubdivisions(country)).toBe(false)
    }
  )
})

describe("subdivisionCode", () => {
  it("knows the 50 states and DC, and 13 provinces", () => {
    expect(new Set(STATES.split(" ")).size).toBe(51)
    expect(new Set(PROVINCES.split(" ")).size).toBe(13)
  })

  it.each(named("US", STATES))(
    "reads %s in each spelling: %s",
    (code, name) => {
      const spellings = [
        code,
        code.toLowerCase(),
        `us-${code.toLowerCase()}`,
        `US-${code}`,
        name,
        name.toLowerCase(),
        name.toUpperCase(),
      ]
      expect(spellings.map((text) => subdivisionCode("US", text))).toEqual(
        spellings.map(() => code)
      )
    }
  )

  it.each(named("CA", PROVINCES))(
    "reads %s in each spelling: %s",
    (code, name) => {
      const spellings = [
        code,
        code.toLowerCase(),
        `ca-${code.toLowerCase()}`,
        `CA-${code}`,
        name,
        name.toLowerCase(),
      ]
      expect(spellings.map((text) => subdivisionCode("CA", text))).toEqual(
        spellings.map(() => code)
      )
    }
  )

  it.each([
    ["US", " tx ", "TX"],
    ["US", "us_tx", "TX"],
    ["US", "US TX", "TX"],
    ["US", "us-texas", "TX"],
    ["US", "N.Y.", "NY"],
    ["US", "new  york", "NY"],
    ["US", "NewYork", "NY"],
    ["US", "D.C.", "DC"],
    ["US", "Washington, D.C.", "DC"],
    ["US", "Washington", "WA"],
    ["US", "West Virginia", "WV"],
    ["US", "ca", "CA"],
    ["US", "us-de", "DE"],
    ["US", "Puerto Rico", "PR"],
    ["US", "U.S. Virgin Islands", "VI"],
    ["US", "ae", "AE"],
    ["CA", "Québec", "QC"],
    ["CA", "QUÉBEC", "QC"],
    ["CA", "Que\u0301bec", "QC"],
    ["CA", "ca-on", "ON"],
    ["CA", "Newfoundland", "NL"],
    ["CA", "Newfoundland & Labrador", "NL"],
    ["CA", "Yukon Territory", "YT"],
  ])("of %s reads %j as %s", (country, province, code) => {
    expect(subdivisionCode(country, province)).toBe(code)
  })

  it.each([
    ["US", "Ontario"],
    ["US", "ca-on"],
    ["US", "ca-tx"],
    ["US", "us"],
    ["US", "us-"],
    ["US", "us-us"],
    ["US", "XX"],
    ["US", "Texarkana"],
    ["US", "78701"],
    ["US", ""],
    ["US", "東京"],
    ["CA", "TX"],
    ["CA", "us-on"],
    ["CA", "ca"],
    ["DE", "Bayern"],
  ])("of %s does not know %j", (country, province) => {
    expect(subdivisionCode(country, province)).toBeUndefined()
  })
})
