import { backOfficeOf } from "../http/order-driver"
import { seriousViolations } from "./accessibility"
import { describeAdmin } from "./browser-store"
import { placeOrder, refuseSales } from "./orders"

/** Words that no English sentence is without, and that German does not have. */
const ENGLISH =
  /\b(the|is|are|were|has|have|with|this|that|from|until|and|which|not|it|its|of|to|by|for)\b/i

/** Names: of Kintsugi's categories, and of a place. */
const NAMES = /"[^"]+ \/ [^"]+"|District of Columbia/g

// cspell:disable
describeAdmin("the Admin in German", (store) => {
  const office = backOfficeOf({
    admin: (...request) => store.admin(...request),
  })
  const region = (name: string) => store.page.getByRole("region", { name })

  const fail = (endpoint: string, status: 422 | 503, body?: unknown) =>
    store.sandbox.fail({
      kind: "status",
      status,
      body,
      endpoint,
      times: Infinity,
    })

  /** The lines of a page, or of a region of it, that are English. */
  const englishIn = async (selector = "main"): Promise<string[]> => {
    const lines = await store.page.evaluate<string[]>(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].flatMap((one) => one.innerText.split("\\n"))`
    )
    return lines.filter((line) => ENGLISH.test(line.replace(NAMES, "")))
  }

  beforeAll(async () => {
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: store.sandbox.organizationId,
    })
    await store.page.evaluate(`document.cookie = "lng=de; path=/"`)
  })

  it("Tax reporting says in German what waits, what was refused and what is retried", async () => {
    await placeOrder(store, { mugs: 1 })
    refuseSales(store)
    await office.capture(await placeOrder(store, { mugs: 2 }))
    await store.open("/tax-reporting?state=refused")
    await store.page
      .getByText(
        "Kintsugi hat abgelehnt: Nicht gültig: E-Mail-Adresse des Kunden. Es wird erneut gesendet, wenn sich die Bestellung ändert oder wenn Sie es erneut senden."
      )
      .waitFor()
    store.sandbox.clearFaults()
    fail("POST /v1/transactions", 503)
    await office.capture(await placeOrder(store, { mugs: 3 }))
    await store.open("/tax-reporting")
    await store.page
      .getByText(/^Kintsugi hat mit 503 geantwortet.*nichts geht verloren\.$/)
      .waitFor()
    await store.page
      .getByText(
        /^Wartet auf Zahlung: \d\d,\d\d\s\$ ist noch nicht eingezogen\.$/
      )
      .waitFor()
    store.sandbox.clearFaults()
    const backfill = region("Nachmeldung")
    await backfill.getByLabel("Aufgegeben ab").fill("2020-01-01")
    await backfill
      .getByLabel("Aufgegeben bis einschließlich")
      .fill("2019-01-01")
    await backfill.getByRole("button", { name: "Nachmeldung starten" }).click()
    await backfill
      .getByRole("alert")
      .getByText("Der Anfang muss vor dem Ende liegen.")
      .waitFor()
    await store.picture("german-tax-reporting", "whole")
    await expect(englishIn()).resolves.toEqual([])
  })

  it("Reconciliation explains its findings in German", async () => {
    fail("POST /v1/tax/estimate", 503)
    const guessed = await placeOrder(store, { mugs: 2, address: "denver" })
    store.sandbox.clearFaults()
    await office.capture(guessed)
    const gone = await placeOrder(store, { mugs: 4 })
    await office.capture(gone)
    await store.open(`/orders/${gone}`)
    await region("Steuermeldungen")
      .getByText("Zugestellt", { exact: true })
      .waitFor()
    await store.sql(
      `delete from kintsugi_ledger_entry where order_id = '${gone}'`
    )

    await store.open("/tax-reporting")
    const books = region("Abgleich")
    await books.getByRole("button", { name: "Abgleichen", exact: true }).click()
    await books
      .getByText(
        /Steuer wurde erhoben, Kintsugi berechnet .*Kintsugi konnte damals nicht antworten/
      )
      .waitFor()
    await books
      .getByText(/^Die Bestellung hätte gemeldet werden sollen/)
      .waitFor()
    await books.scrollIntoViewIfNeeded()
    await store.picture("german-reconciliation")
    await expect(englishIn()).resolves.toEqual([])
    await books
      .getByRole("button", { name: /^Ausblenden: Steuer weicht ab/ })
      .first()
      .click()
    await store.page
      .getByRole("dialog")
      .getByText(/Kintsugi konnte damals nicht antworten/)
      .waitFor()
    await expect(englishIn("[role=dialog]")).resolves.toEqual([])
    await store.page.keyboard.press("Escape")

    await store.open(`/orders/${guessed}`)
    await region("Steuermeldungen")
      .getByText("Zugestellt", { exact: true })
      .waitFor()
    await expect(
      englishIn('[role=region][aria-label="Steuermeldungen"]')
    ).resolves.toEqual([])
  })

  it("Health and the check of the installation speak German", async () => {
    fail("POST /v1/tax/estimate", 503)
    await placeOrder(store, { mugs: 5, address: "newYork" })
    await store.open("/settings/kintsugi")
    await region("Betriebszustand")
      .getByText("Kintsugi ist nicht erreichbar", { exact: true })
      .waitFor()
    await region("Betriebszustand")
      .getByText(/^Kintsugi konnte nicht antworten\. Bis dahin werden/)
      .waitFor()
    store.sandbox.clearFaults()

    const doctor = region("Diese Installation prüfen")
    await doctor.getByRole("button", { name: "Prüfungen ausführen" }).click()
    await doctor
      .getByRole("listitem")
      .filter({ hasText: "API-Schlüssel" })
      .getByText(/an eine Attrappe, nicht an Kintsugi\./)
      .waitFor()
    await store.page.evaluate(
      `for (const details of document.querySelectorAll("details")) details.open = true`
    )
    await doctor.scrollIntoViewIfNeeded()
    await store.picture("german-doctor", "whole")
    await expect(englishIn()).resolves.toEqual([])
    await expect(
      seriousViolations(store.page, '[role="region"]')
    ).resolves.toEqual([])
  })

  it("a refused key is explained in German, and what is Kintsugi's own stays as it is", async () => {
    await store.open("/settings/kintsugi?tab=connection")
    const connection = region("Verbindung")
    await connection
      .getByLabel("API-Schlüssel", { exact: true })
      .fill("sk_wrong")
    await connection
      .getByRole("button", { name: "Prüfen und speichern" })
      .click()
    await connection
      .getByText(
        "Kintsugi akzeptiert diesen API-Schlüssel nicht. Prüfen Sie, ob er vollständig kopiert und in Kintsugi nicht widerrufen wurde. Nichts wurde gespeichert."
      )
      .waitFor()
    await expect(englishIn()).resolves.toEqual([])
    await store.page.evaluate(`document.cookie = "lng=; path=/; max-age=0"`)
  })
})
// cspell:enable
