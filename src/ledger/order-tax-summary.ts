import { MathBN } from "@medusajs/framework/utils"
import { PROVIDER_ID } from "../tax/tax-lines/build-tax-lines"
import { type ChargedLine, chargedLines, netOf, taxOf } from "./charged-lines"
import type { OrderForLedger, TaxLineOfOrder } from "./order"

/** Tax of one jurisdiction. */
export type TaxOfJurisdiction = {
  name: string
  /** The statutory rate, as a fraction. */
  rate: string
  /** In major units. */
  amount: string
}

/** What an order was charged, and which provider taxed it. */
export type TaxOfOrder = {
  /** In major units, regardless of later returns. */
  charged: { net: string; tax: string; total: string }
  jurisdictions: TaxOfJurisdiction[]
  taxed_by: "kintsugi" | "other" | "nobody"
  /** What a line carries instead of Kintsugi's answer, and the stable reason. */
  fallback: {
    source: "remembered" | "fallback" | "zero" | "pending"
    reason: string
  } | null
}

/** Reads from an order's own tax lines which provider taxed it, and how. */
export const taxOfOrder = (order: OrderForLedger): TaxOfOrder => {
  const lines = chargedLines(order)
  const net = netOf(lines)
  const tax = taxOf(lines)
  const taxLines = taxLinesOf(order)
  return {
    charged: {
      net: net.toFixed(),
      tax: tax.toFixed(),
      total: net.plus(tax).toFixed(),
    },
    jurisdictions: byJurisdiction(
      lines.map(({ taxes }) => ({ sign: 1, taxes }))
    ),
    taxed_by: taxLines.some(({ provider_id }) => provider_id === PROVIDER_ID)
      ? "kintsugi"
      : taxLines.length
        ? "other"
        : "nobody",
    fallback: fallbackOfOrder(order),
  }
}

/** What a line of an order carries instead of Kintsugi's answer, if any does. */
export const fallbackOfOrder = (
  order: OrderForLedger
): TaxOfOrder["fallback"] =>
  taxLinesOf(order).flatMap((line) => fallbackOf(line) ?? [])[0] ?? null

/** Of what was sold: a return's shipping is not. */
const taxLinesOf = ({
  items,
  shipping_methods,
}: OrderForLedger): TaxLineOfOrder[] =>
  [
    ...(items ?? []),
    ...(shipping_methods ?? []).filter(({ detail }) => !detail?.return_id),
  ].flatMap(({ tax_lines }) => tax_lines ?? [])

/** Sums tax by jurisdiction: sales with a sign of 1, credit notes with −1. */
export const byJurisdiction = (
  lines: (Pick<ChargedLine, "taxes"> & { sign: number })[]
): TaxOfJurisdiction[] => {
  const jurisdictions = new Map<string, TaxOfJurisdiction>()
  for (const { sign, taxes } of lines) {
    for (const { name, rate, amount } of taxes) {
      const sum = jurisdictions.get(name)
      jurisdictions.set(name, {
        name,
        rate: sum?.rate ?? rate,
        amount: MathBN.add(
          sum?.amount ?? 0,
          MathBN.mult(sign, amount)
        ).toFixed(),
      })
    }
  }
  return [...jurisdictions.values()]
}

const FALLBACK_SOURCES = ["remembered", "fallback", "zero", "pending"] as const

const fallbackOf = ({
  provider_id,
  data,
}: TaxLineOfOrder): TaxOfOrder["fallback"] => {
  const source = FALLBACK_SOURCES.find((word) => word === data?.source)
  return provider_id === PROVIDER_ID && source
    ? // The data is the plugin's own, where a reason is a text.
      // eslint-disable-next-line @typescript-eslint/no-base-to-string
      { source, reason: String(data?.reason ?? "") }
    : null
}
