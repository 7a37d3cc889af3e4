import type { Behavior, KintsugiSettings } from "../../../options"

/** The options that the merchant may change, read from the settings. */
export const behaviorOf = (settings: KintsugiSettings): Behavior => ({
  onFailure: settings.onFailure,
  onInvalidAddress: settings.onInvalidAddress,
  onTaxChange: settings.onTaxChange,
  syncOn: settings.sync.on,
  syncSince: settings.sync.since,
  syncTimeZone: settings.sync.timeZone,
  defaultCategory: settings.defaultCategory,
  defaultSubcategory: settings.defaultSubcategory,
  shippingCategory: settings.shippingCategory,
  shippingSubcategory: settings.shippingSubcategory,
  alerts: settings.alerts,
  apiKeyExpiresOn: settings.apiKeyExpiresOn,
})

/** Overrides the options with the merchant's settings. */
export const withBehavior = (
  settings: KintsugiSettings,
  { syncOn, syncSince, syncTimeZone, ...rest }: Partial<Behavior> = {}
): KintsugiSettings => ({
  ...settings,
  ...rest,
  sync: {
    ...settings.sync,
    on: syncOn ?? settings.sync.on,
    since: syncSince ?? settings.sync.since,
    timeZone: syncTimeZone ?? settings.sync.timeZone,
  },
})
