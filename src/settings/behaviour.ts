import type { Behaviour, KintsugiSettings } from "../options"

/** What the merchant may set, read from the settings in force. */
export const behaviourOf = (settings: KintsugiSettings): Behaviour => ({
  onFailure: settings.onFailure,
  onInvalidAddress: settings.onInvalidAddress,
  onTaxChange: settings.onTaxChange,
  syncOn: settings.sync.on,
  defaultCategory: settings.defaultCategory,
  defaultSubcategory: settings.defaultSubcategory,
  shippingCategory: settings.shippingCategory,
  shippingSubcategory: settings.shippingSubcategory,
})

/** Puts what the merchant set in the place of the options. */
export const withBehaviour = (
  settings: KintsugiSettings,
  { syncOn, ...rest }: Partial<Behaviour> = {}
): KintsugiSettings => ({
  ...settings,
  ...rest,
  sync: { ...settings.sync, on: syncOn ?? settings.sync.on },
})
