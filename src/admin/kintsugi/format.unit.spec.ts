import { getI18n } from "react-i18next"
import texts from "../i18n"
import {
  compareNames,
  formatCalendarDay,
  formatCount,
  formatCountry,
  formatFraction,
  formatList,
  formatMoney,
  formatPercent,
} from "./format"
import { localeFor } from "./locale"

jest.mock("react-i18next", () => ({ getI18n: jest.fn() }))

/** Sets the Admin's language, as Medusa names it. */
const useLanguage = (language: string): void => {
  jest.mocked(getI18n).mockReturnValue({
    language,
    hasResourceBundle: (name: string) => name in texts,
  } as never)
}

/** Without the special spaces that languages put before units. */
const plain = (text: string): string => text.replace(/\s/gu, " ")

describe("what the Admin shows in its language", () => {
  it.each([
    ["en", "$1,234.50", "8.25%", "12,345", "a, b, and c"],
    ["de", "1.234,50 $", "8,25 %", "12.345", "a, b und c"],
    ["es", "1234,50 US$", "8,25 %", "12.345", "a, b y c"],
    ["fr", "1 234,50 $US", "8,25 %", "12 345", "a, b et c"],
    // There are no texts in Italian, so a list is English like them.
    ["it", "1234,50 USD", "8,25%", "12.345", "a, b, and c"],
  ])("%s", (language, money, rate, count, list) => {
    useLanguage(language)
    expect(
      [
        formatMoney("1234.5", "usd"),
        formatFraction("0.0825"),
        formatCount(12_345),
        formatList(["a", "b", "c"]),
      ].map(plain)
    ).toEqual([money, rate, count, list])
    expect(formatPercent(8.25)).toBe(formatFraction("0.0825"))
  })

  // cspell:disable
  it.each([
    ["en", "Austria", "European Union"],
    ["de", "Österreich", "Europäische Union"],
    ["fr", "Autriche", "Union européenne"],
    // In English, like the sentences around it.
    ["it", "Austria", "European Union"],
  ])("countries in %s", (language, country, bloc) => {
    useLanguage(language)
    expect(formatCountry("at", "?")).toBe(country)
    expect(formatCountry("eu", "?")).toBe(bloc)
    expect(formatCountry("zz9", "Someplace")).toBe("Someplace")
    expect(formatCountry("qy", "Someplace")).toBe("Someplace")
  })

  it("names are sorted as the language sorts them", () => {
    useLanguage("de")
    expect(["Zypern", "Österreich", "Polen"].sort(compareNames)).toEqual([
      "Österreich",
      "Polen",
      "Zypern",
    ])
  })
  // cspell:enable

  it("a calendar day is the same in every time zone", () => {
    useLanguage("de")
    expect(formatCalendarDay("2026-03-01")).toBe("01.03.2026")
    expect(formatCalendarDay("someday")).toBe("someday")
  })
})

describe("the locale", () => {
  it.each([
    ["en", ["en-GB", "en"], "en-GB"],
    ["en", ["de-DE"], "en"],
    ["enGB", ["en-US"], "en-GB"],
    ["ptBR", [], "pt-BR"],
    ["fr", ["de-DE", "fr-CA"], "fr-CA"],
    [undefined, ["fr-CA"], "fr-CA"],
    [undefined, [], undefined],
  ])("of an Admin in %s, in a browser with %j, is %s", (admin, browser, is) => {
    expect(localeFor(admin, browser)).toBe(is)
  })
})
