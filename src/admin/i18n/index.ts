import en from "./json/en.json"

/**
 * The texts of this folder, by language and namespace. Medusa adds them to the
 * Admin's own; a language that is not here falls back to English.
 */
export default { en: { kintsugi: en } }
