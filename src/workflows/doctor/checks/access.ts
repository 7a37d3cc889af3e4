import type { KintsugiError } from "../../../kintsugi-api"
import { connectionProblem } from "../../settings/connection-problem"
import { type CheckResult, type Finding, toCheckResult } from "../check-result"
import type { Answered, KintsugiAnswers } from "../kintsugi-answers"

/** The credentials in effect, without the key. */
export type Access = {
  source: "admin" | "options" | "none"
  /** `••••` and the key's end. */
  apiKey: string | null
  organizationId: string | null
  baseUrl: string
  /** Why there is no connection, as a phrase; null: there is one. */
  missing: string | null
}

const SOURCES = {
  admin: "The key in use was saved in the Admin",
  options: "The key in use is in the plugin's options",
  none: "No key is in use",
}

const WHERE =
  "Enter the API key and the organization id in the Admin under Settings → Kintsugi, or set them in the plugin's options in medusa-config."

/**
 * Whether Kintsugi accepts the key, whether it is a key of that organization,
 * and what it may be used for.
 *
 * @param answers - absent: there are no credentials to ask with
 */
export const checkAccess = (
  access: Access,
  answers: KintsugiAnswers | undefined
): CheckResult[] => [
  checkKey(access, answers),
  checkOrganization(access, answers),
  checkScope(answers),
]

const checkKey = (
  access: Access,
  answers: KintsugiAnswers | undefined
): CheckResult => {
  const { source, apiKey, baseUrl, missing } = access
  const facts = [
    `${SOURCES[source]}${apiKey ? ` (${apiKey})` : ""}.`,
    `Requests go to ${baseUrl}.`,
  ]
  if (!answers) {
    return toCheckResult(
      "key",
      facts,
      [
        {
          status: "failed",
          meaning: `Kintsugi is not configured: ${missing ?? "no credentials"}. Carts are taxed without it.`,
          advice: WHERE,
        },
      ],
      ""
    )
  }
  const error = errorOf(answers.access)
  return toCheckResult(
    "key",
    facts,
    [
      // A 403 is about the organization: the key itself is known.
      ...(error && error.code !== "forbidden"
        ? [refusedKey(error, access)]
        : []),
      ...(baseUrl.startsWith("https:") ? [] : [A_MOCK]),
    ],
    "Kintsugi accepts the key."
  )
}

/** The option `baseUrl` takes http for this machine only. */
const A_MOCK: Finding = {
  status: "warning",
  meaning:
    "Requests go to this machine, unencrypted: to a mock, and not to Kintsugi.",
  advice: "In production, leave out the option baseUrl.",
}

const refusedKey = (error: KintsugiError, access: Access): Finding => ({
  status: "failed",
  meaning: problemInSentence(error, access),
  advice:
    error.code === "unauthorized"
      ? "Create a client-scope key in Kintsugi's settings, in a test or paid organization, and enter it under Settings → Kintsugi. A key has an expiry, chosen when it is created."
      : "Until this works, carts are taxed as set under Settings → Kintsugi → Behavior.",
})

/** Without the field that a problem begins with, as in a form. */
const problemInSentence = (error: KintsugiError, access: Access): string => {
  const text = connectionProblem(error, {
    organizationId: access.organizationId ?? "",
    baseUrl: access.baseUrl,
  }).replace(/^(api_key|organization_id): /, "")
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const NOT_KNOWN: Finding = {
  status: "skipped",
  meaning: "Kintsugi could not be asked; see the key.",
  advice: null,
}

const checkOrganization = (
  access: Access,
  answers: KintsugiAnswers | undefined
): CheckResult => {
  const facts = [
    access.organizationId
      ? `The organization's id is ${access.organizationId}. Kintsugi's API tells no organization's name.`
      : "There is no organization id.",
  ]
  if (!answers) {
    return toCheckResult("organization", facts, [NOT_KNOWN], "")
  }
  const error = errorOf(answers.access)
  if (error?.code === "forbidden") {
    facts.push(`Kintsugi answered ${error.status ?? "a refusal"}.`)
    return toCheckResult(
      "organization",
      facts,
      [
        {
          status: "failed",
          meaning: problemInSentence(error, access),
          advice:
            "Compare the organization id with the one in Kintsugi's settings, and enter it together with a key of that organization.",
        },
      ],
      ""
    )
  }
  if (error || !answers.more) {
    return toCheckResult("organization", facts, [NOT_KNOWN], "")
  }
  const stranger = errorOf(answers.more.stranger)
  facts.push(
    stranger
      ? `For another organization, Kintsugi refuses the key (${stranger.status ?? stranger.code}).`
      : "For an organization that doesn't exist, Kintsugi accepts the key too."
  )
  return toCheckResult(
    "organization",
    facts,
    stranger
      ? []
      : [
          {
            status: "warning",
            meaning:
              "Kintsugi does not check that the key belongs to the organization, so a mistyped id would go unnoticed.",
            advice:
              "Compare the organization id with the one in Kintsugi's settings.",
          },
        ],
    "The key belongs to this organization, and to no other one."
  )
}

const USES = {
  estimate: ["Tax estimates", "POST /v1/tax/estimate"],
  categories: ["Product categories", "GET /v1/products/categories"],
  registrations: ["Registrations", "GET /v1/registrations"],
  nexus: ["Nexus", "GET /v1/nexus"],
  transactions: ["Transactions", "GET /v1/transactions"],
  addresses: ["Address validation", "POST /v1/address_validation/search"],
  customers: ["Customers", "GET /v1/customers/external/…"],
} as const

const checkScope = (answers: KintsugiAnswers | undefined): CheckResult => {
  const error = answers && errorOf(answers.access)
  if (error && /partner/i.test(error.message)) {
    return toCheckResult(
      "scope",
      [],
      [
        {
          status: "failed",
          meaning:
            "This is a partner-scope key, which can't calculate tax for an organization.",
          advice: "Create a client-scope key in Kintsugi and enter that one.",
        },
      ],
      ""
    )
  }
  if (!answers?.more) {
    return toCheckResult("scope", [], [NOT_KNOWN], "")
  }
  const { more } = answers
  const results = Object.entries(USES).map(([use, [name, path]]) => ({
    name,
    path,
    error: errorOf(more[use as keyof typeof USES]),
  }))
  const refused = results.filter((result) => result.error)
  return toCheckResult(
    "scope",
    results.map(
      ({ name, path, error: refusal }) =>
        `${name} (${path}): ${refusal ? refusal.message : "answered"}.`
    ),
    refused.length
      ? [
          {
            status: refused.some(({ name }) => name === "Tax estimates")
              ? "failed"
              : "warning",
            meaning: `Kintsugi does not answer everything that the plugin asks: ${refused.map(({ name }) => name.toLowerCase()).join(", ")}.`,
            advice:
              "Check in Kintsugi what this key may be used for. If Kintsugi has problems at present, try again later.",
          },
        ]
      : [],
    "The key may be used for all that the plugin reads. What it writes, only the script with --write shows."
  )
}

const errorOf = (answer: Answered<unknown>): KintsugiError | undefined =>
  "error" in answer ? answer.error : undefined
