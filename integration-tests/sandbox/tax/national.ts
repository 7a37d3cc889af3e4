import { isBook } from "./products"
import { type Tax, territory, type Territory } from "./territory"

/** One registration in the EU (One Stop Shop) covers all of these. */
const EU_STANDARD_RATES: Record<string, [name: string, rate: string]> = {
  AT: ["Austria", "0.2"],
  BE: ["Belgium", "0.21"],
  BG: ["Bulgaria", "0.2"],
  CY: ["Cyprus", "0.19"],
  CZ: ["Czechia", "0.21"],
  DE: ["Germany", "0.19"],
  DK: ["Denmark", "0.25"],
  EE: ["Estonia", "0.24"],
  ES: ["Spain", "0.21"],
  FI: ["Finland", "0.255"],
  FR: ["France", "0.2"],
  GR: ["Greece", "0.24"],
  HR: ["Croatia", "0.25"],
  HU: ["Hungary", "0.27"],
  IE: ["Ireland", "0.23"],
  IT: ["Italy", "0.22"],
  LT: ["Lithuania", "0.21"],
  LU: ["Luxembourg", "0.17"],
  LV: ["Latvia", "0.21"],
  MT: ["Malta", "0.18"],
  NL: ["Netherlands", "0.21"],
  PL: ["Poland", "0.23"],
  PT: ["Portugal", "0.23"],
  RO: ["Romania", "0.21"],
  SE: ["Sweden", "0.25"],
  SI: ["Slovenia", "0.22"],
  SK: ["Slovakia", "0.23"],
}

const ELSEWHERE: Record<string, Tax> = {
  AU: { name: "Australia GST", rate: "0.1" },
  BH: { name: "Bahrain VAT", rate: "0.1" },
  GB: { name: "United Kingdom VAT", rate: "0.2" },
  JP: { name: "Japan Consumption Tax", rate: "0.1" },
}

const GERMANY_STANDARD = territory([{ name: "Germany VAT", rate: "0.19" }])
const GERMANY_REDUCED = territory([
  { name: "Germany VAT (reduced)", rate: "0.07" },
])

const GERMANY: Territory = {
  leviesOn: (line) =>
    (isBook(line) ? GERMANY_REDUCED : GERMANY_STANDARD).leviesOn(line),
}

/** Countries with a tax of their own, without the EU's members. */
export const NATIONS: readonly string[] = Object.keys(ELSEWHERE)

export function isInTheEU(country: string): boolean {
  return country in EU_STANDARD_RATES
}

/** The tax of a country with a single nationwide tax. */
export function nationalTerritory(country: string): Territory | undefined {
  if (country === "DE") {
    return GERMANY
  }

  const member = EU_STANDARD_RATES[country]
  if (member) {
    const [name, rate] = member
    return territory([{ name: `${name} VAT`, rate }])
  }

  const tax = ELSEWHERE[country]
  return tax && territory([tax])
}
