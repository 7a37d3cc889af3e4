import de from "./json/de.json"
import en from "./json/en.json"
import es from "./json/es.json"
import fr from "./json/fr.json"
import deSentences from "./sentences/de.json"
import enSentences from "./sentences/en.json"
import esSentences from "./sentences/es.json"
import frSentences from "./sentences/fr.json"

/**
 * The texts of this folder, by language and namespace: the Admin's own, and the
 * sentences that the server composes. Medusa adds them to its own; a language
 * that is not here falls back to English.
 */
export default {
  en: { kintsugi: en, kintsugiSentences: enSentences },
  de: { kintsugi: de, kintsugiSentences: deSentences },
  es: { kintsugi: es, kintsugiSentences: esSentences },
  fr: { kintsugi: fr, kintsugiSentences: frSentences },
}
