import type {
  JurisdictionData,
  AnswerData,
  KintsugiData,
  RememberedData,
  TaxLineData,
  TaxSource,
} from "../tax/tax-lines/tax-line-data"

/**
 * A tax line as Medusa's Store API returns it. Only what is read, so that
 * Medusa's own types (`StoreCart`, `StoreOrder`) fit.
 */
export type TaxLine = {
  code?: string | null
  /** The jurisdiction's name, or the name of the store's own tax rate. */
  description?: string | null
  /** In percent; Kintsugi's statutory rate is in `data`. */
  rate: number
  /** What Medusa charges, in major units. Absent without the cart's totals. */
  total?: number
  /** {@link TaxLineData}, unless another provider wrote it. */
  data?: unknown
}

/** A line item or a shipping method. */
export type TaxedLine = { tax_lines?: TaxLine[] | null }

/**
 * A cart or an order, requested with the fields `*items.tax_lines` and
 * `*shipping_methods.tax_lines`.
 */
export type TaxedCart = {
  currency_code: string
  items?: TaxedLine[] | null
  shipping_methods?: TaxedLine[] | null
}

/** The line items, then the shipping methods. */
export const linesOf = ({
  items,
  shipping_methods,
}: Pick<TaxedCart, "items" | "shipping_methods">): TaxedLine[] => [
  ...(items ?? []),
  ...(shipping_methods ?? []),
]

/** `undefined` for a tax line that the plugin did not write. */
export const dataOf = ({ data }: TaxLine): TaxLineData | undefined =>
  isTaxLineData(data) ? data : undefined

/**
 * Kintsugi's answer in a tax line, or what it would answer by its earlier
 * answers.
 */
export const answerDataOf = (
  taxLine: TaxLine
): KintsugiData | RememberedData | undefined => {
  const data = dataOf(taxLine)
  return data?.source === "kintsugi" || data?.source === "remembered"
    ? data
    : undefined
}

export const jurisdictionsOf = ({
  jurisdiction,
  jurisdictions,
}: AnswerData): JurisdictionData[] =>
  jurisdictions ?? (jurisdiction ? [jurisdiction] : [])

/**
 * Where the tax of a cart or an order comes from; gift cards, which are never
 * taxed, count only if there is nothing else. `undefined` if no tax line is the
 * plugin's.
 */
export const taxSourceOf = (
  cart: Pick<TaxedCart, "items" | "shipping_methods">
): TaxSource | undefined => {
  const sources = linesOf(cart).flatMap(({ tax_lines }) =>
    (tax_lines ?? []).flatMap((taxLine) => dataOf(taxLine)?.source ?? [])
  )
  return sources.find((source) => source !== "gift_card") ?? sources[0]
}

const SOURCES: Record<TaxSource, true> = {
  kintsugi: true,
  remembered: true,
  fallback: true,
  zero: true,
  pending: true,
  gift_card: true,
}

/** Another provider may keep anything in `data`. */
const isTaxLineData = (data: unknown): data is TaxLineData => {
  const { source, line } = (data ?? {}) as { source?: unknown; line?: unknown }
  return (
    typeof source === "string" &&
    Object.hasOwn(SOURCES, source) &&
    ((source !== "kintsugi" && source !== "remembered") ||
      (typeof line === "object" && line !== null))
  )
}
