import type { EstimateKind } from "../../health/failing"
import type { AddressReading } from "../../tax/address"
import type { AskedLine, TaxableLine } from "../../tax/taxable-lines"
import type { EstimateContext } from "./estimate-context"

/** So many distinct products are remembered of a cart. */
const MAX_PRODUCTS = 50

/**
 * What tells which calculations fail for the same cause.
 *
 * @param settings - see `Effective.key`
 */
export const kindOf = (
  asked: AskedLine[],
  { externalId, lines, address }: EstimateContext,
  reading: AddressReading,
  settings: string
): EstimateKind => {
  const bought = lines ?? asked.map(({ kind, line }) => ({ ...line, kind }))
  const products = [...new Set<string>(bought.map(productOf))]
  return {
    country: String(address?.country_code).trim().toUpperCase(),
    state: reading.status === "complete" ? reading.address.state : "",
    currency: asked[0]?.currencyCode ?? "",
    products:
      products.length > MAX_PRODUCTS
        ? // So that none but itself is like it.
          [...products.slice(0, MAX_PRODUCTS), externalId]
        : products,
    settings,
  }
}

/** The category of any shipping is one and the same. */
const productOf = ({
  kind,
  product_id,
  title,
}: {
  kind: TaxableLine["kind"]
  product_id?: string | null
  title?: string
}): string => (kind === "shipping" ? kind : product_id || title || kind)
