/** As long as a file's name may be, in characters, with what comes after it. */
const MAX_LENGTH = 200

/**
 * What a certificate is called at Kintsugi: as the merchant's file, in what a
 * file may be called anywhere, and as the PDF that it is.
 */
export const certificateName = (filename: string): string => {
  const name = filename
    .replace(/\.pdf$/i, "")
    .replace(/[\p{Cc}\s"/\\<>:|?*]+/gu, " ")
    .trim()
    .slice(0, MAX_LENGTH)
  return `${name || "certificate"}.pdf`
}
