/** ISO 3166-2 codes of the countries whose states decide the tax. */
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
    GU: ["Guam"],
    MP: ["Northern Mariana Islands"],
    PR: ["Puerto Rico"],
    VI: ["Virgin Islands", "US Virgin Islands"],
    AA: ["Armed Forces Americas"],
    AE: ["Armed Forces Europe"],
    AP: ["Armed Forces Pacific"],
  },
  CA: {
    AB: ["Alberta"],
    BC: ["British Columbia"],
    MB: ["Manitoba"],
    NB: ["New Brunswick"],
    NL: [
      "Newfoundland and Labrador",
      "Newfoundland & Labrador",
      "Newfoundland",
    ],
    NS: ["Nova Scotia"],
    NT: ["Northwest Territories"],
    NU: ["Nunavut"],
    ON: ["Ontario"],
    PE: ["Prince Edward Island"],
    QC: ["Quebec"],
    SK: ["Saskatchewan"],
    YT: ["Yukon", "Yukon Territory"],
  },
}

const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .replace(/[^a-zA-Z]/g, "")
    .toUpperCase()

const CODES_BY_SPELLING = Object.fromEntries(
  Object.entries(SUBDIVISIONS).map(([country, states]) => [
    country,
    new Map(
      Object.entries(states).flatMap(([code, names]) =>
        [code, ...names].map((spelling) => [plain(spelling), code] as const)
      )
    ),
  ])
)

/** Whether tax in this country (ISO 3166-1 alpha-2, upper case) goes by state. */
export const hasSubdivisions = (countryCode: string): boolean =>
  Object.hasOwn(CODES_BY_SPELLING, countryCode)

/**
 * The state's or province's code, however the shopper's client spells it:
 * `tx`, `TX`, `us-tx`, `Texas`, `Québec` → `TX`, `QC`. `undefined` where it is
 * no state of that country.
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
    spellings?.get(plain(province)) ??
    (withoutCountry && spellings?.get(plain(withoutCountry)))
  )
}

/** The states or provinces of a country by code; none where tax knows none. */
export const subdivisionNames = (
  countryCode: string
): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(SUBDIVISIONS[countryCode] ?? {}).map(([code, [name]]) => [
      code,
      name ?? code,
    ])
  )
