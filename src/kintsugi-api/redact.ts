/**
 * Masks what must not reach a log. The words are searched for, not compiled
 * into a pattern: shoppers may type text of any length with any characters.
 */
export type Redact = (text: string) => string

const MASK = "***"

/**
 * A longer word is found by its beginning, in characters: a quote of it may be
 * truncated.
 */
const PREFIX = 40

/**
 * @param words - matched regardless of case and accents: an address comes back
 * in the postal service's spelling
 */
export const createRedactor = (words: string[]): Redact => {
  const needles = words
    .map((word) => fold(word.trim()).text)
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
  return (text) => {
    const hidden = [...findWords(text, needles), ...findEmails(text)]
    return hidden.length ? mask(text, hidden) : text
  }
}

/** Start and end, as for `slice`. */
type Range = [from: number, to: number]

const findWords = (text: string, needles: string[]): Range[] => {
  const { text: haystack, at } = fold(text)
  return needles.flatMap((needle) => {
    const beginning = needle.slice(0, PREFIX)
    const ranges: Range[] = []
    let from = haystack.indexOf(beginning)
    while (from >= 0) {
      let to = from + beginning.length
      while (
        to - from < needle.length &&
        haystack[to] === needle[to - from] &&
        to < haystack.length
      ) {
        to++
      }
      ranges.push([at[from]!, at[to]!])
      from = haystack.indexOf(beginning, to)
    }
    const cutAt = findCutPrefix(haystack, beginning)
    return cutAt !== undefined ? [...ranges, [at[cutAt]!, text.length]] : ranges
  })
}

/** Fewer characters reveal nothing. */
const MIN_REVEALING = 3

/**
 * Where the beginning of a word starts at the end of a truncated text;
 * `undefined` if the text does not end with one.
 */
const findCutPrefix = (haystack: string, word: string): number | undefined => {
  for (let length = word.length - 1; length >= MIN_REVEALING; length--) {
    if (haystack.endsWith(word.slice(0, length))) {
      return haystack.length - length
    }
  }
  return undefined
}

type Folded = {
  text: string
  /** The original index of each of its characters, and one more for the end. */
  at: number[]
}

/** Removes case and accents, so that all spellings compare equal. */
const fold = (text: string): Folded => {
  let result = ""
  const at: number[] = []
  let index = 0
  for (const character of text) {
    const folded = foldCharacter(character)
    result += folded
    for (let unit = 0; unit < folded.length; unit++) {
      at.push(index)
    }
    index += character.length
  }
  at.push(index)
  return { text: result, at }
}

const foldCharacter = (character: string): string =>
  character < "\u0080"
    ? character.toLowerCase()
    : character
        .toUpperCase()
        .normalize("NFKD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()

/** An e-mail address's maximum length in characters (RFC 5321). */
const MAX_EMAIL = 254

const NOT_EMAIL = /[\s@"'<>]/

/** Possible e-mail addresses, found by their @. */
const findEmails = (text: string): Range[] => {
  const ranges: Range[] = []
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let from = at
    while (
      from > 0 &&
      at - from < MAX_EMAIL &&
      !NOT_EMAIL.test(text[from - 1]!)
    ) {
      from--
    }
    let to = at + 1
    while (
      to < text.length &&
      to - at < MAX_EMAIL &&
      !NOT_EMAIL.test(text[to]!)
    ) {
      to++
    }
    if (from < at && text.slice(at + 1, to - 1).includes(".")) {
      ranges.push([from, to])
    }
  }
  return ranges
}

/** Ranges that overlap or touch get one mask. */
const mask = (text: string, ranges: Range[]): string => {
  let shown = ""
  let shownTo = 0
  let hiddenTo = -1
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    if (from > hiddenTo) {
      shown += text.slice(shownTo, from) + MASK
    }
    hiddenTo = Math.max(hiddenTo, to)
    shownTo = hiddenTo
  }
  return shown + text.slice(shownTo)
}
