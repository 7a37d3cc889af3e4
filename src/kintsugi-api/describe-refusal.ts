import {
  fieldOf,
  isPlain,
  nameField,
  stepsOf,
  toPlainWords,
} from "./refused-field-names"

/** One entry of a 422's `detail`, without the input that it complains about. */
export type RefusedField = {
  /** Where in the request, e.g. `body.addresses.0.postal_code`. */
  path: string
  message: string
}

/**
 * The request that was refused, for sentences that quote from it. Only for
 * somebody who has just typed it: its values may be personal data.
 */
export type SentRequest = {
  body: unknown
  /** The name of a state by ISO codes, e.g. `Texas`. */
  nameState?: (country: string, state: string) => string | undefined
}

/** More would not be read. */
const MAX_SENTENCES = 3

/**
 * Why Kintsugi refused a request, in sentences for the merchant: never a path
 * such as `body.addresses.0.postal_code`, nor pydantic's wording. Empty where
 * Kintsugi gave no reason.
 *
 * @example
 * describeRefusal({
 *   detail: "",
 *   fields: [{ path: "body.currency", message: "Field required" }],
 * })
 * // "The currency is missing."
 */
export const describeRefusal = (
  { detail, fields }: { detail: string; fields: RefusedField[] },
  sent?: SentRequest
): string => {
  const sentences = [
    ...new Set(
      fields.length
        ? fields.map((field) => describeField(field, sent))
        : [describeText(detail)]
    ),
  ].map((sentence) =>
    isPlain(sentence) ? sentence : "Kintsugi doesn't accept what was sent."
  )
  const others = sentences.length - MAX_SENTENCES
  return [
    ...sentences.slice(0, MAX_SENTENCES),
    ...(others > 0 ? [`And ${others} more.`] : []),
  ].join(" ")
}

const describeText = (detail: string): string => {
  for (const [pattern, words] of TEXTS) {
    const match = pattern.exec(detail)
    if (match) {
      return words(match)
    }
  }
  const plain = toPlainWords(detail)
  return plain && `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`
}

/** Kintsugi's sentences of a 400, 404 or 409, from its contract. */
const TEXTS: [RegExp, (match: RegExpExecArray) => string][] = [
  [
    /^Duplicate external id \((.+)\) for the given (\w+)/,
    ([, id, what]) => `Kintsugi already has a ${what} with the ID ${id}.`,
  ],
  [
    /^Transaction with '\w+' of '(.+)' was not found/,
    ([, id]) => `Kintsugi has no transaction with the ID ${id}.`,
  ],
  [
    /^(?:\[.*\] )?(Product|Customer|Exemption) with (?:external )?id (.+) not found/,
    ([, what, id]) =>
      `Kintsugi has no ${String(what).toLowerCase()} with the ID ${id}.`,
  ],
  [/^Entered an incorrect URL/, () => "Kintsugi has nothing at this address."],
]

type Found = {
  match: RegExpExecArray
  /** E.g. `amount of line 2`. */
  name: string
  /** What was sent there, where that is known and short. */
  value?: string
  /** The name of the state that was sent beside a postal code. */
  state?: string
}

const describeField = (
  { path, message }: RefusedField,
  sent: SentRequest | undefined
): string => {
  const name = nameField(path) ?? "request"
  const value = sent && shortText(valueAt(path, sent.body))
  const state = sent && stateBeside(path, sent)
  const field = fieldOf(path)
  for (const { of, pattern, words } of RULES) {
    const match = !of || of.test(field) ? pattern.exec(message) : null
    if (match) {
      return words({ match, name, value, state })
    }
  }
  const plain = toPlainWords(message)
  const subject = `Kintsugi doesn't accept the ${name}${value ? ` ${value}` : ""}`
  return plain ? `${subject}: ${plain}.` : `${subject}.`
}

type Rule = {
  /** The field's own name; absent: any field. */
  of?: RegExp
  pattern: RegExp
  words: (found: Found) => string
}

const POSTAL_CODE = /^postal_?code$/i

/** Pydantic's messages, and those of Kintsugi's own checks. */
const RULES: Rule[] = [
  {
    of: POSTAL_CODE,
    pattern: /not (?:in|belong to|valid (?:in|for)|match)(?: the)? ?(\w\w\b)?/i,
    words: ({ match, value, state }) =>
      `${value ? `ZIP ${value}` : "The postal code"} isn't in ${state ?? match[1] ?? "the state"}.`,
  },
  {
    of: POSTAL_CODE,
    pattern: /must be a US ZIP code/i,
    words: ({ value }) => `${value ?? "The postal code"} isn't a US ZIP code.`,
  },
  {
    of: /^state$/,
    pattern: /two-letter US state/i,
    words: ({ value }) => `${value || "The state"} isn't a US state.`,
  },
  {
    of: /^state$/,
    pattern: /Canadian province/i,
    words: ({ value }) => `${value || "The state"} isn't a Canadian province.`,
  },
  {
    of: /^country(_code)?$/,
    pattern: /ISO 3166|^Input should be '/,
    words: ({ value }) =>
      `Kintsugi doesn't know ${value ? `the country ${value}` : "this country"}.`,
  },
  {
    of: /^external_product_id$/,
    pattern: /was not found.*categor/i,
    words: ({ name }) =>
      `Kintsugi doesn't know the ${name}, and it was sent without a category.`,
  },
  {
    of: /^external_product_id$/,
    pattern: /does not exist|not found/i,
    words: ({ name }) => `Kintsugi doesn't know the ${name}.`,
  },
  {
    of: /^product_(sub)?category$/,
    pattern: /'(.{1,200})' \/ '(.{1,200})' is not a product category/,
    words: ({ match }) => `Kintsugi has no category ${match[1]} / ${match[2]}.`,
  },
  {
    of: /^external_id$/,
    pattern: /is used by another item/,
    words: () => "Two lines have the same ID.",
  },
  {
    of: /^organization_id$/,
    pattern: /not the organization of the key/,
    words: () => "The API key is not of this organization.",
  },
  {
    of: /^customer_id$/,
    pattern: /no such customer|not found/i,
    words: () => "Kintsugi doesn't know the customer.",
  },
  {
    of: /^end_date$/,
    pattern: /ends before it starts/i,
    words: () => "The end date is before the start date.",
  },
  {
    of: /^email$/,
    pattern: /valid e-?mail address/i,
    words: ({ name }) => `The ${name} isn't valid.`,
  },
  {
    pattern: /^Field required$/,
    words: ({ name }) => `The ${name} is missing.`,
  },
  {
    pattern: /^Extra inputs are not permitted$/,
    words: ({ name }) => `Kintsugi has no field for the ${name}.`,
  },
  {
    pattern: /^Input should be greater than or equal to (-?\d[\d.]*)$/,
    words: ({ match, name }) => `The ${name} must be at least ${match[1]}.`,
  },
  {
    pattern: /^Input should be greater than (-?\d[\d.]*)$/,
    words: ({ match, name }) => `The ${name} must be more than ${match[1]}.`,
  },
  {
    pattern: /^Input should be less than or equal to (-?\d[\d.]*)$/,
    words: ({ match, name }) => `The ${name} must be at most ${match[1]}.`,
  },
  {
    pattern: /^Input should be less than (-?\d[\d.]*)$/,
    words: ({ match, name }) => `The ${name} must be less than ${match[1]}.`,
  },
  {
    pattern: /^String should have at most (\d+) characters?$/,
    words: ({ match, name }) =>
      `The ${name} is longer than ${match[1]} characters.`,
  },
  {
    pattern: /^String should have at least 1 character$/,
    words: ({ name }) => `The ${name} is empty.`,
  },
  {
    pattern: /^String should have at least (\d+) characters$/,
    words: ({ match, name }) =>
      `The ${name} is shorter than ${match[1]} characters.`,
  },
  {
    pattern: /^List should have at least 1 item/,
    words: ({ name }) => `The ${name} is missing.`,
  },
  {
    pattern:
      /no more than (\d+ (?:decimal places?|digits?(?: in total| before the decimal point)?))$/,
    words: ({ match, name }) => `The ${name} has more than ${match[1]}.`,
  },
  {
    pattern: /^Input should be a valid (?:date|datetime)/,
    words: ({ name }) => `The ${name} isn't a valid date.`,
  },
  {
    pattern:
      /^(?:Decimal input should be|Input should be a (?:finite|valid) (?:number|decimal|integer))/,
    words: ({ name }) => `The ${name} isn't a valid number.`,
  },
  {
    pattern: /^Input should be a valid string/,
    words: ({ name }) => `The ${name} isn't text.`,
  },
  {
    pattern: /^Input should be a valid /,
    words: ({ name }) => `The ${name} has the wrong form.`,
  },
  {
    pattern: /^Input should be '/,
    words: ({ name, value }) =>
      `Kintsugi doesn't accept ${value ? `${value} as the ${name}` : `this ${name}`}.`,
  },
]

const valueAt = (path: string, body: unknown): unknown =>
  stepsOf(path).reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null
        ? (value as Record<string, unknown>)[step]
        : undefined,
    body
  )

const stateBeside = (
  path: string,
  { body, nameState }: SentRequest
): string | undefined => {
  const address = valueAt(path.replace(/\.[^.]*$/, ""), body)
  const { country, state } = (address ?? {}) as Record<string, unknown>
  return typeof country === "string" && typeof state === "string"
    ? nameState?.(country, state) || state || undefined
    : undefined
}

const MAX_QUOTED = 40

const shortText = (value: unknown): string | undefined => {
  const text =
    typeof value === "string" || typeof value === "number"
      ? String(value).trim()
      : ""
  return text && text.length <= MAX_QUOTED ? text : undefined
}
