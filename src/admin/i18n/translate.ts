import type { TFunction } from "i18next"

/** Returns the text of a key in the merchant's language. */
export type Translate = TFunction<"kintsugi">
