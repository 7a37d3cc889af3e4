/**
 * Where ISO 32000 has readers look for a PDF's header and its end, in bytes: a
 * printer's or a mail program's lines may stand before the one and after the
 * other.
 */
const WITHIN = 1024

const HEADER = /%PDF-[12]\.\d/
const END = "%%EOF"

/** How files begin that something else than a PDF reader would open. */
const OF_OTHERS = [
  "PK", // ZIP, and with it JAR and Office
  "MZ", // Windows programs
  "\x7fELF",
  "\xca\xfe\xba\xbe", // Java classes, and programs for macOS
  "\xcf\xfa\xed\xfe",
  "#!",
  "Rar!",
  "7z\xbc\xaf",
  "\x1f\x8b", // gzip
  "\xd0\xcf\x11\xe0", // Office before 2007
  "{\\rtf",
  "GIF8",
  "\x89PNG",
  "\xff\xd8\xff", // JPEG
]

/** A tag, a comment, a declaration or a script, wherever it stands. */
const MARKUP = /<[a-z!?/%]/i

/**
 * Whether a file is a PDF by what is in it, whatever it is called. One that
 * something else than a PDF reader might take for its own is none.
 */
export const isPdf = (content: Buffer): boolean => {
  const beginning = content.subarray(0, WITHIN).toString("latin1")
  const header = beginning.search(HEADER)
  if (header < 0) {
    return false
  }
  const before = beginning.slice(0, header)
  return (
    !MARKUP.test(before) &&
    !OF_OTHERS.some((magic) => before.startsWith(magic)) &&
    content.subarray(-WITHIN).includes(END)
  )
}
