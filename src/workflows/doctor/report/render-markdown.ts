import type { Exchange } from "../../../kintsugi-api"
import { toConfigLines } from "../option-advice"
import type { StepRecord } from "../walk/walk-state"
import { type CertificationRow, certificationRows } from "./certification"
import { type DoctorReport, changesOf } from "./doctor-report"
import { CHECK_TITLES, DOUBT_TITLES, STEP_TITLES } from "./titles"

/** A longer body is cut, in characters: evidence is read by people. */
const MAX_BODY = 4_000

/** A cell of a table: no pipe, no line break, no markup. */
const cell = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replace(/[|<>*_`[\]]/g, "\\$&")
    .replace(/\s+/g, " ")

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")

const WORDS = {
  ok: "fine",
  warning: "warning",
  failed: "**failed**",
  skipped: "not known",
} as const

const STEP_WORDS = {
  done: "done",
  refused: "refused by Kintsugi",
  failed: "**failed**",
  skipped: "skipped",
} as const

const ROW_WORDS = {
  shown: "shown",
  described: "described",
  not_shown: "**not shown**",
} as const

/** The title under which a step's exchanges are found. */
const anchorOf = ({ id }: StepRecord): string =>
  `evidence-${id.replaceAll("_", "-")}`

const evidenceOf = ({
  steps,
  checks,
  design,
  toAdd,
  missing,
}: CertificationRow): string =>
  [
    ...steps.map(
      (step) => `[${STEP_TITLES[step.id]}](#${anchorOf(step)})${timeOf(step)}`
    ),
    ...checks.map(({ id, status }) => `${CHECK_TITLES[id]}: ${WORDS[status]}`),
    ...(design ? [cell(design)] : []),
    ...(toAdd ? [`**To be added:** ${cell(toAdd)}`] : []),
    ...(missing ? [`**${cell(missing)}**`] : []),
  ].join("<br>")

const timeOf = ({ exchanges }: StepRecord): string => {
  const [first] = exchanges
  return first ? `, ${first.at.toISOString()}` : ""
}

const bodyOf = (value: unknown): string => {
  const text = JSON.stringify(value, null, 2) ?? "nothing"
  const cut =
    text.length > MAX_BODY
      ? `${text.slice(0, MAX_BODY)}\n… (${text.length - MAX_BODY} more characters)`
      : text
  // No answer may end the block that contains it.
  return cut.replaceAll("```", "` ` `")
}

const exchangeOf = ({
  at,
  ms,
  method,
  path,
  body,
  status,
  answer,
  failure,
}: Exchange): string =>
  [
    `${at.toISOString()}, ${ms} ms`,
    "",
    "```json",
    `${method} ${path}`,
    ...(body === undefined ? [] : [bodyOf(body)]),
    "```",
    "",
    `Answer: ${status ?? "none"}${failure ? `, not used: ${cell(failure)}` : ""}`,
    ...(failure || answer === undefined
      ? []
      : ["", "```json", bodyOf(answer), "```"]),
  ].join("\n")

/**
 * The report, to be handed in: checks, verdicts, the rows of Kintsugi's
 * certification with what shows them, and each request with its answer.
 */
export const renderMarkdown = (report: DoctorReport): string => {
  const { examination, exchanges, walk, verdicts, version } = report
  const changes = changesOf(report)
  const rows = certificationRows(examination.checks, walk?.steps)
  const sections = [
    [
      "# Report on a Kintsugi integration",
      "",
      table(
        ["", ""],
        [
          ["Integration", `medusa-plugin-kintsugi ${cell(version)}`],
          ["Organization", cell(examination.organization_id ?? "none")],
          ["API", cell(examination.base_url)],
          ["Time", examination.at.toISOString()],
          [
            "Records",
            walk
              ? `created as ${cell(walk.run)}-…, then archived`
              : "none were created",
          ],
        ]
      ),
      "",
      "The key, the organization's id and personal data are masked in requests and answers. Of an answer, the fields that the integration reads are shown.",
    ],
    [
      "## Certification",
      "",
      table(
        ["Requirement", "", "Evidence"],
        rows.map((row) => [
          cell(row.text),
          ROW_WORDS[row.status],
          evidenceOf(row),
        ])
      ),
    ],
    ...(walk
      ? [
          [
            "## Answers to doubts in the contract",
            "",
            table(
              ["Question", "Answer", "Meaning"],
              verdicts.map(({ id, answer, status, meaning }) => [
                cell(DOUBT_TITLES[id]),
                `${cell(answer)}${status === "failed" ? " (**failed**)" : ""}`,
                cell(meaning),
              ])
            ),
          ],
        ]
      : []),
    [
      "## Options",
      "",
      ...(changes.length
        ? [
            "These should be changed:",
            "",
            ...changes.map(
              ({ option, value, current, field }) =>
                `- \`${option}\`: \`${JSON.stringify(value)}\` (now \`${JSON.stringify(current)}\`)${field ? ", in the Admin" : ", in medusa-config"}`
            ),
            ...(changes.some(({ field }) => !field)
              ? [
                  "",
                  "```ts",
                  toConfigLines(changes.filter(({ field }) => !field)),
                  "```",
                ]
              : []),
          ]
        : ["They are as they should be."]),
    ],
    [
      "## Checks of the installation",
      "",
      table(
        ["Check", "", "What was found"],
        examination.checks.map(({ id, status, facts, meaning, advice }) => [
          CHECK_TITLES[id],
          WORDS[status],
          cell(
            [meaning, ...facts, ...(advice ? [`→ ${advice}`] : [])].join(" ")
          ),
        ])
      ),
    ],
    ...(walk
      ? [
          [
            "## Records left at Kintsugi",
            "",
            `${walk.archived.length} records were archived.`,
            ...walk.left.map(
              ({ kind, externalId, id, why }) =>
                `\n- The ${kind} ${cell(externalId)}${id ? ` (${cell(id)})` : ""}: ${cell(why)}`
            ),
          ],
          [
            "## Evidence",
            ...walk.steps.flatMap((step) => [
              "",
              `<a id="${anchorOf(step)}"></a>`,
              "",
              `### ${STEP_TITLES[step.id]}`,
              "",
              `${STEP_WORDS[step.status]}${step.message ? `: ${cell(step.message)}` : ""}`,
              ...step.exchanges.flatMap((exchange) => [
                "",
                exchangeOf(exchange),
              ]),
            ]),
            "",
            "### Archive what was created",
            ...walk.archiving.flatMap((exchange) => ["", exchangeOf(exchange)]),
          ],
        ]
      : []),
    [
      "## Requests of the checks",
      "",
      "Without their answers, which are the organization's own data.",
      "",
      // The answers hold registrations, sales and products of a real merchant.
      table(
        ["Time", "Request", "Answer"],
        exchanges.map(({ at, ms, method, path, status, failure }) => [
          `${at.toISOString()}, ${ms} ms`,
          cell(`${method} ${path}`),
          `${status ?? "none"}${failure ? `: ${cell(failure)}` : ""}`,
        ])
      ),
    ],
  ]
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`
}
