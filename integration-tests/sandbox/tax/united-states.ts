import {
  abovePerUnit,
  costsLessThan,
  firstOfLine,
  firstPerUnit,
  type Line,
  nothing,
  type Part,
  share,
  whole,
} from "./line"
import { isClothing, isDigital, isGroceries, isShipping } from "./products"
import { type Fee, type Tax, territory, type Territory } from "./territory"

/** A state's law, as far as the sandbox knows it. */
type StateLaw = {
  taxes: (zip: string) => Tax[]
  /** Without groceries, which no state here taxes. */
  taxable?: Part
  fee?: Fee
}

type Kind = (line: Line) => boolean

const untaxed =
  (...kinds: Kind[]): Part =>
  (line) =>
    kinds.some((is) => is(line)) ? nothing(line) : whole(line)

const partOf =
  (kind: Kind, part: Part): Part =>
  (line) =>
    kind(line) ? part(line) : whole(line)

/** New York exempts clothing and footwear under 110.00 an article. */
const notCheapClothing: Part = (line) =>
  isClothing(line) && costsLessThan(line, 110) ? nothing(line) : whole(line)

const STATES_WITH_RULES: Record<string, StateLaw> = {
  TX: {
    taxes: (zip) => [
      { name: "Texas State Sales Tax", rate: "0.0625" },
      ...(zip.startsWith("787")
        ? [
            { name: "Austin City Sales Tax", rate: "0.01" },
            { name: "Austin MTA Transit Sales Tax", rate: "0.01" },
          ]
        : [{ name: "Texas Local Sales Tax", rate: "0.02" }]),
    ],
    taxable: partOf(isDigital, share("0.8")),
  },

  CA: {
    taxes: (zip) => [
      { name: "California State Sales Tax", rate: "0.06" },
      ...(zip.startsWith("900")
        ? [
            { name: "Los Angeles County Sales Tax", rate: "0.0025" },
            { name: "Los Angeles District Sales Tax", rate: "0.0325" },
          ]
        : [{ name: "California County Sales Tax", rate: "0.0125" }]),
    ],
    taxable: untaxed(isShipping, isDigital),
  },

  NY: {
    taxes: (zip) => [
      {
        name: "New York State Sales Tax",
        rate: "0.04",
        on: notCheapClothing,
      },
      ...(/^1(0[0-4]|1[12346])/.test(zip)
        ? [
            {
              name: "New York City Sales Tax",
              rate: "0.045",
              on: notCheapClothing,
            },
            {
              name: "Metropolitan Commuter Transportation District Tax",
              rate: "0.00375",
              on: notCheapClothing,
            },
          ]
        : // Most counties upstate tax the clothing that the state exempts.
          [{ name: "New York County Sales Tax", rate: "0.04" }]),
    ],
  },

  TN: {
    taxes: () => [
      { name: "Tennessee State Sales Tax", rate: "0.07" },
      {
        name: "Tennessee Local Sales Tax",
        rate: "0.0225",
        on: firstPerUnit(1600),
      },
    ],
  },

  FL: {
    taxes: () => [
      { name: "Florida State Sales Tax", rate: "0.06" },
      {
        name: "Florida County Discretionary Surtax",
        rate: "0.01",
        on: firstOfLine(5000),
      },
    ],
    taxable: untaxed(isDigital),
  },

  CO: {
    taxes: (zip) => [
      { name: "Colorado State Sales Tax", rate: "0.029" },
      ...(zip.startsWith("802")
        ? [
            { name: "Denver City Sales Tax", rate: "0.0481" },
            { name: "Regional Transportation District Tax", rate: "0.01" },
            { name: "Cultural Facilities District Tax", rate: "0.001" },
          ]
        : []),
    ],
    taxable: untaxed(isShipping),
    fee: { name: "Colorado Retail Delivery Fee", amount: "0.29" },
  },

  WA: {
    taxes: (zip) => [
      { name: "Washington State Sales Tax", rate: "0.065" },
      zip.startsWith("981")
        ? { name: "Seattle Local Sales Tax", rate: "0.0385" }
        : { name: "Washington Local Sales Tax", rate: "0.025" },
    ],
  },

  NJ: {
    taxes: () => [{ name: "New Jersey State Sales Tax", rate: "0.06625" }],
    taxable: untaxed(isClothing),
  },

  MA: {
    taxes: () => [{ name: "Massachusetts State Sales Tax", rate: "0.0625" }],
    taxable: (line) =>
      isClothing(line) ? abovePerUnit(175)(line) : untaxed(isShipping)(line),
  },

  PA: {
    taxes: (zip) => [
      { name: "Pennsylvania State Sales Tax", rate: "0.06" },
      ...(zip.startsWith("191")
        ? [{ name: "Philadelphia City Sales Tax", rate: "0.02" }]
        : []),
    ],
    taxable: untaxed(isClothing),
  },

  OR: { taxes: () => [] },
  DE: { taxes: () => [] },
  MT: { taxes: () => [] },
  NH: { taxes: () => [] },
  AK: { taxes: () => [] },
}

/** The other states: their state-wide rate on everything, nothing local. */
const STATE_RATES: Record<string, [name: string, rate: string]> = {
  AL: ["Alabama", "0.04"],
  AZ: ["Arizona", "0.056"],
  AR: ["Arkansas", "0.065"],
  CT: ["Connecticut", "0.0635"],
  DC: ["District of Columbia", "0.06"],
  GA: ["Georgia", "0.04"],
  HI: ["Hawaii", "0.04"],
  ID: ["Idaho", "0.06"],
  IL: ["Illinois", "0.0625"],
  IN: ["Indiana", "0.07"],
  IA: ["Iowa", "0.06"],
  KS: ["Kansas", "0.065"],
  KY: ["Kentucky", "0.06"],
  LA: ["Louisiana", "0.05"],
  ME: ["Maine", "0.055"],
  MD: ["Maryland", "0.06"],
  MI: ["Michigan", "0.06"],
  MN: ["Minnesota", "0.06875"],
  MS: ["Mississippi", "0.07"],
  MO: ["Missouri", "0.04225"],
  NE: ["Nebraska", "0.055"],
  NV: ["Nevada", "0.0685"],
  NM: ["New Mexico", "0.04875"],
  NC: ["North Carolina", "0.0475"],
  ND: ["North Dakota", "0.05"],
  OH: ["Ohio", "0.0575"],
  OK: ["Oklahoma", "0.045"],
  RI: ["Rhode Island", "0.07"],
  SC: ["South Carolina", "0.06"],
  SD: ["South Dakota", "0.042"],
  UT: ["Utah", "0.0485"],
  VT: ["Vermont", "0.06"],
  VA: ["Virginia", "0.043"],
  WV: ["West Virginia", "0.06"],
  WI: ["Wisconsin", "0.05"],
  WY: ["Wyoming", "0.04"],
}

const NAMES_OF_STATES_WITH_RULES: Record<string, string> = {
  AK: "Alaska",
  CA: "California",
  CO: "Colorado",
  DE: "Delaware",
  FL: "Florida",
  MA: "Massachusetts",
  MT: "Montana",
  NH: "New Hampshire",
  NJ: "New Jersey",
  NY: "New York",
  OR: "Oregon",
  PA: "Pennsylvania",
  TN: "Tennessee",
  TX: "Texas",
  WA: "Washington",
}

/** The states and the District of Columbia, by code. */
export const US_STATES: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries(NAMES_OF_STATES_WITH_RULES),
    ...Object.entries(STATE_RATES).map(([code, [name]]): [string, string] => [
      code,
      name,
    ]),
  ].sort(([a], [b]) => a.localeCompare(b))
)

/** The taxes at a US address; undefined in the territories (Puerto Rico, …). */
export function usTerritory(state: string, zip: string): Territory | undefined {
  const law = STATES_WITH_RULES[state] ?? plainLaw(state)
  if (!law) {
    return undefined
  }

  const taxable = law.taxable ?? whole
  return territory(
    law.taxes(zip),
    (line) => (isGroceries(line) ? nothing(line) : taxable(line)),
    law.fee
  )
}

function plainLaw(state: string): StateLaw | undefined {
  const known = STATE_RATES[state]
  if (!known) {
    return undefined
  }

  const [name, rate] = known
  return { taxes: () => [{ name: `${name} State Sales Tax`, rate }] }
}
