/**
 * What a tax line of the plugin carries in `data`. The provider writes it, and
 * storefronts read it: `medusa-plugin-kintsugi/storefront` exports these types,
 * so this file imports nothing.
 */
export type TaxLineData = KintsugiData | RememberedData | Marking

/** Where a tax comes from. */
export type TaxSource = TaxLineData["source"]

/** Kintsugi's answer. */
export type KintsugiData = Marks &
  AnswerData & {
    source: "kintsugi"
    /** Kintsugi's verdict on the address, e.g. `VERIFIED`. */
    address_status: string | null
  }

/** What Kintsugi would answer, by its earlier answers: it could not be asked. */
export type RememberedData = Marks &
  AnswerData & {
    source: "remembered"
    /** Why it could not be asked: the code of an error. */
    reason: string
    /** The day of the latest of those answers: `"2026-11-30"`. */
    as_of: string
    /** Whether those answers leave a doubt, such as those of a place nearby. */
    approximate: boolean
  }

/** An answer about a line, by jurisdiction. */
export type AnswerData = {
  /** Whether the store is registered at the place of supply. */
  has_active_registration: boolean
  /** The answer for the whole line. */
  line: LineData
  /** Absent on an untaxed line, and where `jurisdictions` is present. */
  jurisdiction?: JurisdictionData
  /** Where one tax line combines all jurisdictions of a line. */
  jurisdictions?: JurisdictionData[]
}

/** Why a line has neither Kintsugi's answer nor what it would answer. */
export type Marking = Marks & {
  /**
   * `pending`: there is no address to estimate yet. `gift_card`: it is a means
   * of payment, and what it pays for is taxed.
   */
  source: "fallback" | "zero" | "pending" | "gift_card"
  /**
   * A stable code: an error's code, `not_configured`, `address_incomplete`, …
   */
  reason: string
}

type Marks = {
  /** Identifies the cart of these lines, where the whole cart was known. */
  fingerprint?: string
  /** What exempts this customer. */
  exempt_by?: ExemptBy
  /** The shopper was a guest, so no customer's tax status counted. */
  customer?: "guest"
  /** The shopper gave no state. */
  state_from?: "postal_code"
}

/**
 * What exempts a customer. Never the merchant's own wording: shoppers can read
 * tax lines.
 */
export type ExemptBy = "customer_group" | "exemption"

/** Kintsugi's answer for a line. Amounts are in major units: `"3.30"`. */
export type LineData = {
  tax_amount: string
  /** Kintsugi's answer, where a different amount is charged. */
  answered_tax_amount?: string
  taxable_amount: string
  /** A fraction: `"0.0825"` is 8.25 %. */
  tax_rate: string
  exempt: boolean
  /** Kintsugi's own word, e.g. `CUSTOMER`. */
  exempt_reason: string | null
}

/** One jurisdiction's tax on a line. */
export type JurisdictionData = {
  name: string
  /**
   * The statutory rate, a fraction: `"0.0625"` is 6.25 %. `"0"` for a flat fee.
   */
  rate: string
  /** In major units: `"2.50"`. */
  amount: string
  exempt: boolean
  /** Kintsugi's own word; taxed jurisdictions have one too. */
  exempt_reason: string | null
}
