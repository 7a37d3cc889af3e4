import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../money"

/** Rates in percent. */
export type TaxLines = {
  code?: string | null
  rate?: BigNumberInput | null
  data?: Record<string, unknown> | null
}[]

/** @returns a fraction */
export const rateOf = (taxLines: TaxLines): Decimal =>
  sumOf(taxLines.map(({ rate }) => rate ?? 0)).shiftedBy(-2)

/**
 * The statutory rate (a fraction) that Kintsugi answered, now or earlier, even
 * where nothing is left to tax; the current rate where it is not known.
 */
export const statutoryRate = (
  taxLines: TaxLines,
  current: Decimal
): Decimal => {
  const kintsugiLines = taxLines.filter(({ data }) => isAnswer(data))
  if (!kintsugiLines.length) {
    return current
  }
  const lineRate = decimalOf(kintsugiLines[0]?.data?.line, "tax_rate")
  if (lineRate?.gt(0) && current.gt(0)) {
    return lineRate
  }
  const jurisdictions = new Map(
    kintsugiLines.flatMap(({ code, data }) =>
      Array.isArray(data?.jurisdictions)
        ? data.jurisdictions.map(
            (entry, index) => [`${code}:${index}`, entry] as const
          )
        : [[`${code}`, data?.jurisdiction] as const]
    )
  )
  return sumOf(
    [...jurisdictions.values()].map((jurisdiction) =>
      (jurisdiction as { exempt?: unknown } | undefined)?.exempt
        ? 0
        : (decimalOf(jurisdiction, "rate") ?? 0)
    )
  )
}

/** Whether by Kintsugi, or by what it answered earlier. */
const isAnswer = (data: TaxLines[number]["data"]): boolean =>
  data?.source === "kintsugi" || data?.source === "remembered"

const decimalOf = (data: unknown, name: string): Decimal | undefined => {
  const value = (data as Record<string, unknown> | null | undefined)?.[name]
  if (typeof value !== "string" && typeof value !== "number") {
    return undefined
  }
  const decimal = MathBN.convert(value)
  return decimal.isFinite() ? decimal : undefined
}
