/** The maximum length of a file's name without `.pdf`, in characters. */
const MAX_LENGTH = 200

/**
 * A certificate's file name at Kintsugi: the name of the merchant's file,
 * limited to characters that any file system allows, with the extension `.pdf`.
 */
export const certificateName = (filename: string): string => {
  const name = filename
    .replace(/\.pdf$/i, "")
    .replace(/[\p{Cc}\s"/\\<>:|?*]+/gu, " ")
    .trim()
    .slice(0, MAX_LENGTH)
  return `${name || "certificate"}.pdf`
}
