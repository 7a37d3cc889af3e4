import type { EstimateProfile } from "../../modules/kintsugi/stats/failing-estimates"
import type { AddressReading } from "../../tax/address/read-address"
import type { RequestedLine, TaxableLine } from "../../tax/cart/taxable-line"
import type { EstimateContext } from "../../tax/cart/tax-context"

/** How many distinct products of a cart are remembered. */
const MAX_PRODUCTS = 50

/**
 * A profile that tells which calculations may fail for the same cause.
 *
 * @param settings - see `Effective.key`
 */
export const estimateProfileOf = (
  requested: RequestedLine[],
  { externalId, lines, address }: EstimateContext,
  reading: AddressReading,
  settings: string
): EstimateProfile => {
  const cartLines =
    lines ?? requested.map(({ kind, line }) => ({ ...line, kind }))
  const products = [...new Set<string>(cartLines.map(productOf))]
  return {
    country: String(address?.country_code).trim().toUpperCase(),
    state: reading.status === "complete" ? reading.address.state : "",
    currency: requested[0]?.currencyCode ?? "",
    products:
      products.length > MAX_PRODUCTS
        ? // The cart's id makes this profile match no other cart.
          [...products.slice(0, MAX_PRODUCTS), externalId]
        : products,
    settings,
  }
}

/** All shipping has the same category. */
const productOf = ({
  kind,
  product_id,
  title,
}: {
  kind: TaxableLine["kind"]
  product_id?: string | null
  title?: string
}): string => (kind === "shipping" ? kind : product_id || title || kind)
