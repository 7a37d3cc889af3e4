import { currencyDigits } from "../../tax/money/currency-digits"
import { adminLocale, textLanguage } from "./locale"

const formatDate = (at: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(adminLocale(), options).format(at)

/** Falls back to Kintsugi's text where it is not a valid date or currency. */
const withFallback = (text: string, format: () => string): string => {
  try {
    return format()
  } catch {
    return text
  }
}

/** A moment in the Admin's locale and the reader's time zone. */
export const formatMoment = (at: string): string =>
  withFallback(at, () =>
    formatDate(new Date(at), { dateStyle: "medium", timeStyle: "short" })
  )

/** A moment in the Admin's locale, in a time zone of its own (an IANA name). */
export const formatMomentIn = (at: string, timeZone: string): string =>
  withFallback(at, () =>
    formatDate(new Date(at), {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone,
    })
  )

/** The day of a moment in the Admin's locale and the reader's time zone. */
export const formatDay = (at: string): string =>
  withFallback(at, () => formatDate(new Date(at), { dateStyle: "medium" }))

/** A day (`YYYY-MM-DD`, with or without a time), the same in every time zone. */
export const formatCalendarDay = (date: string): string =>
  withFallback(date, () =>
    formatDate(new Date(`${date.slice(0, 10)}T00:00:00Z`), {
      dateStyle: "medium",
      timeZone: "UTC",
    })
  )

/** A month (`YYYY-MM`) in the Admin's locale, with its year or without. */
export const formatMonth = (
  month: string,
  { withYear }: { withYear: boolean } = { withYear: true }
): string =>
  withFallback(month, () =>
    formatDate(new Date(`${month}-01T00:00:00Z`), {
      month: "short",
      timeZone: "UTC",
      ...(withYear && { year: "numeric" }),
    })
  )

/**
 * An amount in major units in the Admin's locale, for display. The currency's
 * digits are those of ISO 4217, not the browser's.
 */
export const formatMoney = (amount: string, currencyCode: string): string =>
  withFallback(`${amount} ${currencyCode}`, () => {
    const digits = currencyDigits(currencyCode)
    return new Intl.NumberFormat(adminLocale(), {
      style: "currency",
      currency: currencyCode.toUpperCase(),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(Number(amount))
  })

/** A list in the language of the texts around it. */
export const formatList = (parts: string[]): string =>
  new Intl.ListFormat(textLanguage(), { type: "conjunction" }).format(parts)

/** A country's name, in the language of the texts around it. */
export const formatCountry = (code: string, fallback: string): string =>
  withFallback(
    fallback,
    () =>
      new Intl.DisplayNames(textLanguage(), {
        type: "region",
        fallback: "none",
      }).of(code.toUpperCase()) ?? fallback
  )

/** Codes of countries by their English names. */
let codes: Map<string, string> | undefined

const codesByName = (): Map<string, string> => {
  const names = new Intl.DisplayNames("en", {
    type: "region",
    fallback: "none",
  })
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
  return new Map(
    letters.flatMap((first) =>
      letters.flatMap((second) => {
        const name = names.of(first + second)
        return name ? [[name, first + second] as const] : []
      })
    )
  )
}

/** A country's English name, in the language of the texts around it. */
export const formatCountryName = (name: string): string => {
  codes ??= codesByName()
  const code = codes.get(name)
  return code ? formatCountry(code, name) : name
}

/** Compares names for sorting in the language of the texts around them. */
export const compareNames = (a: string, b: string): number =>
  a.localeCompare(b, textLanguage())

const UNITS = ["byte", "kilobyte", "megabyte"] as const

/** A file's size in the Admin's locale, such as `1.2 MB` or `48 bytes`. */
export const formatFileSize = (bytes: number): string => {
  const power = bytes >= 1024 * 1024 ? 2 : bytes >= 1024 ? 1 : 0
  return new Intl.NumberFormat(adminLocale(), {
    style: "unit",
    unit: UNITS[power],
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power === 2 ? 1 : 0,
  }).format(bytes / 1024 ** power)
}

/** A number of things in the Admin's locale. */
export const formatCount = (count: number): string =>
  count.toLocaleString(adminLocale())

/** A decimal in the Admin's locale, with as many digits as it is written with. */
export const formatDecimal = (decimal: string): string => {
  const digits = decimal.split(".")[1]?.length ?? 0
  return Number(decimal).toLocaleString(adminLocale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** A number that is in percent already. */
export const formatPercent = (percent: number): string =>
  formatFraction(String(percent / 100))

/** A fraction, such as Kintsugi's rates, in percent. */
export const formatFraction = (fraction: string): string =>
  Number(fraction).toLocaleString(adminLocale(), {
    style: "percent",
    maximumFractionDigits: 4,
  })

/** One of Kintsugi's own words, e.g. `AWAITING_CLARIFICATION`. */
export const humanize = (name: string): string =>
  name.replace(/_/g, " ").toLowerCase()

export const capitalize = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1)
