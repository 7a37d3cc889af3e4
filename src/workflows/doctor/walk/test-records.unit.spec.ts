import { estimateTax } from "../../../../integration-tests/sandbox/tax/estimate-tax"
import { Merchant } from "../../../../integration-tests/sandbox/merchant"
import { estimateSchema } from "../../../kintsugi-api"
import { resolveOptions, withoutSecrets } from "../../../options"
import { isPdf } from "../../exemptions/is-pdf"
import {
  chargedLinesFrom,
  choosePlace,
  creditOf,
  estimateRequest,
  newRunId,
  splitLines,
  taxableLines,
  testCertificate,
} from "./test-records"

const AT = new Date("2026-11-30T14:53:52Z")
const SETTINGS = withoutSecrets(resolveOptions({}))

const answered = (
  units: number,
  products: { goods: string; shipping?: string }
) => {
  const lines = taxableLines(units)
  const request = estimateRequest(
    {
      externalId: "run-cart",
      at: AT,
      address: choosePlace(new Set(["TX"])),
      lines,
    },
    SETTINGS,
    { asIfRegistered: true }
  )
  const estimate = estimateSchema.parse(
    estimateTax(request as never, new Merchant())
  )
  const charged = chargedLinesFrom(estimate, lines, products)
  if ("problem" in charged) {
    throw new Error(charged.problem)
  }
  return { request, lines: charged.lines }
}

describe("the walk's records", () => {
  it("have ids with a prefix, unique to the run", () => {
    expect(newRunId(AT, "x7f3")).toBe("medusa-doctor-20261130145352-x7f3")
  })

  it.each([
    [["WA", "NY"], "WA"],
    [["NY"], "NY"],
    [["OR"], "TX"],
    [[], "TX"],
  ])("are sold to a state with a registration: of %j, %s", (states, chosen) => {
    expect(choosePlace(new Set(states)).state).toBe(chosen)
  })

  it("are estimated as at checkout, as if registered", () => {
    const { request } = answered(2, { goods: "g", shipping: "s" })
    expect(request).toMatchObject({
      external_id: "run-cart",
      currency: "USD",
      simulate_active_registration: true,
      transaction_items: [
        {
          external_id: "goods",
          quantity: 2,
          amount: 10,
          product_category: "Physical",
          product_subcategory: "General Physical",
        },
        {
          external_id: "shipping",
          quantity: 1,
          amount: 4,
          product_category: "Misc",
        },
      ],
    })
  })

  it("are charged what the estimate says, to the cent", () => {
    const { lines } = answered(2, { goods: "g", shipping: "s" })
    expect(
      lines.map(({ productId, net, tax, taxes }) => [
        productId,
        net,
        tax,
        taxes.map(({ amount }) => amount),
      ])
    ).toEqual([
      ["g", "10.00", "0.83", ["0.63", "0.10", "0.10"]],
      ["s", "4.00", "0.33", ["0.25", "0.04", "0.04"]],
    ])
  })

  it("leave out shipping where it has no product", () => {
    expect(answered(1, { goods: "g" }).lines.map(({ id }) => id)).toEqual([
      "goods",
    ])
  })

  it("say why an estimate can't be charged", () => {
    expect(
      chargedLinesFrom(
        estimateSchema.parse({
          external_id: "run-cart",
          currency: "USD",
          transaction_items: [],
        }),
        taxableLines(1),
        { goods: "g" }
      )
    ).toEqual({ problem: expect.stringContaining("missing") })
  })

  it("are credited line by line, in part and the rest", () => {
    const { lines } = answered(2, { goods: "g", shipping: "s" })
    const [part, rest] = splitLines(lines).map(creditOf)
    expect(part).toMatchObject([
      { id: "goods", quantity: "2", units: "2", net: "10.00", tax: "0.83" },
    ])
    expect(rest).toMatchObject([{ id: "shipping", net: "4.00", tax: "0.33" }])
  })

  it("have a certificate that is a PDF", () => {
    const pdf = testCertificate()
    expect(isPdf(pdf)).toBe(true)
    const text = pdf.toString("latin1")
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1])
    expect(text.slice(start, start + 4)).toBe("xref")
    for (const [, offset = "", index] of [
      ...text.matchAll(/(\d{10}) 00000 n/g),
    ].map((match, i) => [match[0], match[1], i] as const)) {
      expect(text.slice(Number(offset))).toMatch(
        new RegExp(`^${Number(index) + 1} 0 obj`)
      )
    }
  })
})
