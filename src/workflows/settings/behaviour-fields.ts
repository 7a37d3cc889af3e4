import type { Behaviour } from "../../options"

/** The options that the Admin may set, by their names in its routes. */
export const BEHAVIOUR_FIELDS = {
  on_failure: "onFailure",
  on_invalid_address: "onInvalidAddress",
  on_tax_change: "onTaxChange",
  sync_on: "syncOn",
  default_category: "defaultCategory",
  default_subcategory: "defaultSubcategory",
  shipping_category: "shippingCategory",
  shipping_subcategory: "shippingSubcategory",
} as const satisfies Record<string, keyof Behaviour>

export type BehaviourField = keyof typeof BEHAVIOUR_FIELDS

export const BEHAVIOUR_FIELD_NAMES = Object.keys(
  BEHAVIOUR_FIELDS
) as BehaviourField[]
