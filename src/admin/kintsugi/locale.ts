import { getI18n } from "react-i18next"

/** Medusa writes a language and its region as one word, e.g. `ptBR`. */
const toLocale = (language: string): string =>
  language.replace(/^([a-z]{2,3})([A-Z]{2})$/, "$1-$2")

/**
 * The locale for dates, numbers and currencies: that of the Admin's language,
 * in the variant of the reader's region if the browser names one (a British
 * reader of an English Admin gets `en-GB`).
 *
 * @param adminLanguage - as Medusa's Admin names it; absent: the browser's
 * @param preferred - the browser's languages, the first one first
 */
export const localeFor = (
  adminLanguage: string | undefined,
  preferred: readonly string[]
): string | undefined => {
  if (!adminLanguage) {
    return preferred[0]
  }
  const locale = toLocale(adminLanguage)
  return locale.includes("-")
    ? locale
    : (preferred.find((name) => name.split("-")[0] === locale) ?? locale)
}

/** The locale in which the Admin shows dates, numbers and currencies. */
export const adminLocale = (): string | undefined =>
  localeFor(getI18n()?.language, globalThis.navigator?.languages ?? [])

/**
 * The language of the texts: the Admin's, or English where neither the plugin
 * nor the store has texts in it.
 */
export const textLanguage = (): string => {
  const i18n = getI18n()
  return i18n?.hasResourceBundle(i18n.language, "kintsugi")
    ? toLocale(i18n.language)
    : "en"
}
