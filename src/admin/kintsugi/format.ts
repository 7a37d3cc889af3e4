import { currencyDigits } from "../../tax/money/currency-digits"

const MOMENT = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeStyle: "short",
})

const LIST = new Intl.ListFormat("en", { type: "conjunction" })

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" })

const CALENDAR_DAY = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeZone: "UTC",
})

/** Falls back to Kintsugi's text where it is not a valid date or currency. */
const withFallback = (text: string, format: () => string): string => {
  try {
    return format()
  } catch {
    return text
  }
}

/** A moment in the reader's locale and time zone. */
export const formatMoment = (at: string): string =>
  withFallback(at, () => MOMENT.format(new Date(at)))

/** The day of a moment in the reader's locale and time zone. */
export const formatDay = (at: string): string =>
  withFallback(at, () => DAY.format(new Date(at)))

/** A day (`YYYY-MM-DD`, with or without a time), the same in every time zone. */
export const formatCalendarDay = (date: string): string =>
  withFallback(date, () =>
    CALENDAR_DAY.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
  )

/**
 * An amount in major units in the reader's locale, for display. The currency's
 * digits are those of ISO 4217, not the browser's.
 */
export const formatMoney = (amount: string, currencyCode: string): string =>
  withFallback(`${amount} ${currencyCode}`, () => {
    const digits = currencyDigits(currencyCode)
    return new Intl.NumberFormat(undefined, {
      style: "currency",
      currency: currencyCode.toUpperCase(),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(Number(amount))
  })

/**
 * A list in English: the texts around it are English, whatever the reader's
 * locale.
 */
export const formatList = (parts: string[]): string => LIST.format(parts)

/** A number of things in the reader's locale. */
export const formatCount = (count: number): string => count.toLocaleString()

/** A number that is in percent already. */
export const formatPercent = (percent: number): string => `${percent}%`

/** A fraction, such as Kintsugi's rates, in percent. */
export const formatFraction = (fraction: string): string =>
  formatPercent(Number((Number(fraction) * 100).toFixed(4)))

/** One of Kintsugi's own words, e.g. `AWAITING_CLARIFICATION`. */
export const humanize = (name: string): string =>
  name.replace(/_/g, " ").toLowerCase()

export const capitalize = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1)
