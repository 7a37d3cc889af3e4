/** The sentences that the server composes, by code, with `{{variables}}`. */
export type SentenceTexts = { [name: string]: string | SentenceTexts }

/** A sentence that was recognized: its code and its values. */
export type Sentence = { code: string; values: Record<string, Value> }

/** The value of a variable in a sentence. */
export type Value =
  | { text: string }
  /** Sentences, of which the last one may have no period there. */
  | { sentences: Part[]; isPhrase: boolean }
  /** Words for which there is a text, e.g. the names of fields. */
  | { words: (Sentence | string)[]; separator: string }

/** A sentence, or text that is not known, as it is. */
export type Part = Sentence | string

/** Reads a message, of one or several sentences, or of words alone. */
export type Recognize = (message: string) => Value

/** Longer messages are no sentences of ours. */
const MAX_LENGTH = 10_000
const MAX_SENTENCES = 24

type Template = {
  code: string
  /** What is between the variables: one more than there are of those. */
  literals: string[]
  names: string[]
  /** How many characters of a sentence it explains. */
  weight: number
}

const VARIABLE = /{{(\w+)}}/

const toTemplate = (code: string, text: string): Template => {
  const pieces = text.split(VARIABLE)
  const literals = pieces.filter((_, index) => index % 2 === 0)
  return {
    code,
    literals,
    names: pieces.filter((_, index) => index % 2 === 1),
    weight: literals.join("").length,
  }
}

/** The codes and texts of a tree, e.g. `records.waitsForPayment`. */
export const flattenTexts = (
  tree: SentenceTexts,
  prefix = ""
): [code: string, text: string][] =>
  Object.entries(tree).flatMap(([name, text]) =>
    typeof text === "string"
      ? [[prefix + name, text] as [string, string]]
      : flattenTexts(text, `${prefix}${name}.`)
  )

/** Where a sentence may begin after another one. */
const SENTENCE_END = /(?<=[.!?]["”)]?) (?=\S)/

/** How variables are named whose values are sentences, words or lists of them. */
const SENTENCES = /^problem/
const WORD = /^word/
const LIST = /^list/

const LIST_SEPARATORS = ["; ", ", ", " and "]

type Match = { sentence: Sentence; weight: number }
type Read = { value: Value; weight: number }
type Recognized = { parts: Part[]; weight: number }

/**
 * Recognizes the server's sentences by their English texts, and reads the
 * values that they were composed with. What it does not know stays as it is, so
 * that the parts put into English again are the message.
 *
 * @param texts - in English; those under `words` are parts of sentences
 */
export const createRecognizer = (texts: SentenceTexts): Recognize => {
  const templates = flattenTexts(texts).map(([code, text]) =>
    toTemplate(code, text)
  )
  const isOfWord = ({ code }: Template) => code.startsWith("words.")
  const ofSentences = templates.filter((template) => !isOfWord(template))
  const ofWords = templates.filter(isOfWord)

  return (message) => {
    const reader = createReader(ofSentences, ofWords)
    const sentences = reader.readSentences(message)
    const words = reader.readWords([message], "")
    const isSentence = /[.!?]$/.test(message)
    return !isSentence && words.weight > sentences.weight
      ? words.value
      : sentences.value
  }
}

/** Reads the texts of one message, each of them once. */
const createReader = (ofSentences: Template[], ofWords: Template[]) => {
  const knownSentences = new Map<string, Match | undefined>()
  const knownWords = new Map<string, Match | undefined>()

  const readSentences = (text: string): Read => {
    const whole = recognize(text)
    const ended = recognize(`${text}.`)
    const isPhrase = ended.weight > whole.weight + 1
    const { parts, weight } = isPhrase ? ended : whole
    return weight
      ? { value: { sentences: parts, isPhrase }, weight }
      : { value: { text }, weight }
  }

  const readWords = (pieces: string[], separator: string): Read => {
    const words = pieces.map((piece) => bestOf(ofWords, piece, knownWords))
    return {
      value: {
        words: words.map((word, index) => word?.sentence ?? pieces[index]!),
        separator,
      },
      weight: words.reduce((sum, word) => sum + (word?.weight ?? 0), 0),
    }
  }

  const readList = (text: string): Read => {
    const whole = readWords([text], "")
    const separator = LIST_SEPARATORS.find((one) => text.includes(one))
    const pieces = separator && readWords(text.split(separator), separator)
    return pieces && pieces.weight >= whole.weight ? pieces : whole
  }

  const readValue = (name: string, text: string): Read => {
    if (SENTENCES.test(name)) {
      return readSentences(text)
    }
    if (LIST.test(name)) {
      return readList(text)
    }
    return WORD.test(name)
      ? readWords([text], "")
      : { value: { text }, weight: 0 }
  }

  const bestOf = (
    candidates: Template[],
    text: string,
    known: Map<string, Match | undefined>
  ): Match | undefined => {
    if (!known.has(text)) {
      known.set(text, findBest(candidates, text))
    }
    return known.get(text)
  }

  const findBest = (
    candidates: Template[],
    text: string
  ): Match | undefined => {
    let best: Match | undefined
    for (const template of candidates) {
      const found = matchTemplate(template, text)
      if (!found) {
        continue
      }
      const read = Object.entries(found).map(
        ([name, value]) => [name, readValue(name, value)] as const
      )
      const weight = read.reduce(
        (sum, [, value]) => sum + value.weight,
        template.weight
      )
      if (weight > (best?.weight ?? 0)) {
        const values = Object.fromEntries(
          read.map(([name, { value }]) => [name, value])
        )
        best = { sentence: { code: template.code, values }, weight }
      }
    }
    return best
  }

  const recognize = (message: string): Recognized => {
    const pieces = message.split(SENTENCE_END)
    if (message.length > MAX_LENGTH || pieces.length > MAX_SENTENCES) {
      return { parts: [message], weight: 0 }
    }
    // From the end: what explains most of the rest of the message.
    const best: Recognized[] = [{ parts: [], weight: 0 }]
    for (let start = pieces.length - 1; start >= 0; start--) {
      const rest = best[0]!
      let found: Recognized = {
        parts: [pieces[start]!, ...rest.parts],
        weight: rest.weight,
      }
      for (let end = start + 1; end <= pieces.length; end++) {
        const after = best[end - start - 1]!
        const text = pieces.slice(start, end).join(" ")
        const match = bestOf(ofSentences, text, knownSentences)
        if (match && match.weight + after.weight > found.weight) {
          found = {
            parts: [match.sentence, ...after.parts],
            weight: match.weight + after.weight,
          }
        }
      }
      best.unshift(found)
    }
    return best[0]!
  }

  return { readSentences, readWords }
}

/** The values of a text that a template fits, by name; each at its shortest. */
const matchTemplate = (
  { literals, names }: Template,
  text: string
): Record<string, string> | undefined => {
  const first = literals[0]!
  const last = literals.at(-1)!
  if (!names.length) {
    return text === first ? {} : undefined
  }
  const end = text.length - last.length
  if (!text.startsWith(first) || !text.endsWith(last) || end <= first.length) {
    return undefined
  }
  const values: Record<string, string> = {}
  let position = first.length
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1
    const next = isLast ? end : text.indexOf(literals[index + 1]!, position + 1)
    if (next <= position || next > end) {
      return undefined
    }
    const value = text.slice(position, next)
    if (values[name] !== undefined && values[name] !== value) {
      return undefined
    }
    values[name] = value
    position = next + literals[index + 1]!.length
  }
  return values
}
