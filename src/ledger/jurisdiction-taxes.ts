import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, sumOf } from "../tax/money"
import type { TaxLineOfOrder } from "./order"

/** Tax of one jurisdiction on a line, unrounded, in major units. */
export type ExactTax = {
  name: string
  /** The statutory rate, as a fraction. */
  rate: Decimal
  amount: Decimal
}

/** A tax line with its amount, as Medusa's arithmetic returns it. */
export type TaxLineWithTotal = TaxLineOfOrder & { total?: BigNumberInput }

/**
 * The taxes of a line by jurisdiction, the highest rate first. They are grouped
 * by name: a jurisdiction may have several tax lines, and several jurisdictions
 * may share a name; then their rates add up.
 *
 * @param net - of the line, unrounded, in major units
 */
export const taxesByJurisdiction = (
  taxLines: TaxLineWithTotal[],
  net: Decimal
): ExactTax[] => {
  const taxes = new Map<string, ExactTax>()
  const countedIds = new Set<string>()
  for (const { name, rate, amount, jurisdiction } of taxLines.flatMap(
    (taxLine) => taxPartsOf(taxLine, net)
  )) {
    const sum = taxes.get(name) ?? { name, rate: ZERO, amount: ZERO }
    const isCounted = jurisdiction !== undefined && countedIds.has(jurisdiction)
    countedIds.add(jurisdiction ?? "")
    taxes.set(name, {
      name,
      rate: isCounted ? sum.rate : sum.rate.plus(rate),
      amount: sum.amount.plus(amount),
    })
  }
  return [...taxes.values()].toSorted(
    (a, b) => b.rate.comparedTo(a.rate) || (a.name < b.name ? -1 : 1)
  )
}

type TaxPart = ExactTax & {
  /** Identifies it among a line's jurisdictions; absent: it is separate. */
  jurisdiction?: string
}

/** What a tax line charges; one may combine all jurisdictions of a line. */
const taxPartsOf = (taxLine: TaxLineWithTotal, net: Decimal): TaxPart[] => {
  const amount = MathBN.convert(
    taxLine.total ?? net.times(MathBN.convert(taxLine.rate)).div(100)
  )
  const combined = readCombined(taxLine.data)
  const whole = sumOf(combined.map((part) => part.amount))
  if (!whole.isZero()) {
    return combined.map((part, index) => ({
      name: part.name,
      jurisdiction: JSON.stringify([taxLine.code, index]),
      rate: MathBN.convert(part.rate),
      amount: amount.times(MathBN.convert(part.amount)).div(whole),
    }))
  }
  if (amount.isZero() && isUntaxed(taxLine)) {
    return []
  }
  const name = taxLine.description || taxLine.code || "Tax"
  return [
    {
      name,
      rate: statutoryRate(taxLine),
      amount,
      ...(jurisdictionRate(taxLine.data) && {
        jurisdiction: JSON.stringify([name, taxLine.code]),
      }),
    },
  ]
}

type Jurisdiction = { name: string; rate: string; amount: string }

/** The jurisdictions that the provider combined into one tax line. */
const readCombined = (data: TaxLineOfOrder["data"]): Jurisdiction[] => {
  const { jurisdictions } = (data ?? {}) as { jurisdictions?: unknown }
  return Array.isArray(jurisdictions) && jurisdictions.every(isJurisdiction)
    ? jurisdictions
    : []
}

/** Another provider may keep something else under this name. */
const isJurisdiction = (part: unknown): part is Jurisdiction => {
  const { name, rate, amount } = (part ?? {}) as Record<string, unknown>
  return typeof name === "string" && isDecimal(rate) && isDecimal(amount)
}

/** Whether a value that a provider stored is a decimal in a string. */
export const isDecimal = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && !isNaN(Number(value))

/** A tax line that only says why there is no tax. */
const isUntaxed = ({ rate, data }: TaxLineOfOrder): boolean =>
  MathBN.convert(rate).isZero() && !jurisdictionRate(data)

const statutoryRate = ({ rate, data }: TaxLineOfOrder): Decimal => {
  const statutory = jurisdictionRate(data)
  return statutory ? MathBN.convert(statutory) : MathBN.div(rate, 100)
}

/** The rate that Kintsugi named, which the provider keeps in `data`. */
const jurisdictionRate = (data: TaxLineOfOrder["data"]): string | undefined => {
  const { rate } = (data?.jurisdiction ?? {}) as { rate?: unknown }
  return isDecimal(rate) ? rate : undefined
}
