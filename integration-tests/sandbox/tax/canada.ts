import { type Tax, territory, type Territory } from "./territory"

const GST: Tax = { name: "Canada GST", rate: "0.05" }

const harmonized = (province: string, rate: string): Tax[] => [
  { name: `${province} HST`, rate },
]

const PROVINCES: Record<string, Tax[]> = {
  AB: [GST],
  BC: [GST, { name: "British Columbia PST", rate: "0.07" }],
  MB: [GST, { name: "Manitoba RST", rate: "0.07" }],
  NB: harmonized("New Brunswick", "0.15"),
  NL: harmonized("Newfoundland and Labrador", "0.15"),
  NS: harmonized("Nova Scotia", "0.14"),
  NT: [GST],
  NU: [GST],
  ON: harmonized("Ontario", "0.13"),
  PE: harmonized("Prince Edward Island", "0.15"),
  QC: [GST, { name: "Quebec QST", rate: "0.09975" }],
  SK: [GST, { name: "Saskatchewan PST", rate: "0.06" }],
  YT: [GST],
}

/** Provinces and territories, by code. */
export const CANADIAN_PROVINCES: ReadonlyMap<string, string> = new Map([
  ["AB", "Alberta"],
  ["BC", "British Columbia"],
  ["MB", "Manitoba"],
  ["NB", "New Brunswick"],
  ["NL", "Newfoundland and Labrador"],
  ["NS", "Nova Scotia"],
  ["NT", "Northwest Territories"],
  ["NU", "Nunavut"],
  ["ON", "Ontario"],
  ["PE", "Prince Edward Island"],
  ["QC", "Quebec"],
  ["SK", "Saskatchewan"],
  ["YT", "Yukon"],
])

/** The taxes in a Canadian province, shipping included. */
export function canadianTerritory(province: string): Territory | undefined {
  const taxes = PROVINCES[province]
  return taxes && territory(taxes)
}
