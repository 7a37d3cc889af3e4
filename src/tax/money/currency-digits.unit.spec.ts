import contract from "../../../integration-tests/sandbox/contract/contract.json"
import { currencyDigits } from "./currency-digits"

const words = (text: string): string[] => text.split(" ")

/** ISO 4217, list one, as published: https://www.iso.org/iso-4217-currency-codes.html */
const NONE = words(
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
)
const THREE = words("BHD IQD JOD KWD LYD OMR TND")
const FOUR = words("CLF UYW")

/** Two, though CLDR, Medusa, Stripe or an older list says otherwise. */
const TWO = words(
  "AFN ALL AMD COP CRC CVE HUF IDR IRR KPW LAK LBP MGA MMK MNT MRU MUR PKR " +
    "RSD SLE SOS STN SYP TWD TZS UZS VED VES YER ZWG"
)

/** Minor unit "N.A." in the list. */
const NOT_APPLICABLE = words(
  "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"
)

/** Withdrawn, or newer than the package's list. */
const UNLISTED = words("HRK SLL VEF ZWD XCG GGP IMP JEP TVD SPL")

describe("currencyDigits", () => {
  it.each<[string, number]>([
    ...NONE.map((code): [string, number] => [code, 0]),
    ...TWO.map((code): [string, number] => [code, 2]),
    ...THREE.map((code): [string, number] => [code, 3]),
    ...FOUR.map((code): [string, number] => [code, 4]),
    ...NOT_APPLICABLE.map((code): [string, number] => [code, 2]),
    ...UNLISTED.map((code): [string, number] => [code, 2]),
    ["USD", 2],
    ["EUR", 2],
    ["usd", 2],
    ["jpy", 0],
    ["kwd", 3],
    ["XXA", 2],
    ["", 2],
    ["dollars", 2],
  ])("returns, for %j, %i", (currencyCode, digits) => {
    expect(currencyDigits(currencyCode)).toBe(digits)
  })

  it("returns two for all other currencies that Kintsugi accepts", () => {
    const others = contract.schemas.CurrencyEnum.enum.filter(
      (code) => currencyDigits(code) !== 2
    )
    expect(
      others.filter((code) => ![...NONE, ...THREE, ...FOUR].includes(code))
    ).toEqual([])
  })
})
