import { getI18n } from "react-i18next"
import english from "../i18n/sentences/en.json"
import {
  formatCalendarDay,
  formatCountryName,
  formatDecimal,
  formatMoment,
  formatMoney,
} from "./format"
import { textLanguage } from "./locale"
import {
  type Part,
  type Recognize,
  type Sentence,
  type Value,
  createRecognizer,
} from "./recognize-sentences"

/** The namespace of the server's sentences. */
const NAMESPACE = "kintsugiSentences"

let recognize: Recognize | undefined

/**
 * A message of the server's in the language of the Admin, with its amounts,
 * numbers and dates. What is not known stays in English: Kintsugi's own words,
 * and messages that were saved by a version with other sentences.
 */
export const say = (message: string): string => {
  if (textLanguage() === "en") {
    return message
  }
  recognize ??= createRecognizer(english)
  return sayValue(recognize(message), "")
}

const sayParts = (parts: Part[]): string =>
  parts
    .map((part) => (typeof part === "string" ? part : saySentence(part)))
    .join(" ")

const saySentence = ({ code, values }: Sentence): string => {
  // The codes are read from a file of texts, not written here.
  const translate = getI18n().t as (
    key: string,
    options: Record<string, string>
  ) => string
  return translate(code, {
    ns: NAMESPACE,
    ...Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        sayValue(value, name),
      ])
    ),
  })
}

/** How variables are named whose values are countries, in English. */
const COUNTRIES = /country|countries/i

const sayValue = (value: Value, name: string): string => {
  const sayText = COUNTRIES.test(name) ? formatCountryName : formatValue
  if ("text" in value) {
    return sayText(value.text)
  }
  if ("words" in value) {
    return value.words
      .map((word) =>
        typeof word === "string" ? sayText(word) : saySentence(word)
      )
      .join(value.separator === " and " ? ", " : value.separator)
  }
  const sentences = sayParts(value.sentences)
  return value.isPhrase ? sentences.replace(/\.$/, "") : sentences
}

const FORMATS: [RegExp, (match: RegExpExecArray) => string][] = [
  [
    /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/,
    ([, amount, currency]) => formatMoney(amount!, currency!),
  ],
  [/^-?\d+\.\d+$/, ([decimal]) => formatDecimal(decimal)],
  [/^\d{4}-\d\d-\d\d$/, ([day]) => formatCalendarDay(day)],
  [
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::[\d.]+)?(?:Z| UTC)$/,
    ([, day, time]) => formatMoment(`${day}T${time}:00Z`),
  ],
]

/** Amounts, decimals, days and moments, as the server writes them. */
const formatValue = (text: string): string => {
  for (const [pattern, format] of FORMATS) {
    const match = pattern.exec(text)
    if (match) {
      return format(match)
    }
  }
  return text
}
