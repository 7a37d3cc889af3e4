import type {
  AddressReading,
  DestinationAddress,
} from "../address/read-address"
import { hasSubdivisions, subdivisionCode } from "../address/subdivisions"

/** Where and when a customer is exempt, as Kintsugi last answered. */
export type StoredExemption = {
  /** The Kintsugi organization that has it. */
  organizationId: string
  /** ISO 3166-1 alpha-2, upper case; absent: everywhere. */
  country?: string
  /** A state's code; absent: the whole country. */
  state?: string
  /** The first day, `YYYY-MM-DD`. */
  from: string
  /** The last day, `YYYY-MM-DD`; absent: it does not end. */
  to?: string
}

/** An exemption as Kintsugi returns it. */
type Exemption = {
  exemption_type: string
  jurisdiction?: string | null
  country_code?: string | null
  start_date: string
  end_date?: string | null
  status?: string | null
}

/**
 * Converts a customer's exemptions at Kintsugi to the stored form, for those in
 * effect or still to come. One that is not `ACTIVE` exempts nothing, and one
 * for a single transaction exempts no other.
 */
export const toStoredExemptions = (
  exemptions: Exemption[],
  organizationId: string
): StoredExemption[] =>
  exemptions
    .filter(
      ({ status, exemption_type }) =>
        status === "ACTIVE" && exemption_type !== "transaction"
    )
    .map((exemption) => storedForm(exemption, organizationId))

/** A state without a country is a US state, if the US has such a state. */
const placeOf = (
  countryCode: string,
  jurisdiction: string
): Pick<StoredExemption, "country" | "state"> => {
  const country =
    countryCode.toUpperCase() ||
    (jurisdiction && subdivisionCode("US", jurisdiction) ? "US" : "")
  return {
    ...(country && { country }),
    ...(jurisdiction && {
      // If it is not a state, no address matches it.
      state: subdivisionCode(country, jurisdiction) ?? jurisdiction,
    }),
  }
}

/** An exemption that Kintsugi has, as far as the plugin stores it. */
export type ExemptionRecord = StoredExemption & {
  /** Kintsugi's id of it. */
  id: string
  /** `customer` or `wholesale`, or a word that Kintsugi may add. */
  type: string
  /** Kintsugi's own status; only `ACTIVE` exempts. */
  status: string
  /** Whether it has the number (FEIN, sales tax ID) it was granted for. */
  hasNumber: boolean
  /** Whether Kintsugi's list says that a certificate is attached. */
  hasCertificate: boolean
}

/**
 * Converts a customer's exemptions at Kintsugi to the stored form, also those
 * that have ended. An archived one was entered by mistake, and one for a single
 * transaction says nothing about the customer.
 */
export const toExemptionRecords = (
  exemptions: (Exemption & {
    id: string
    FEIN?: string | null
    sales_tax_id?: string | null
    attachment_id?: string | null
  })[],
  organizationId: string
): ExemptionRecord[] =>
  exemptions
    .filter(
      ({ status, exemption_type }) =>
        status !== "ARCHIVED" && exemption_type !== "transaction"
    )
    .map((exemption) => ({
      ...storedForm(exemption, organizationId),
      id: exemption.id,
      type: exemption.exemption_type,
      status: exemption.status || UNKNOWN_STATUS,
      hasNumber: Boolean(exemption.FEIN || exemption.sales_tax_id),
      hasCertificate: Boolean(exemption.attachment_id),
    }))

/** Stored where Kintsugi gives no status; such an exemption exempts nothing. */
const UNKNOWN_STATUS = "UNKNOWN"

const storedForm = (
  { country_code, jurisdiction, start_date, end_date }: Exemption,
  organizationId: string
): StoredExemption => ({
  organizationId,
  ...placeOf(country_code ?? "", jurisdiction ?? ""),
  from: start_date.slice(0, 10),
  ...(end_date && { to: end_date.slice(0, 10) }),
})

/** A place of delivery; the state is absent where it is not known. */
export type Place = Pick<DestinationAddress, "country"> & { state?: string }

/**
 * The place of delivery that an address names. A state that does not exist
 * leaves the country.
 */
export const placeOfReading = (
  reading: AddressReading,
  countryCode: string | null | undefined
): Place =>
  reading.status === "complete"
    ? reading.address
    : { country: (countryCode ?? "").trim().toUpperCase() }

/**
 * Whether a customer is exempt where and when something is delivered.
 *
 * @param organizationId - the Kintsugi organization in effect; absent if there
 * is none, and then any counts
 * @param day - `YYYY-MM-DD`
 */
export const isExemptIn = (
  exemptions: StoredExemption[],
  place: Place,
  { organizationId, day }: { organizationId?: string; day: string }
): boolean =>
  exemptions.some(
    (exemption) =>
      (!organizationId || exemption.organizationId === organizationId) &&
      coversPlace(exemption, place) &&
      exemption.from <= day &&
      (!exemption.to || day <= exemption.to)
  )

/** Where tax has no states, some exemptions repeat the country as the state. */
export const coversPlace = (
  exemption: Pick<StoredExemption, "country" | "state">,
  { country, state }: Place
): boolean =>
  (!exemption.country || exemption.country === country) &&
  (!exemption.state ||
    (hasSubdivisions(country)
      ? exemption.state === state
      : exemption.state === country))
