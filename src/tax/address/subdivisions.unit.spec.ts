import {
  hasSubdivisions,
  isSameProvince,
  subdivisionCode,
} from "./subdivisions"

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
  it.each(["US", "CA"])("is true for %s", (country) => {
    expect(hasSubdivisions(country)).toBe(true)
  })

  it.each(["DE", "GB", "us", "", "CONSTRUCTOR", "__PROTO__"])(
    "is false for %j",
    (country) => {
      expect(hasSubdivisions(country)).toBe(false)
    }
  )
})

describe("subdivisionCode", () => {
  it("is tested with the 50 states and DC, and 13 provinces", () => {
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

  // What each list has in addition to the names above.
  it.each([
    ["country-region-data", "US", "Armed Forces Americas", "AA"],
    [
      "country-region-data",
      "US",
      "Armed Forces Europe, Canada, Africa and Middle East",
      "AE",
    ],
    ["country-region-data", "US", "Armed Forces Pacific", "AP"],
    ["country-region-data", "US", "Micronesia", "FM"],
    ["country-region-data", "US", "Marshall Islands", "MH"],
    ["country-region-data", "US", "Northern Mariana Islands", "MP"],
    ["country-region-data", "US", "Palau", "PW"],
    ["country-region-data", "US", "Virgin Islands", "VI"],
    ["iso-3166-2", "US", "Virgin Islands, U.S.", "VI"],
    ["iso-3166-2", "US", "United States Minor Outlying Islands", "UM"],
    ["iso-3166-2", "US", "Puerto Rico", "PR"],
    ["country-state-city", "US", "United States Virgin Islands", "VI"],
    ["country-state-city", "US", "American Samoa", "AS"],
    ["country-state-city", "US", "Baker Island", "UM"],
    ["country-state-city", "US", "Howland Island", "UM"],
    ["country-state-city", "US", "Jarvis Island", "UM"],
    ["country-state-city", "US", "Johnston Atoll", "UM"],
    ["country-state-city", "US", "Kingman Reef", "UM"],
    ["country-state-city", "US", "Midway Atoll", "UM"],
    ["country-state-city", "US", "Midway Islands", "UM"],
    ["country-state-city", "US", "Navassa Island", "UM"],
    ["country-state-city", "US", "Palmyra Atoll", "UM"],
    ["country-state-city", "US", "Wake Island", "UM"],
    ["i18n-iso-countries", "US", "Micronesia, Federated States of", "FM"],
    ["i18n-iso-countries", "US", "Guam", "GU"],
    ["zipcodes", "US", "DISTRICT OF COLUMBIA", "DC"],
    ["zipcodes", "CA", "NORTHEWEST TERRITORIES", "NT"],
    ["zipcodes", "CA", "YUKON TERRITORY", "YT"],
    ["other sources", "CA", "Northwest Territory", "NT"],
    ["other sources", "CA", "Nunavut Territory", "NU"],
    ["other sources", "CA", "Territoires du Nord-Ouest", "NT"],
    ["other sources", "CA", "Île-du-Prince-Édouard", "PE"],
    ["other sources", "CA", "Nouvelle-Écosse", "NS"],
    ["other sources", "CA", "Terre-Neuve-et-Labrador", "NL"],
    ["other sources", "US", "Virgin Islands (U.S.)", "VI"],
    ["other sources", "US", "Armed Forces (AA)", "AA"],
    ["other sources", "US", "Armed Forces Middle East", "AE"],
    ["other sources", "US", "Armed Forces Americas (except Canada)", "AA"],
    ["other sources", "US", "U.S. Armed Forces – Pacific", "AP"],
    ["other sources", "US", "us-Armed Forces Canada", "AE"],
    ["other sources", "US", "New York State", "NY"],
    ["other sources", "US", "State of Texas", "TX"],
    ["other sources", "US", "Commonwealth of Pennsylvania", "PA"],
    ["other sources", "US", "Texas (TX)", "TX"],
    ["other sources", "US", "CA - California", "CA"],
  ])("reads the names in %s: of %s, %s", (_, country, name, code) => {
    expect(subdivisionCode(country, name)).toBe(code)
  })

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
  ])("reads, in %s, %j as %s", (country, province, code) => {
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
    ["US", "Armed Forces"],
    ["US", "Armed Forces of Canada and the Pacific"],
    ["US", "British Virgin Islands"],
    ["US", "Texas (CA)"],
    ["CA", "Armed Forces Canada"],
    ["US", "78701"],
    ["US", ""],
    ["US", "東京"],
    ["CA", "TX"],
    ["CA", "us-on"],
    ["CA", "ca"],
    ["DE", "Bayern"],
  ])("does not read, in %s, %j", (country, province) => {
    expect(subdivisionCode(country, province)).toBeUndefined()
  })
})

describe("isSameProvince", () => {
  it.each([
    ["US", "us-ca", "CA", true],
    ["US", "us-ca", "California", true],
    ["CA", "ca-qc", "Québec", true],
    ["IT", "it-mi", "MI", true],
    ["IT", "it-mi", "it-MI", true],
    ["US", "us-ca", "TX", false],
    ["IT", "it-mi", "RM", false],
    ["IT", "", "", false],
  ])("compares in %s: %j and %j", (country, one, other, expected) => {
    expect(isSameProvince(country, one, other)).toBe(expected)
  })
})
