import type {
  JurisdictionData,
  KintsugiData,
  Marking,
} from "../../tax/tax-lines/tax-line-data"
import type { TaxLine } from "../taxed-cart"

/** What a test says about Kintsugi's answer, apart from the jurisdiction. */
export type Answer = Partial<Omit<KintsugiData, "line">> & {
  line?: Partial<KintsugiData["line"]>
}

export const answer = ({ line, ...data }: Answer = {}): KintsugiData => ({
  source: "kintsugi",
  has_active_registration: true,
  address_status: "VERIFIED",
  line: {
    tax_amount: "0.00",
    taxable_amount: "0.00",
    tax_rate: "0",
    exempt: false,
    exempt_reason: null,
    ...line,
  },
  ...data,
})

export const jurisdiction = (
  name: string,
  rate: string,
  amount: string
): JurisdictionData => ({
  name,
  rate,
  amount,
  exempt: false,
  exempt_reason: "RULE_FOUND_TAXABLE",
})

/**
 * The tax line of one jurisdiction.
 *
 * @param rate - the statutory rate, a fraction
 * @param total - what Medusa charges; absent without totals
 */
export const taxed = (
  name: string,
  rate: string,
  amount: string,
  total?: number
): TaxLine => ({
  code: `us-tx:${name.toLowerCase().replaceAll(" ", "-")}`,
  description: name,
  rate: Number(rate) * 100,
  ...(total !== undefined && { total }),
  data: answer({ jurisdiction: jurisdiction(name, rate, amount) }),
})

/** The only tax line of a line that Kintsugi does not tax. */
export const untaxed = (data: Answer): TaxLine => ({
  code: "us-tx:no-tax",
  description: "No tax",
  rate: 0,
  total: 0,
  data: answer(data),
})

/** A tax line that is not Kintsugi's answer. */
export const marked = (
  source: Marking["source"],
  fields: Partial<TaxLine> & { data?: Partial<Marking> } = {}
): TaxLine => ({
  code: "fallback",
  description: "Sales tax",
  rate: 0,
  ...fields,
  data: { source, reason: "unavailable", ...fields.data } satisfies Marking,
})
