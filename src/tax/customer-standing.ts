/** A business tax id of a customer, such as a VAT number. */
export type TaxId = {
  /** ISO 3166-1 alpha-2, upper case. */
  country: string
  number: string
}

/** What is known of a customer beside the cart, as far as tax depends on it. */
export type CustomerStanding = {
  /** Medusa's id, by which Kintsugi finds exemptions. */
  id: string
  /**
   * Why nothing that the customer buys is taxed: the reason that the merchant
   * gave for a customer group.
   */
  exemptBecause?: string
  taxIds?: TaxId[]
  /** Another one since Kintsugi was told of another exemption. */
  version?: string
}

/** Where one member's VAT number counts in all others. */
const EUROPEAN_UNION = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(
    " "
  )
)

/**
 * The business tax id that counts where something is delivered to: that of the
 * country itself, or else, within the European Union, that of another member.
 */
export const taxIdFor = (
  { taxIds = [] }: CustomerStanding,
  country: string
): string | undefined => {
  const ofUnion = (place: string) => EUROPEAN_UNION.has(place)
  const own = taxIds.find((taxId) => taxId.country === country)
  const members = ofUnion(country)
    ? taxIds.find((taxId) => ofUnion(taxId.country))
    : undefined
  return (own ?? members)?.number
}
