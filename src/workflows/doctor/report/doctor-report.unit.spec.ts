import type { Exchange } from "../../../kintsugi-api"
import { CHECK_IDS, type CheckResult } from "../check-result"
import { adviseOption } from "../option-advice"
import { judge } from "../verdicts"
import { STEP_IDS, type StepRecord } from "../walk/walk-state"
import { certificationRows } from "./certification"
import { type DoctorReport, changesOf, hasFailed } from "./doctor-report"
import { renderMarkdown } from "./render-markdown"
import {
  renderAdvice,
  renderCleanUp,
  renderExamination,
  renderStep,
} from "./render-terminal"

const AT = new Date("2026-11-30T12:00:00.000Z")

const EXCHANGE: Exchange = {
  at: AT,
  ms: 12,
  method: "POST",
  path: "/v1/transactions",
  body: { external_id: "run-sale" },
  status: 202,
  answeredAt: AT,
  answer: { id: "tran_1", note: "``` | <b>" },
  failure: null,
}

const checksOf = (status: CheckResult["status"]): CheckResult[] =>
  CHECK_IDS.map((id) => ({
    id,
    status,
    facts: ["A fact."],
    meaning: "It | means.",
    advice: status === "failed" ? "Do this." : null,
  }))

const stepsOf = (change: Partial<Record<string, StepRecord["status"]>> = {}) =>
  STEP_IDS.map((id): StepRecord => ({
    id,
    status: change[id] ?? "done",
    message: null,
    exchanges: [EXCHANGE],
  }))

const reportOf = (fields: Partial<DoctorReport> = {}): DoctorReport => ({
  examination: {
    at: AT,
    organization_id: "orgn_1",
    base_url: "https://api.trykintsugi.com",
    checks: checksOf("ok"),
  },
  exchanges: [EXCHANGE],
  walk: {
    run: "medusa-doctor-1",
    steps: stepsOf(),
    observations: {},
    archiving: [{ ...EXCHANGE, path: "/v1/transactions/archive" }],
    archived: [{ kind: "transaction", externalId: "medusa-doctor-1-sale" }],
    left: [
      {
        kind: "exemption",
        externalId: "of medusa-doctor-1-customer",
        id: "exem_1",
        why: "It ends today by itself.",
        isExpected: true,
      },
    ],
  },
  verdicts: judge({}, { totalsIncludeTax: false, refundsAs: "credit_note" }),
  advice: [],
  version: "0.1.0",
  ...fields,
})

const rowOf = (text: string, ...args: Parameters<typeof certificationRows>) =>
  certificationRows(...args).find((row) => row.text.includes(text))

describe("the certification's rows", () => {
  it("are shown by what ran, or described", () => {
    const rows = certificationRows(checksOf("ok"), stepsOf())
    expect(rows).toHaveLength(22)
    expect(rows.filter(({ status }) => status === "not_shown")).toEqual([])
    expect(
      rows
        .filter(({ status }) => status === "described")
        .map(({ text }) => text)
    ).toEqual([
      "Errors are logged with their context and shown clearly.",
      "Operations are batched where that fits.",
      "There is a support contact, and known issues are kept up to date.",
      "Stores with several warehouses and channels: origin, drop-shipping, the channel as source.",
      "Setup, configuration, troubleshooting and limits are documented, with screenshots.",
    ])
  })

  it("are not shown without a walk, and say what to run", () => {
    expect(rowOf("Refunds in full", checksOf("ok"), undefined)).toMatchObject({
      status: "not_shown",
      missing: "Run the doctor with --write for a test organization.",
    })
  })

  it.each([
    ["Refunds in full", "credit_in_part", "refused", "not_shown"],
    ["Refunds in full", "credit_of_the_rest", "failed", "not_shown"],
    ["Refunds in full", "negative_sale", "failed", "shown"],
    // A refused address is what this row is about.
    ["An invalid address", "estimate_invalid_address", "refused", "shown"],
  ] as const)("%s: with %s %s, %s", (text, step, outcome, status) => {
    expect(
      rowOf(text, checksOf("ok"), stepsOf({ [step]: outcome }))?.status
    ).toBe(status)
  })

  it("are not shown where their check failed", () => {
    expect(
      rowOf("Keys are stored", checksOf("failed"), stepsOf())
    ).toMatchObject({ status: "not_shown" })
  })
})

describe("the Markdown report", () => {
  const markdown = renderMarkdown(reportOf())

  it("has all of its parts", () => {
    for (const heading of [
      "# Report on a Kintsugi integration",
      "## Certification",
      "## Answers to doubts in the contract",
      "## Options",
      "## Checks of the installation",
      "## Records left at Kintsugi",
      "## Evidence",
      "## Requests of the checks",
    ]) {
      expect(markdown).toContain(`\n${heading}\n`.trimStart())
    }
    expect(markdown).toContain("| Integration | medusa-plugin-kintsugi 0.1.0 |")
  })

  it("links each step of a row to its request and answer", () => {
    expect(markdown).toContain(
      "[Create a sale](#evidence-sale), 2026-11-30T12:00:00.000Z"
    )
    expect(markdown).toContain('<a id="evidence-sale"></a>')
    expect(markdown).toContain(
      'POST /v1/transactions\n{\n  "external_id": "run-sale"\n}'
    )
    expect(markdown).toContain("Answer: 202")
    expect(markdown).toContain(
      "### Archive what was created\n\n2026-11-30T12:00:00.000Z, 12 ms"
    )
  })

  it("lets no answer end its block, nor a sentence its cell", () => {
    expect(markdown).toContain("` ` ` | <b>")
    expect(markdown).toContain("It \\| means.")
  })

  it("cuts a long answer, and says so", () => {
    const long = { ...EXCHANGE, answer: "x".repeat(5_000) }
    const walk = { ...reportOf().walk!, archiving: [long] }
    expect(renderMarkdown(reportOf({ walk }))).toContain(
      "… (1002 more characters)"
    )
  })

  it("shows no answers to the checks, which are the merchant's own data", () => {
    const text = renderMarkdown(reportOf({ walk: undefined, verdicts: [] }))
    expect(text).toContain(
      "| 2026-11-30T12:00:00.000Z, 12 ms | POST /v1/transactions | 202 |"
    )
    expect(text).not.toContain("tran_1")
  })

  it("names the options to change, with the lines to write", () => {
    const advice = [
      adviseOption("sync.refundsAs", "negative_sale", "credit_note"),
    ]
    const text = renderMarkdown(reportOf({ advice }))
    expect(text).toContain(
      '- `sync.refundsAs`: `"negative_sale"` (now `"credit_note"`), in medusa-config'
    )
    expect(text).toContain(
      '```ts\nsync: {\n  refundsAs: "negative_sale",\n},\n```'
    )
  })

  it("is whole without a walk", () => {
    const text = renderMarkdown(reportOf({ walk: undefined, verdicts: [] }))
    expect(text).toContain("| Records | none were created |")
    expect(text).not.toContain("## Evidence")
  })
})

describe("the terminal", () => {
  it("shows each check with its facts and advice, and counts", () => {
    const [first = "", ...rest] = renderExamination({
      ...reportOf().examination,
      checks: [
        ...checksOf("failed").slice(0, 1),
        ...checksOf("ok").slice(1, 3),
      ],
    }).split("\n")
    expect(first).toBe("✗ API key: It | means.")
    expect(rest.slice(0, 2)).toEqual(["    A fact.", "    → Do this."])
    expect(rest.at(-1)).toBe("2 fine, 0 with a warning, 1 failed.")
  })

  it.each([
    ["done", "✓ Create a sale: So."],
    ["refused", "– Create a sale: refused: So."],
    ["failed", "✗ Create a sale: So."],
    ["skipped", "– Create a sale: So."],
  ] as const)("shows a step that is %s", (status, line) => {
    expect(
      renderStep({ id: "sale", status, message: "So.", exchanges: [] })
    ).toBe(line)
  })

  it("names what is left", () => {
    expect(renderCleanUp(reportOf().walk!)).toBe(
      "1 records were archived at Kintsugi.\nLeft there: the exemption of medusa-doctor-1-customer (exem_1). It ends today by itself."
    )
  })

  it("tells what to set where", () => {
    const changes = [
      adviseOption("default_category", "Physical", "Goods"),
      adviseOption("sync.totalsIncludeTax", true, false),
    ]
    expect(renderAdvice(changes, false)).toBe(
      [
        "To set in the Admin under Settings → Kintsugi → Behavior, or with --apply:",
        '    defaultCategory: "Physical" (was "Goods")',
        "Only medusa-config has these. Write into the plugin's options, and restart:",
        "    sync: {",
        "      totalsIncludeTax: true,",
        "    },",
      ].join("\n")
    )
    expect(renderAdvice(changes, true)).toContain("Set, as in the Admin")
    expect(renderAdvice([], false)).toBe("The options are as they should be.")
  })
})

describe("a report", () => {
  it("has failed where a check, a step or a verdict has, or a record is left", () => {
    const walk = reportOf().walk!
    expect(hasFailed(reportOf())).toBe(false)
    for (const fields of [
      {
        examination: { ...reportOf().examination, checks: checksOf("failed") },
      },
      { walk: { ...walk, steps: stepsOf({ sale: "failed" as const }) } },
      {
        walk: {
          ...walk,
          left: walk.left.map((one) => ({ ...one, isExpected: false })),
        },
      },
      {
        verdicts: judge(
          { repeat: { by: "second_record" } },
          { totalsIncludeTax: false, refundsAs: "credit_note" }
        ),
      },
    ]) {
      expect(hasFailed(reportOf(fields))).toBe(true)
    }
  })

  it("has not failed for warnings, refusals and what is not known", () => {
    expect(
      hasFailed(
        reportOf({
          examination: {
            ...reportOf().examination,
            checks: checksOf("warning"),
          },
          walk: {
            ...reportOf().walk!,
            steps: stepsOf({ sale: "refused", tax_id: "skipped" }),
          },
        })
      )
    ).toBe(false)
  })

  it("advises what differs, from checks and verdicts", () => {
    const seen = { totals: { sent: "10", tax: "1", final: "10" } }
    expect(
      changesOf({
        verdicts: judge(seen, {
          totalsIncludeTax: false,
          refundsAs: "credit_note",
        }),
        advice: [adviseOption("default_category", "Physical", "Goods")],
      }).map(({ option }) => option)
    ).toEqual(["defaultCategory", "sync.totalsIncludeTax"])
  })
})
