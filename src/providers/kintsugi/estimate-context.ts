import type { TaxCalculationContext } from "@medusajs/framework/types"
import type { LineInContext } from "../../tax/cart-lines"
import type { AskedLine } from "../../tax/taxable-lines"

/**
 * What the plugin's workflows hand to the provider, through Medusa's
 * `additional_context`. Plain JSON.
 */
export type KintsugiTaxContext = {
  kintsugi: {
    /** The cart's or order's id. */
    external_id: string
    /**
     * Whether the lines' old tax lines are gone before the new ones come, so
     * that an item may have several.
     */
    replaces: boolean
    /** Every line of the cart or order, as it stands. */
    lines?: LineInContext[]
    /** Whether rates are kept as decimals (orders) and not as float4 (carts). */
    exact_rates?: boolean
    /** Where the cart is taxed, if not at the address that Medusa gives. */
    address?: TaxCalculationContext["address"]
    /** What that address is; a shipping address if absent. */
    address_type?: "SHIP_TO" | "BILL_TO"
    /** Whether nobody waits for the answer yet: a failure is not told. */
    ahead?: boolean
  }
}

export type EstimateContext = {
  externalId: string
  replaces: boolean
  lines?: LineInContext[]
  exactRates: boolean
  address: TaxCalculationContext["address"] | undefined
  addressType: "SHIP_TO" | "BILL_TO"
  isAhead: boolean
}

/**
 * Reads the workflows' context back. Without it (hooks switched off, or a call
 * from elsewhere) the first line's id stands for the cart's, and the lines that
 * Medusa asks about are all there is.
 */
export const estimateContext = (
  context: TaxCalculationContext | undefined,
  lines: AskedLine[]
): EstimateContext => {
  const given = (
    context as { additional_context?: Partial<KintsugiTaxContext> } | undefined
  )?.additional_context?.kintsugi
  return {
    externalId: given?.external_id || lines[0]?.id || "estimate",
    replaces: given?.replaces ?? false,
    lines: given?.lines,
    exactRates: given?.exact_rates ?? false,
    address: given?.address ?? context?.address,
    addressType: given?.address_type ?? "SHIP_TO",
    isAhead: given?.ahead ?? false,
  }
}
