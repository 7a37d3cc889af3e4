import { statesOfZip } from "./zip-codes"

/**
 * How postal codes are written, for the countries where the form leaves no
 * doubt: `9` is a digit, `A` a letter, `*` either; all else is literal.
 * Sources: the Universal Postal Union's addressing sheets and the formats of
 * Google's libaddressinput.
 *
 * The maintained packages (`postcode-validator`, `postal-codes-js`, CLDR's
 * withdrawn postal data) have patterns to test a code with, but none to format
 * it.
 */
const FORMS: Record<string, string[]> = {
  ...formsFor("999", "FO IS"),
  ...formsFor(
    "9999",
    "AT AU BE BG CH CY DK GL HU LI LU NO NZ PH SI TN ZA",
    "AM GE"
  ),
  ...formsFor(
    "99999",
    "AX BA DE EE ES FI FR HR ID IT KR MA MC ME MX MY PK RS SM TH TR UA UY VA",
    "EG KE KW LK NP PE SA"
  ),
  ...formsFor("999999", "CN CO IN KZ RO RU SG", "BY EC UZ"),
  ...formsFor("999 99", "CZ GR SE SK"),
  ...formsFor(
    "A9 9AA|A99 9AA|AA9 9AA|AA99 9AA|A9A 9AA|AA9A 9AA",
    "GB GG IM JE"
  ),
  ...formsFor("99999|999999", "VN"),
  BR: ["99999-999"],
  CA: ["A9A 9A9"],
  IE: ["A99 ****", "A9W ****"],
  IL: ["9999999"],
  JP: ["999-9999"],
  MT: ["AAA 9999"],
  NL: ["9999 AA"],
  PL: ["99-999"],
  PT: ["9999-999"],
  // The territories and associated states are countries too, with ZIP codes.
  ...formsFor("99999|99999-9999", "US", "AS FM GU MH MP PR PW UM VI"),
}

/** Prefixes of a code's digits on mail from abroad. */
const FOREIGN_PREFIXES: Record<string, string[]> = {
  AT: ["A"],
  BE: ["B"],
  CH: ["CH"],
  DE: ["D"],
  DK: ["DK"],
  ES: ["E"],
  FI: ["FI", "FIN"],
  FR: ["F"],
  IT: ["I"],
  LI: ["FL"],
  LU: ["L"],
  NO: ["N", "NO"],
  SE: ["S", "SE"],
}

function formsFor(
  forms: string,
  ...countries: string[]
): Record<string, string[]> {
  const shared = forms.split("|")
  return Object.fromEntries(
    countries
      .flatMap((codes) => codes.split(" "))
      .map((country) => [country, shared])
  )
}

/**
 * A postal code as the country's post writes it, however a shopper types it:
 * `787011234` and `78701–1234` → `78701-1234`, `v5k0a1` → `V5K 0A1`, full-width
 * digits → digits. Leading zeros of a ZIP code that a spreadsheet dropped are
 * restored: `2134` → `02134`.
 *
 * A text that is not a postal code of the country, or whose country has no
 * known form, stays as typed, without the blanks around it.
 *
 * @param country - ISO 3166-1 alpha-2, upper case
 * @param state - in the US, the state's two letters, where it was given
 */
export const normalizePostalCode = (
  country: string,
  typed: string,
  state?: string
): string => {
  const asTyped = typed.trim()
  const text = toLettersAndDigits(asTyped)
  const forms = FORMS[country]
  if (!forms || text === undefined) {
    return asTyped
  }
  return (
    applyForm(text, forms) ??
    applyForm(withoutForeignPrefix(text, country), forms) ??
    (forms === FORMS.US
      ? restoreLostZeros(text, country === "US" ? state : country)
      : undefined) ??
    asTyped
  )
}

/** Only the letters and digits; `undefined` if there are other characters. */
const toLettersAndDigits = (typed: string): string | undefined => {
  const text = typed
    .normalize("NFKC")
    .toUpperCase()
    // Blanks, Japan's postal mark, and everything typed as a hyphen: dashes,
    // the minus sign, the long vowel mark.
    .replace(/[\s\p{Pd}\u2212\u30fc\u3012.]/gu, "")
  return /^[A-Z0-9]+$/.test(text) ? text : undefined
}

const applyForm = (
  text: string | undefined,
  forms: string[]
): string | undefined => {
  const form =
    text === undefined ? undefined : forms.find((f) => matchesForm(text, f))
  if (text === undefined || form === undefined) {
    return undefined
  }
  const characters = [...text]
  return [...form]
    .map((place) => (/[\s-]/.test(place) ? place : characters.shift()))
    .join("")
}

const PLACES: Record<string, RegExp> = {
  "9": /[0-9]/,
  A: /[A-Z]/,
  "*": /[A-Z0-9]/,
}

const matchesForm = (text: string, form: string): boolean => {
  const places = form.replace(/[\s-]/g, "")
  return (
    places.length === text.length &&
    [...places].every((place, index) =>
      PLACES[place] ? PLACES[place].test(text[index]!) : place === text[index]
    )
  )
}

const withoutForeignPrefix = (
  text: string,
  country: string
): string | undefined => {
  const [, letters, digits] = text.match(/^([A-Z]+)([0-9]+)$/) ?? []
  return letters === country ||
    FOREIGN_PREFIXES[country]?.includes(letters ?? "")
    ? digits
    : undefined
}

/**
 * Four digits (eight of a ZIP+4) have lost one zero. With fewer digits, or a
 * contradicting state, the code may just as well be incomplete.
 */
const restoreLostZeros = (
  text: string,
  state: string | undefined
): string | undefined => {
  const zeros = { 3: "00", 4: "0", 8: "0" }[text.length]
  if (zeros === undefined || !/^[0-9]+$/.test(text)) {
    return undefined
  }
  const zip = applyForm(`${zeros}${text}`, FORMS.US!)!
  const states = statesOfZip(zip)
  const isLikely = state
    ? states.includes(state)
    : text.length === 4 && states.length > 0
  return isLikely ? zip : undefined
}
