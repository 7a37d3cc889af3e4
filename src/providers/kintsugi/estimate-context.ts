import type { TaxCalculationContext } from "@medusajs/framework/types"
import type { TaxableLine } from "../../tax/taxable-lines"

/**
 * What the plugin's workflow hooks hand to the provider, through Medusa's
 * `setTaxLineContext` and `additional_context`.
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
  }
}

/**
 * Reads the hooks' context back. Without it (hooks switched off, or Medusa's
 * own call) the first line's id stands for the cart's.
 */
export const estimateContext = (
  context: TaxCalculationContext | undefined,
  lines: TaxableLine[]
): { externalId: string; replaces: boolean } => {
  const given = (
    context as { additional_context?: Partial<KintsugiTaxContext> } | undefined
  )?.additional_context?.kintsugi
  return {
    externalId: given?.external_id || lines[0]?.id || "estimate",
    replaces: given?.replaces ?? false,
  }
}
