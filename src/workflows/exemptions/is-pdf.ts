/**
 * How far from the start and end of a file readers look for a PDF's header and
 * end (ISO 32000), in bytes: printers and mail programs may add lines before
 * the header and after the end.
 */
const WITHIN = 1024

const HEADER = /%PDF-[12]\.\d/
const END = "%%EOF"

/** How files begin that other programs than PDF readers would open. */
const OTHER_FORMATS = [
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

/** A tag, a comment, a declaration or a script, anywhere in the text. */
const MARKUP = /<[a-z!?/%]/i

/**
 * Whether a file is a PDF by its content, regardless of its name. A file that
 * another program than a PDF reader might open is not a PDF.
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
    !OTHER_FORMATS.some((magic) => before.startsWith(magic)) &&
    content.subarray(-WITHIN).includes(END)
  )
}
