import type { StoredExemption } from "./exemptions"
import type { GroupExemption } from "./group-exemptions"

/** A business tax id of a customer, such as a VAT number. */
export type TaxId = {
  /** ISO 3166-1 alpha-2, upper case; or `XI`, Northern Ireland. */
  country: string
  number: string
}

/** The facts about a customer, apart from the cart, that tax depends on. */
export type CustomerTaxStatus = {
  /** Medusa's id, by which Kintsugi finds exemptions. */
  id: string
  /**
   * The exemptions of the customer's groups; `statusAt` makes `exemptBecause`
   * of them where one applies.
   */
  groupExemptions?: GroupExemption[]
  /**
   * Why nothing that the customer buys is taxed at the place of delivery: the
   * reason that the merchant gave for a customer group.
   */
  exemptBecause?: string
  taxIds?: TaxId[]
  /** Used when Kintsugi can't be asked: its own answer already applies them. */
  exemptions?: StoredExemption[]
  /** Changes whenever an exemption is sent to Kintsugi. */
  version?: string
}

/** Countries where the VAT number of any other member counts. */
const EUROPEAN_UNION = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(
    " "
  )
)

/** The parts of a delivery address that a tax id depends on. */
export type PlaceOfDelivery = {
  /** ISO 3166-1 alpha-2, upper case. */
  country: string
  postal_code?: string
  /** `BILL_TO`: nothing is shipped there, as with digital goods. */
  type?: "SHIP_TO" | "BILL_TO"
  /** Set for digital goods, which may still have a shipping address. */
  shipsNothing?: boolean
}

/**
 * The business tax id that counts at a place of delivery: that of the country
 * itself, or else, within the European Union, that of another member. For goods
 * in Northern Ireland (postal codes BT) an `XI` number comes first; it counts
 * nowhere else.
 */
export const taxIdFor = (
  { taxIds = [] }: CustomerTaxStatus,
  place: PlaceOfDelivery
): string | undefined => {
  const { country } = place
  const isInUnion = (code: string) => EUROPEAN_UNION.has(code)
  const numberFrom = (code: string) =>
    taxIds.find((taxId) => taxId.country === code)?.number
  const numberOfOtherMember = () =>
    isInUnion(country)
      ? taxIds.find((taxId) => isInUnion(taxId.country))?.number
      : undefined
  return (
    (areGoodsInNorthernIreland(place) ? numberFrom("XI") : undefined) ??
    numberFrom(country) ??
    numberOfOtherMember()
  )
}

const areGoodsInNorthernIreland = ({
  country,
  postal_code = "",
  type,
  shipsNothing = false,
}: PlaceOfDelivery): boolean =>
  country === "GB" &&
  type !== "BILL_TO" &&
  !shipsNothing &&
  /^BT\d/i.test(postal_code)
