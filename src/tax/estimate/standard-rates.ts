import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"

/**
 * The standard rates of countries whose prices include tax, in percent. Only a
 * first guess, never an answer: an outdated rate costs a request.
 */
const STANDARD_RATES: Readonly<Record<string, string>> = {
  AT: "20",
  AU: "10",
  BE: "21",
  BG: "20",
  CH: "8.1",
  CY: "19",
  CZ: "21",
  DE: "19",
  DK: "25",
  EE: "24",
  ES: "21",
  FI: "25.5",
  FR: "20",
  GB: "20",
  GR: "24",
  HR: "25",
  HU: "27",
  IE: "23",
  IN: "18",
  IS: "24",
  IT: "22",
  JP: "10",
  KR: "10",
  LT: "21",
  LU: "17",
  LV: "21",
  MT: "18",
  NL: "21",
  NO: "25",
  NZ: "15",
  PL: "23",
  PT: "23",
  RO: "21",
  SE: "25",
  SG: "9",
  SI: "22",
  SK: "23",
  ZA: "15",
}

/**
 * The rates (fractions) to expect in a country while nothing better is known
 * about the place; empty where prices usually exclude tax.
 *
 * @param countryCode - ISO 3166 alpha-2, upper case
 */
export const standardRates = (countryCode: string): Decimal[] => {
  const percent = STANDARD_RATES[countryCode]
  return percent === undefined ? [] : [MathBN.div(percent, 100)]
}
