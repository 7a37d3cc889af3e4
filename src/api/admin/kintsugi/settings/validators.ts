import { z } from "@medusajs/framework/zod"
import { behaviorShape } from "../../../../options"
import type { BehaviorField } from "../../../../workflows/settings/behavior-fields"
import { areBoth, credentials, label } from "../validators"

/** `null` goes back to the configuration's value. */
const behavior = {
  on_failure: behaviorShape.onFailure.nullish(),
  on_invalid_address: behaviorShape.onInvalidAddress.nullish(),
  on_tax_change: behaviorShape.onTaxChange.nullish(),
  sync_on: behaviorShape.syncOn.nullish(),
  sync_since: behaviorShape.syncSince.nullish(),
  sync_time_zone: behaviorShape.syncTimeZone.nullish(),
  default_category: label.nullish(),
  default_subcategory: label.nullish(),
  shipping_category: label.nullish(),
  shipping_subcategory: label.nullish(),
  alerts: behaviorShape.alerts.nullish(),
  api_key_expires_on: z.iso
    .date("Field 'api_key_expires_on' must be a day, such as 2026-12-31")
    .nullish(),
} satisfies Record<BehaviorField, z.ZodType>

/** The body of `POST /admin/kintsugi/settings`. */
export const settingsSchema = z
  .strictObject({ ...credentials, ...behavior })
  .superRefine((given, context) => {
    for (const kind of ["default", "shipping"] as const) {
      if (!areBoth(given[`${kind}_category`], given[`${kind}_subcategory`])) {
        context.addIssue({
          code: "custom",
          path: [`${kind}_subcategory`],
          message: `${kind}_category and ${kind}_subcategory come in pairs: give both, or null for both`,
        })
      }
    }
    if (Object.values(given).every((value) => value === undefined)) {
      context.addIssue({
        code: "custom",
        message: `there is nothing to save; the fields are ${Object.keys({ ...credentials, ...behavior }).join(", ")}`,
      })
    }
  })

export type SettingsBody = z.infer<typeof settingsSchema>
