import type { BigNumberInput } from "@medusajs/framework/types"

type When = Date | string

type Address = {
  first_name?: string | null
  last_name?: string | null
  company?: string | null
  address_1?: string | null
  address_2?: string | null
  city?: string | null
  province?: string | null
  postal_code?: string | null
  country_code?: string | null
  phone?: string | null
}

export type TaxLineOfOrder = {
  rate: BigNumberInput
  code?: string | null
  description?: string | null
  provider_id?: string | null
  data?: Record<string, unknown> | null
}

type AdjustmentOfOrder = {
  amount: BigNumberInput
  is_tax_inclusive?: boolean | null
}

export type ItemOfOrder = {
  id: string
  title?: string | null
  product_title?: string | null
  product_id?: string | null
  variant_sku?: string | null
  is_giftcard?: boolean | null
  is_tax_inclusive?: boolean | null
  requires_shipping?: boolean | null
  quantity: BigNumberInput
  unit_price: BigNumberInput
  detail?: {
    fulfilled_quantity?: BigNumberInput | null
    /** Its return is requested. */
    return_requested_quantity?: BigNumberInput | null
    return_received_quantity?: BigNumberInput | null
    /** Received damaged. */
    return_dismissed_quantity?: BigNumberInput | null
  } | null
  adjustments?: AdjustmentOfOrder[] | null
  tax_lines?: TaxLineOfOrder[] | null
}

export type ShippingMethodOfOrder = {
  id: string
  name?: string | null
  amount: BigNumberInput
  is_tax_inclusive?: boolean | null
  detail?: { return_id?: string | null } | null
  adjustments?: AdjustmentOfOrder[] | null
  tax_lines?: TaxLineOfOrder[] | null
  shipping_option?: {
    service_zone?: {
      fulfillment_set?: {
        id?: string
        type?: string | null
        /** Present only if it is for pickup. */
        location?: { address?: Address | null } | null
      } | null
    } | null
  } | null
}

export type ReturnOfOrder = {
  id: string
  received_at?: When | null
  canceled_at?: When | null
  exchange_id?: string | null
  claim_id?: string | null
  items?:
    | {
        item_id: string
        /** Requested. */
        quantity?: BigNumberInput | null
        /** Including damaged units. */
        received_quantity?: BigNumberInput | null
      }[]
    | null
}

/** An order with all that its ledger depends on, as Query reads it. */
export type OrderForLedger = {
  id: string
  display_id?: number | string | null
  status: string
  is_draft_order?: boolean | null
  created_at: When
  updated_at?: When | null
  canceled_at?: When | null
  currency_code: string
  email?: string | null
  customer_id?: string | null
  /** The cart that it was placed from. */
  cart?: { id: string } | null
  /**
   * Whether a guest bought it, as the ledger recorded: its tax lines may not
   * say so.
   */
  is_guests?: boolean
  /**
   * The id of the order that it is a part of, and is reported with; `true` if
   * that is not known. Absent: it is an order of its own.
   */
  part_of?: string | true
  customer?: {
    id?: string
    first_name?: string | null
    last_name?: string | null
    company_name?: string | null
    email?: string | null
    phone?: string | null
  } | null
  shipping_address?: Address | null
  billing_address?: Address | null
  items?: ItemOfOrder[] | null
  shipping_methods?: ShippingMethodOfOrder[] | null
  credit_lines?:
    | {
        id: string
        amount: BigNumberInput
        reference?: string | null
        reference_id?: string | null
        created_at?: When | null
      }[]
    | null
  /** Money in (captures, positive) and out (refunds, negative). */
  transactions?:
    | {
        id: string
        amount: BigNumberInput
        reference?: string | null
        reference_id?: string | null
        created_at?: When | null
      }[]
    | null
  returns?: ReturnOfOrder[] | null
  payment_collections?:
    | {
        id: string
        payments?:
          | {
              refunds?:
                | {
                    id: string
                    refund_reason?: {
                      label?: string | null
                      code?: string | null
                    } | null
                  }[]
                | null
            }[]
          | null
      }[]
    | null
}
