import type { Behavior } from "../../options"

/** The options that the Admin may set, by their names in its routes. */
export const BEHAVIOR_FIELDS = {
  on_failure: "onFailure",
  on_invalid_address: "onInvalidAddress",
  on_tax_change: "onTaxChange",
  sync_on: "syncOn",
  sync_since: "syncSince",
  sync_time_zone: "syncTimeZone",
  default_category: "defaultCategory",
  default_subcategory: "defaultSubcategory",
  shipping_category: "shippingCategory",
  shipping_subcategory: "shippingSubcategory",
  alerts: "alerts",
  api_key_expires_on: "apiKeyExpiresOn",
} as const satisfies Record<string, keyof Behavior>

export type BehaviorField = keyof typeof BEHAVIOR_FIELDS

export const BEHAVIOR_FIELD_NAMES = Object.keys(
  BEHAVIOR_FIELDS
) as BehaviorField[]
