/**
 * Codes of the countries whose states decide the tax: ISO 3166-2, and for the
 * US the Postal Service's (the armed forces, the freely associated states).
 *
 * Each with its name, and the other names that the common country lists write
 * (`country-region-data`, `iso-3166-2`, `iso-3166`, `zipcodes`,
 * `i18n-iso-countries`, and what `country-state-city` has in the US) where they
 * clearly mean one state.
 */
const SUBDIVISIONS: Record<string, Record<string, string[]>> = {
  US: {
    AL: ["Alabama"],
    AK: ["Alaska"],
    AZ: ["Arizona"],
    AR: ["Arkansas"],
    CA: ["California"],
    CO: ["Colorado"],
    CT: ["Connecticut"],
    DE: ["Delaware"],
    DC: ["District of Columbia", "Washington DC"],
    FL: ["Florida"],
    GA: ["Georgia"],
    HI: ["Hawaii"],
    ID: ["Idaho"],
    IL: ["Illinois"],
    IN: ["Indiana"],
    IA: ["Iowa"],
    KS: ["Kansas"],
    KY: ["Kentucky"],
    LA: ["Louisiana"],
    ME: ["Maine"],
    MD: ["Maryland"],
    MA: ["Massachusetts"],
    MI: ["Michigan"],
    MN: ["Minnesota"],
    MS: ["Mississippi"],
    MO: ["Missouri"],
    MT: ["Montana"],
    NE: ["Nebraska"],
    NV: ["Nevada"],
    NH: ["New Hampshire"],
    NJ: ["New Jersey"],
    NM: ["New Mexico"],
    NY: ["New York"],
    NC: ["North Carolina"],
    ND: ["North Dakota"],
    OH: ["Ohio"],
    OK: ["Oklahoma"],
    OR: ["Oregon"],
    PA: ["Pennsylvania"],
    RI: ["Rhode Island"],
    SC: ["South Carolina"],
    SD: ["South Dakota"],
    TN: ["Tennessee"],
    TX: ["Texas"],
    UT: ["Utah"],
    VT: ["Vermont"],
    VA: ["Virginia"],
    WA: ["Washington"],
    WV: ["West Virginia"],
    WI: ["Wisconsin"],
    WY: ["Wyoming"],
    AS: ["American Samoa"],
    FM: [
      "Micronesia",
      "Federated States of Micronesia",
      "Micronesia, Federated States of",
    ],
    GU: ["Guam"],
    MH: ["Marshall Islands"],
    MP: [
      "Northern Mariana Islands",
      "Northern Marianas",
      "Commonwealth of the Northern Mariana Islands",
    ],
    PR: ["Puerto Rico"],
    PW: ["Palau"],
    UM: [
      "United States Minor Outlying Islands",
      "US Minor Outlying Islands",
      // Each island separately, as `country-state-city` lists them.
      "Baker Island",
      "Howland Island",
      "Jarvis Island",
      "Johnston Atoll",
      "Kingman Reef",
      "Midway Islands",
      "Midway Atoll",
      "Navassa Island",
      "Palmyra Atoll",
      "Wake Island",
    ],
    VI: [
      "Virgin Islands",
      "US Virgin Islands",
      "USVI",
      "United States Virgin Islands",
      "Virgin Islands, U.S.",
      "Virgin Islands of the United States",
    ],
    AA: ["Armed Forces Americas"],
    AE: ["Armed Forces Europe"],
    AP: ["Armed Forces Pacific"],
  },
  CA: {
    AB: ["Alberta"],
    BC: ["British Columbia", "Colombie-Britannique"],
    MB: ["Manitoba"],
    NB: ["New Brunswick", "Nouveau-Brunswick"],
    NL: [
      "Newfoundland and Labrador",
      "Newfoundland & Labrador",
      "Newfoundland",
      "Labrador",
      "Terre-Neuve-et-Labrador",
    ],
    NS: ["Nova Scotia", "Nouvelle-Écosse"],
    NT: [
      "Northwest Territories",
      "Northwest Territory",
      // The spelling in `zipcodes`.
      "Northewest Territories",
      "Territoires du Nord-Ouest",
    ],
    NU: ["Nunavut", "Nunavut Territory"],
    ON: ["Ontario"],
    PE: ["Prince Edward Island", "PEI", "Île-du-Prince-Édouard"],
    QC: ["Quebec"],
    SK: ["Saskatchewan"],
    YT: ["Yukon", "Yukon Territory", "Territoire du Yukon"],
  },
}

const normalizeSpelling = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .replace(/[^a-zA-Z]/g, "")
    .toUpperCase()

/** `Texas (TX)` and `State of Texas` are as unambiguous as `Texas`. */
const spellingsOf = (code: string, names: string[]): string[] => [
  code,
  ...names.flatMap((name) => [
    name,
    `${name} ${code}`,
    `${code} ${name}`,
    `${name} State`,
    `State of ${name}`,
    `Commonwealth of ${name}`,
  ]),
]

/**
 * The Postal Service's three "states" of the armed forces by the places that
 * their names list, in any order and number.
 */
const ARMED_FORCES: Record<string, Set<string>> = {
  AA: new Set(["AA", "AMERICA", "AMERICAS"]),
  AE: new Set(["AE", "EUROPE", "CANADA", "AFRICA", "MIDDLEEAST"]),
  AP: new Set(["AP", "PACIFIC", "ASIA"]),
}

/** `Armed Forces Europe, Canada, Africa and Middle East` → `AE`. */
const armedForces = (province: string): string | undefined => {
  const [, placeList] =
    province
      .toUpperCase()
      .replaceAll(".", "")
      .match(/^\W*(?:US\W+)?ARMED\W+FORCES\W+(.*)$/s) ?? []
  const places = (placeList ?? "")
    .replace(/\bEXCEPT\W+CANADA\b/, "")
    .replace(/\bMIDDLE\W+EAST\b/, "MIDDLEEAST")
    .split(/\W+/)
    .filter((word) => word && !["AND", "THE", "OF"].includes(word))
  return places.length
    ? Object.keys(ARMED_FORCES).find((code) =>
        places.every((place) => ARMED_FORCES[code]!.has(place))
      )
    : undefined
}

const CODES_BY_SPELLING = Object.fromEntries(
  Object.entries(SUBDIVISIONS).map(([country, states]) => [
    country,
    new Map(
      Object.entries(states).flatMap(([code, names]) =>
        spellingsOf(code, names).map(
          (text) => [normalizeSpelling(text), code] as const
        )
      )
    ),
  ])
)

/**
 * Whether a country's tax depends on the state; ISO 3166-1 alpha-2, upper case.
 */
export const hasSubdivisions = (countryCode: string): boolean =>
  Object.hasOwn(CODES_BY_SPELLING, countryCode)

/**
 * The state's or province's code, however the shopper's client spells it: `tx`,
 * `TX`, `us-tx`, `Texas`, `Québec` → `TX`, `QC`. `undefined` where it is not a
 * state of that country.
 *
 * @param countryCode - ISO 3166-1 alpha-2, upper case
 */
export const subdivisionCode = (
  countryCode: string,
  province: string
): string | undefined => {
  const spellings = CODES_BY_SPELLING[countryCode]
  const prefixed = province.match(/^\s*([a-z]{2})[\s_-]+(\S.*)$/i)
  const withoutCountry =
    prefixed?.[1]?.toUpperCase() === countryCode ? prefixed[2] : undefined
  return (
    spellings?.get(normalizeSpelling(province)) ??
    (withoutCountry && spellings?.get(normalizeSpelling(withoutCountry))) ??
    (countryCode === "US" ? armedForces(withoutCountry ?? province) : undefined)
  )
}

/**
 * Whether two spellings mean the same province: `us-ca`, `CA` and `California`;
 * where the names are not known, `it-mi` and `MI`.
 *
 * @param countryCode - ISO 3166-1 alpha-2, upper case
 */
export const isSameProvince = (
  countryCode: string,
  one: string,
  other: string
): boolean => {
  const codeOf = (province: string): string =>
    subdivisionCode(countryCode, province) ?? toBareCode(countryCode, province)
  return codeOf(one) !== "" && codeOf(one) === codeOf(other)
}

/** `it-mi` → `MI`. */
const toBareCode = (countryCode: string, province: string): string => {
  const code = province.trim().toUpperCase()
  return code.startsWith(`${countryCode}-`)
    ? code.slice(countryCode.length + 1)
    : code
}

/** The states or provinces of a country by code; empty where tax has none. */
export const subdivisionNames = (
  countryCode: string
): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(SUBDIVISIONS[countryCode] ?? {}).map(([code, [name]]) => [
      code,
      name ?? code,
    ])
  )
