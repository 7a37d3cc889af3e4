import i18next from "i18next"
import { getI18n } from "react-i18next"
import resources from "../i18n"
import { say } from "./say"

jest.mock("react-i18next", () => ({ getI18n: jest.fn() }))

/** Sets the Admin's language, with the texts as Medusa adds them. */
const useLanguage = async (language: string): Promise<void> => {
  const admin = i18next.createInstance()
  await admin.init({
    lng: language,
    fallbackLng: "en",
    fallbackNS: "translation",
    interpolation: { escapeValue: false },
    resources,
  })
  jest.mocked(getI18n).mockReturnValue(admin as never)
}

/** Without the special spaces that languages put before units. */
const plain = (text: string): string => text.replace(/\s/gu, " ")

const REFUSED =
  "Kintsugi refused it: The amount of line 2 is missing. It is sent again when the order changes, or when you retry it."

const UNDER_COLLECTED =
  "10.83 USD tax was charged, Kintsugi calculates 12.00 USD: 1.17 USD under-collected. Kintsugi could not answer at the time, and the order was taxed by what it had answered before."

const DIFFERS =
  "Kintsugi has this sale (trx_1) with different figures than the store: total 12.00 at Kintsugi, 10.00 here; ordli_1: amount nothing at Kintsugi, 5.00 here. It is in a filing, so Kintsugi no longer changes it."

describe("say", () => {
  // cspell:disable
  it.each([
    [
      "de",
      "Kintsugi hat abgelehnt: Es fehlt: Betrag der Position 2. Es wird erneut gesendet, wenn sich die Bestellung ändert oder wenn Sie es erneut senden.",
      "10,83 $ Steuer wurde erhoben, Kintsugi berechnet 12,00 $: 1,17 $ zu wenig erhoben. Kintsugi konnte damals nicht antworten, und die Bestellung wurde nach früheren Antworten besteuert.",
      "Kintsugi hat diesen Verkauf (trx_1) mit anderen Zahlen als der Shop: Gesamtbetrag: 12,00 bei Kintsugi, 10,00 hier; ordli_1: Betrag nichts bei Kintsugi, 5,00 hier. Sie steht in einer Steuererklärung, daher ändert Kintsugi sie nicht mehr.",
    ],
    [
      "fr",
      "Kintsugi a refusé : Il manque : montant de la ligne 2. Un nouvel envoi a lieu quand la commande change, ou quand vous la renvoyez.",
      "10,83 $US de taxe facturée, Kintsugi calcule 12,00 $US : moins-perçu de 1,17 $US. Kintsugi ne pouvait pas répondre à ce moment-là ; la commande a été taxée d'après une réponse antérieure.",
      "Kintsugi a cette vente (trx_1) avec d'autres chiffres que la boutique : total : 12,00 chez Kintsugi, 10,00 ici; ordli_1 : montant rien chez Kintsugi, 5,00 ici. Il figure dans une déclaration, donc Kintsugi ne le modifie plus.",
    ],
    [
      "es",
      "Kintsugi lo rechazó: Falta: monto de la línea 2. Se vuelve a enviar cuando cambia el pedido o cuando lo reenvías.",
      "Se cobró 10,83 US$ de impuesto, Kintsugi calcula 12,00 US$: 1,17 US$ recaudados de menos. Kintsugi no podía responder en ese momento y el pedido se gravó según una respuesta anterior.",
      "Kintsugi tiene esta venta (trx_1) con cifras distintas de las de la tienda: total: 12,00 en Kintsugi, 10,00 aquí; ordli_1: monto nada en Kintsugi, 5,00 aquí. Está en una declaración, así que Kintsugi ya no lo modifica.",
    ],
  ])("%s", async (language, refused, underCollected, differs) => {
    await useLanguage(language)
    expect(plain(say(REFUSED))).toBe(refused)
    expect(plain(say(UNDER_COLLECTED))).toBe(underCollected)
    expect(plain(say(DIFFERS))).toBe(differs)
  })

  it("days and moments are those of the language", async () => {
    await useLanguage("de")
    expect(
      say("The report would end (2026-01-31) before it begins (2026-02-01).")
    ).toBe(
      "Der Bericht würde enden (31.01.2026), bevor er beginnt (01.02.2026)."
    )
    expect(
      say("A comparison is running already, since 2026-01-31T10:20:30.400Z.")
    ).toMatch(/^Es läuft schon ein Abgleich, seit 31\.01\.2026, \d\d:20\.$/)
  })

  it("countries have their names in the language, and states do not", async () => {
    await useLanguage("de")
    expect(
      say(
        "The store sells to 3 countries; Kintsugi taxes Germany, United States."
      )
    ).toBe(
      "Der Shop verkauft in 3 Länder; Kintsugi besteuert: Deutschland, Vereinigte Staaten."
    )
    expect(say("Germany: no default rate.")).toBe(
      "Deutschland: kein Standardsteuersatz."
    )
    expect(say("Registered: Georgia, Texas and 3 more.")).toBe(
      "Registriert: Georgia, Texas und 3 weitere."
    )
  })

  it("what is no sentence of the server's stays as it is, between those that are", async () => {
    await useLanguage("de")
    expect(say("Its own words. It is retried automatically.")).toBe(
      "Its own words. Es wird automatisch erneut versucht."
    )
    expect(say("Unknown to everybody")).toBe("Unknown to everybody")
    expect(say("")).toBe("")
  })

  it("values are only shown, whatever is in them", async () => {
    await useLanguage("de")
    expect(
      say("Kintsugi doesn't know the country {{id}} $t(common.save) $& <b>.")
    ).toBe("Kintsugi kennt das Land {{id}} $t(common.save) $& <b> nicht.")
  })

  it("names phrases without a period", async () => {
    await useLanguage("de")
    expect(say("Kintsugi answered 503")).toBe(
      "Kintsugi hat mit 503 geantwortet"
    )
    expect(say("apiKey and organizationId not set")).toBe(
      "apiKey, organizationId nicht gesetzt"
    )
  })
  // cspell:enable

  it.each(["en", "it"])(
    "is the server's message where the texts are English: %s",
    async (language) => {
      await useLanguage(language)
      expect(say(UNDER_COLLECTED)).toBe(UNDER_COLLECTED)
    }
  )
})
