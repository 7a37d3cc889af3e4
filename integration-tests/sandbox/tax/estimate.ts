/** Request and answer of an estimate, in the contract's names. */

export type EstimateAddress = {
  type: "SHIP_TO" | "BILL_TO"
  phone?: string
  street_1?: string
  street_2?: string
  city?: string
  county?: string
  state: string
  postal_code: string
  country: string
  full_address?: string
  status?: string
}

export type EstimateItem = {
  external_id?: string
  date: string
  description?: string
  external_product_id?: string
  product_name?: string
  product_description?: string
  product_source?: string
  product_category?: string
  product_subcategory?: string
  /** Defaults to 1. */
  quantity?: number
  /** The whole line after discounts and before tax, not a unit price. */
  amount: number
  exempt?: boolean
}

export type EstimateRequest = {
  date: string
  external_id: string
  currency: string
  description?: string
  source?: string
  marketplace?: boolean
  customer?: { external_id?: string; [field: string]: unknown }
  addresses: EstimateAddress[]
  transaction_items: EstimateItem[]
  /** In the contract's texts only, not in its schema. */
  simulate_active_registration?: boolean
}

export type ExemptReason =
  | "PRODUCT"
  | "TRANSACTION"
  | "CUSTOMER"
  | "REGION"
  | "ZERO_VALUE_ITEM"
  | "NO_RULE_FOUND"

/** Despite its field's name (`exempt_reason`), taxed items have one too. */
export type TaxItemReason =
  | "RULE_FOUND_TAXABLE"
  | "RULE_FOUND_NOT_TAXABLE"
  | "PRODUCT_EXEMPT"
  | "RULE_EXCLUDED_IN_CALCULATION"

export type EstimatedTaxItem = {
  name: string
  /** A fraction: "0.0625" is 6.25 %. */
  rate: string
  amount: string
  exempt: boolean
  exempt_reason: TaxItemReason
}

export type EstimatedItem = Omit<EstimateItem, "quantity" | "amount"> & {
  quantity: string
  amount: string
  exempt: boolean
  exempt_reason?: ExemptReason
  tax_amount: string
  taxable_amount: string
  tax_rate: string
  tax_items: EstimatedTaxItem[]
}

export type EstimateResponse = Omit<
  EstimateRequest,
  "transaction_items" | "simulate_active_registration"
> & {
  marketplace: boolean
  transaction_items: EstimatedItem[]
  total_tax_amount_calculated: string
  taxable_amount: string
  tax_rate_calculated: string
  nexus_met: boolean
  has_active_registration: boolean
}
