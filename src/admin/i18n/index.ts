import de from "./json/de.json"
import en from "./json/en.json"
import es from "./json/es.json"
import fr from "./json/fr.json"

const texts = {
  en: { kintsugi: en },
  de: { kintsugi: de },
  es: { kintsugi: es },
  fr: { kintsugi: fr },
}

/** The languages that have texts here, as ISO 639-1. */
export const TEXT_LANGUAGES = Object.keys(texts)

/**
 * The texts of this folder, by language and namespace. Medusa adds them to the
 * Admin's own; a language that is not here falls back to English.
 */
export default texts
