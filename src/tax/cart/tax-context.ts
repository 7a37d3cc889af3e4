import type { TaxCalculationContext } from "@medusajs/framework/types"
import type { SerializedLine } from "./cart-lines"
import type { RequestedLine } from "./taxable-line"

/**
 * The data that the plugin's workflows pass to the provider, through Medusa's
 * `additional_context`. Plain JSON.
 */
export type KintsugiTaxContext = {
  kintsugi: {
    /** The cart's or order's id. */
    external_id: string
    /**
     * Whether the lines' old tax lines are deleted before the new ones are
     * written, so that an item may have several.
     */
    replaces: boolean
    /** Every current line of the cart or order. */
    lines?: SerializedLine[]
    /**
     * Ids of the lines that are gift cards. Medusa asks about them where it
     * does not know that they are.
     */
    gift_cards?: string[]
    /** Whether rates are stored as decimals (orders), not as float4 (carts). */
    exact_rates?: boolean
    /** Where the cart is taxed, if not at the address that Medusa gives. */
    address?: TaxCalculationContext["address"]
    /** What that address is; a shipping address if absent. */
    address_type?: "SHIP_TO" | "BILL_TO"
    /** Whether nothing is shipped, as with digital goods; absent: not known. */
    ships_nothing?: boolean
    /**
     * Whether the customer's identity is verified: exemptions and tax ids only
     * count if it is. Absent: the request decides.
     */
    customer_trusted?: boolean
    /**
     * Whether the plugin's settings were read together with the cart: the
     * provider does not read them again.
     */
    settings_read?: boolean
    /** Whether only the store's own rates are requested. */
    rates_only?: boolean
    /**
     * Whether this is a prefetch: no request waits, and a failure is not
     * reported.
     */
    prefetch?: boolean
  }
}

export type EstimateContext = {
  externalId: string
  replaces: boolean
  lines?: SerializedLine[]
  giftCards: ReadonlySet<string>
  exactRates: boolean
  address: TaxCalculationContext["address"] | undefined
  addressType: "SHIP_TO" | "BILL_TO"
  shipsNothing?: boolean
  isPrefetch: boolean
  isCustomerTrusted?: boolean
  areSettingsRead: boolean
  isForRatesOnly: boolean
}

/**
 * Reads the workflows' context. Without it (hooks switched off, or a call from
 * elsewhere) the first line's id replaces the cart's, and only the lines that
 * Medusa asks about are known.
 */
export const estimateContext = (
  context: TaxCalculationContext | undefined,
  lines: RequestedLine[]
): EstimateContext => {
  const kintsugiContext = (
    context as { additional_context?: Partial<KintsugiTaxContext> } | undefined
  )?.additional_context?.kintsugi
  return {
    externalId: kintsugiContext?.external_id || lines[0]?.id || "estimate",
    replaces: kintsugiContext?.replaces ?? false,
    lines: kintsugiContext?.lines,
    giftCards: new Set(kintsugiContext?.gift_cards),
    exactRates: kintsugiContext?.exact_rates ?? false,
    address: kintsugiContext?.address ?? context?.address,
    addressType: kintsugiContext?.address_type ?? "SHIP_TO",
    shipsNothing: kintsugiContext?.ships_nothing,
    isPrefetch: kintsugiContext?.prefetch ?? false,
    isCustomerTrusted: kintsugiContext?.customer_trusted,
    areSettingsRead: kintsugiContext?.settings_read ?? false,
    isForRatesOnly: kintsugiContext?.rates_only ?? false,
  }
}
