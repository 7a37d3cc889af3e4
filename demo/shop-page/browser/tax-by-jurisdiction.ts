type Jurisdiction = { name: string; rate: string; amount: string }

type TaxLine = {
  code: string
  data?: {
    source?: string
    jurisdiction?: Jurisdiction
    jurisdictions?: Jurisdiction[]
    line?: { exempt: boolean; exempt_reason: string | null }
  } | null
}

export type TaxedLine = { tax_lines?: TaxLine[] }

type Taxed = { items?: TaxedLine[]; shipping_methods?: TaxedLine[] }

export type TaxOfJurisdiction = {
  name: string
  /** A fraction. */
  rate: string
  cents: number
}

const linesOf = ({ items, shipping_methods }: Taxed): TaxedLine[] => [
  ...(items ?? []),
  ...(shipping_methods ?? []),
]

/** The tax of each jurisdiction. docs/storefront.md shows this code. */
export const taxByJurisdiction = (taxed: Taxed): TaxOfJurisdiction[] => {
  const taxes = new Map<string, TaxOfJurisdiction>()
  for (const { tax_lines = [] } of linesOf(taxed)) {
    // Two tax lines of one code are one jurisdiction whose tax needs two rates.
    for (const { data } of new Map(
      tax_lines.map((line) => [line.code, line])
    ).values()) {
      const jurisdictions =
        data?.jurisdictions ?? (data?.jurisdiction ? [data.jurisdiction] : [])
      for (const { name, rate, amount } of jurisdictions) {
        const known = taxes.get(`${name} ${rate}`)
        const cents = Math.round(Number(amount) * 100)
        taxes.set(`${name} ${rate}`, {
          name,
          rate,
          cents: cents + (known?.cents ?? 0),
        })
      }
    }
  }
  return [...taxes.values()].filter(({ cents }) => cents !== 0)
}

const REASONS: Record<string, string> = {
  CUSTOMER: "You are exempt from this tax.",
  PRODUCT: "Not taxed there.",
  REGION: "No tax is collected there.",
}

/** Why a line is not taxed; undefined if it is taxed. */
export const whyNotTaxed = ({
  tax_lines = [],
}: TaxedLine): string | undefined => {
  const answer = tax_lines.find(({ data }) => data?.line?.exempt)?.data
  return answer
    ? (REASONS[answer.line?.exempt_reason ?? ""] ?? "Not taxed there.")
    : undefined
}

/** The source of the tax: `kintsugi`, or the fallback for it. */
export const sourceOf = (taxed: Taxed): string | undefined =>
  linesOf(taxed).flatMap(({ tax_lines = [] }) =>
    tax_lines.flatMap(({ data }) => data?.source ?? [])
  )[0]
