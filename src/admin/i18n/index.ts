import de from "./json/de.json"
import en from "./json/en.json"
import es from "./json/es.json"
import fr from "./json/fr.json"

/**
 * The texts of this folder, by language and namespace. Medusa adds them to the
 * Admin's own; a language that is not here falls back to English.
 */
export default {
  en: { kintsugi: en },
  de: { kintsugi: de },
  es: { kintsugi: es },
  fr: { kintsugi: fr },
}
