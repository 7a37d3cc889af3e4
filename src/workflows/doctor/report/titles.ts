import type { CheckId } from "../check-result"
import type { DoubtId } from "../verdicts"
import type { StepId } from "../walk/walk-state"

/** What each check is called in the terminal and in the report. */
export const CHECK_TITLES: Record<CheckId, string> = {
  key: "API key",
  organization: "Organization",
  scope: "What the key may be used for",
  clock: "Clock",
  tax_regions: "Regions and tax providers",
  default_rates: "Default rates",
  registrations: "Registrations",
  categories: "Categories",
  hooks: "Hooks and routes",
  engines: "Engines",
  instances: "Reachable from all instances",
}

/** What each step of the walk is called. */
export const STEP_TITLES: Record<StepId, string> = {
  address_validation: "Validate an address",
  address_correction: "Validate an address without its street",
  product_by_label: "Create a product, its category as a label",
  product_by_enum: "Create a product, its category as an enum value",
  product_for_shipping: "Create a product for shipping",
  estimate: "Estimate a cart",
  estimate_changed_lines: "Estimate it with changed lines",
  estimate_changed_address: "Estimate it at another address",
  estimate_invalid_address: "Estimate with a ZIP code of another state",
  estimate_other_city: "Estimate with a city that the ZIP code is not in",
  estimate_incomplete_address: "Estimate with a state and a ZIP code only",
  estimate_international: "Estimate in Germany",
  estimate_other_currency: "Estimate in Canadian dollars",
  estimate_high_value: "Estimate a line of 1,234,567.89",
  estimate_zero_value: "Estimate a line of 0.00",
  customer: "Create a customer",
  tax_id: "Register a tax ID",
  exemption: "Exempt the customer until tonight",
  certificate: "Attach a certificate",
  estimate_exempt: "Estimate for the exempt customer",
  sale: "Create a sale",
  sale_repeated: "Send it again under the same id",
  sale_read: "Read it back",
  sale_changed: "Change its lines",
  credit_in_part: "Credit it in part",
  credit_of_the_rest: "Credit the rest: in full",
  second_sale: "Create a second sale",
  marketplace: "Set marketplace, and change it without",
  sale_cancelled: "Cancel the second sale",
  third_sale: "Create a third sale",
  negative_sale: "Credit it by a sale with negative amounts",
}

/** What each doubt in the contract is called. */
export const DOUBT_TITLES: Record<DoubtId, string> = {
  totals: "Is total_amount with or without tax?",
  repeats: "What does a repeated external_id get?",
  credit_notes: "Are there credit notes?",
  negative_sales: "Which quantities does a negative sale have?",
  category_words: "How are categories spelled?",
  marketplace: "Does a PUT without marketplace reset it?",
}
