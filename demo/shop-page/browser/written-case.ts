/** Words that are capitals in an address. */
const CAPITALS = new Set([
  "N",
  "S",
  "E",
  "W",
  "NE",
  "NW",
  "SE",
  "SW",
  "PO",
  "US",
])

/**
 * A part of an address in the case that people write, where it is in capitals,
 * as the postal service and so Kintsugi have it.
 *
 * @example
 * toWrittenCase("1100 N CONGRESS AVE") // "1100 N Congress Ave"
 */
export const toWrittenCase = (text: string): string =>
  /\p{Ll}/u.test(text)
    ? text
    : text
        .split(" ")
        .map((word) => word.split("-").map(writeWord).join("-"))
        .join(" ")

const writeWord = (word: string): string => {
  if (CAPITALS.has(word)) {
    return word
  }
  if (/\d/.test(word)) {
    // `5TH` is a word; the letters of `1E.8` are not.
    return word.replace(/^(\d+)(ST|ND|RD|TH)$/, (ordinal) =>
      ordinal.toLowerCase()
    )
  }
  return word
    .toLowerCase()
    .replace(/^(?:mc(?=\p{L}{3})|o')?\p{L}/u, (beginning) =>
      beginning.length === 1
        ? beginning.toUpperCase()
        : beginning.charAt(0).toUpperCase() +
          beginning.slice(1, -1) +
          beginning.slice(-1).toUpperCase()
    )
}
