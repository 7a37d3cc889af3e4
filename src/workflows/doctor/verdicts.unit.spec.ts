import type { Acceptance, Observations } from "./walk/walk-state"
import { type DoubtId, judge } from "./verdicts"

const TERMS = {
  totalsIncludeTax: false,
  refundsAs: "credit_note",
} as const

type Terms = Parameters<typeof judge>[1]

const verdictOn = (id: DoubtId, seen: Observations, terms: Terms = TERMS) =>
  judge(seen, terms).find((verdict) => verdict.id === id)!

const YES: Acceptance = { accepted: true }
const no = (status: number): Acceptance => ({
  accepted: false,
  code: status === 404 ? "not_found" : "invalid_request",
  status,
  message: `Kintsugi answered ${status}`,
})

describe("the verdicts", () => {
  it("are all unknown where nothing was seen, with no option", () => {
    expect(
      judge({}, TERMS).map(({ answer, status, options }) => [
        answer,
        status,
        options,
      ])
    ).toEqual(Array.from({ length: 6 }, () => ["unknown", "skipped", []]))
  })

  describe("on totals", () => {
    const seen = (sent: string, final: string | null, tax = "1.16") => ({
      totals: { sent, tax, final },
    })

    it.each([
      // sent, final, our terms: answer, status, the option's value
      ["14.00", "15.16", false, "net", "ok", false],
      ["14.00", "15.16", true, "net", "failed", false],
      ["15.16", "15.16", true, "gross", "ok", true],
      ["14.00", "14.00", false, "gross", "failed", true],
      ["15.16", "16.32", true, "net", "failed", false],
    ] as const)(
      "%s that becomes %s, with sync.totalsIncludeTax %s, is %s",
      (sent, final, totalsIncludeTax, answer, status, value) => {
        expect(
          verdictOn("totals", seen(sent, final), { ...TERMS, totalsIncludeTax })
        ).toMatchObject({
          answer,
          status,
          options: [
            {
              option: "sync.totalsIncludeTax",
              value,
              current: totalsIncludeTax,
              field: null,
            },
          ],
        })
      }
    )

    it.each([
      ["Kintsugi doesn't say", seen("14.00", null), "skipped"],
      ["the sale has no tax", seen("14.00", "14.00", "0"), "skipped"],
      ["neither fits", seen("14.00", "99.00"), "warning"],
    ] as const)("are unknown where %s", (_, observations, status) => {
      expect(verdictOn("totals", observations)).toMatchObject({
        answer: "unknown",
        status,
        options: [],
      })
    })
  })

  it.each([
    [{ by: "record" }, "same", "ok"],
    [{ by: "refusal", status: 400 }, "400", "ok"],
    [{ by: "refusal", status: 409 }, "409", "ok"],
    [{ by: "second_record" }, "second_record", "failed"],
  ] as const)("on a repeat: %j", (repeat, answer, status) => {
    expect(verdictOn("repeats", { repeat })).toMatchObject({
      answer,
      status,
      options: [],
    })
  })

  describe("on credit notes", () => {
    const optionsOf = (seen: Observations, terms: Terms = TERMS) => {
      const { answer, status, options } = verdictOn("credit_notes", seen, terms)
      return [answer, status, options.map(({ value }) => value)]
    }

    it("keep them, or go back to them, where Kintsugi has them", () => {
      expect(optionsOf({ creditNotes: YES })).toEqual([
        "accepted",
        "ok",
        ["credit_note"],
      ])
      expect(
        optionsOf(
          { creditNotes: YES },
          { ...TERMS, refundsAs: "negative_sale" }
        )
      ).toEqual(["accepted", "ok", ["credit_note"]])
    })

    it("advise negative sales after a 404, where those are accepted", () => {
      const seen = { creditNotes: no(404), negativeSale: { positive: YES } }
      expect(optionsOf(seen)).toEqual(["404", "failed", ["negative_sale"]])
      expect(optionsOf(seen, { ...TERMS, refundsAs: "negative_sale" })).toEqual(
        ["404", "ok", ["negative_sale"]]
      )
    })

    it("advise nothing where neither is accepted, or the note itself is refused", () => {
      expect(
        optionsOf({
          creditNotes: no(404),
          negativeSale: { positive: no(422), negative: no(422) },
        })
      ).toEqual(["404", "failed", []])
      expect(optionsOf({ creditNotes: no(400) })).toEqual(["400", "failed", []])
    })
  })

  it.each([
    [{ positive: YES }, "positive", "ok"],
    [{ positive: no(422), negative: YES }, "negative", "warning"],
    [{ positive: no(422), negative: no(422) }, "refused", "warning"],
  ])("on negative sales: %j", (negativeSale, answer, status) => {
    expect(verdictOn("negative_sales", { negativeSale })).toMatchObject({
      answer,
      status,
      options: [],
    })
  })

  it.each([
    [YES, YES, "both", "ok"],
    [YES, no(422), "labels", "ok"],
    [no(422), YES, "enums", "ok"],
    [no(422), no(422), "neither", "failed"],
  ])("on categories: labels %j, enums %j", (labels, enums, answer, status) => {
    expect(verdictOn("category_words", { labels, enums })).toMatchObject({
      answer,
      status,
      options: [],
    })
  })

  it.each([
    [{ set: true, after: false }, "reset", "ok"],
    [{ set: true, after: true }, "kept", "ok"],
    [{ set: null, after: null }, "unknown", "skipped"],
    [{ set: false, after: false }, "unknown", "skipped"],
  ])("on marketplace: %j", (marketplace, answer, status) => {
    expect(verdictOn("marketplace", { marketplace })).toMatchObject({
      answer,
      status,
      options: [],
    })
  })
})
