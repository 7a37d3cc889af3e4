import "i18next"
import type en from "./json/en.json"

declare module "i18next" {
  /** Lets the compiler refuse a key that has no text. */
  interface CustomTypeOptions {
    resources: { kintsugi: typeof en }
  }
}
