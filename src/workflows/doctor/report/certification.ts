import type { CheckId, CheckResult } from "../check-result"
import type { StepId, StepRecord } from "../walk/walk-state"

/** One requirement of Kintsugi's certification of e-commerce integrations. */
type Requirement = {
  /** In this plugin's own words. */
  text: string
  /** The steps of the walk that show it. */
  steps?: StepId[]
  /** The checks that show it. */
  checks?: CheckId[]
  /** How the plugin meets it, where requests alone don't show that. */
  design?: string
  /** What the merchant has to add, since no program can know it. */
  toAdd?: string
}

const REQUIREMENTS: Requirement[] = [
  {
    text: "Each line of a new order is taxed.",
    steps: ["estimate"],
  },
  {
    text: "Tax is calculated again when lines or the address change.",
    steps: ["estimate_changed_lines", "estimate_changed_address"],
    design:
      "Every change of a cart, and its completion, checks whether the tax is up to date (docs/tax-lines.md).",
  },
  {
    text: "Refunds in full and in part are reported.",
    steps: ["credit_in_part", "credit_of_the_rest"],
  },
  {
    text: "Only committed transactions are reported, never abandoned carts.",
    steps: ["sale"],
    design:
      "A sale is sent once the option sync.on is met, with the status COMMITTED; estimates create nothing (docs/reporting.md).",
  },
  {
    text: "What happens to an order is reported: created, fulfilled, changed, canceled, refunded.",
    steps: [
      "sale",
      "sale_changed",
      "sale_cancelled",
      "credit_in_part",
      "credit_of_the_rest",
    ],
    design: "Fulfillment is the moment of reporting with sync.on: fulfilled.",
  },
  {
    text: "Amounts and dates are accurate.",
    steps: ["sale_read", "sale_changed"],
    checks: ["clock"],
  },
  {
    text: "Addresses are complete, with all of their lines.",
    steps: ["sale"],
  },
  {
    text: "An invalid address is reported clearly.",
    steps: ["estimate_invalid_address", "address_correction"],
    design: "Options onInvalidAddress and validateAddress (docs/addresses.md).",
  },
  {
    text: "Addresses that contradict themselves, incomplete and international ones are handled.",
    steps: [
      "estimate_invalid_address",
      "estimate_other_city",
      "estimate_incomplete_address",
      "estimate_international",
    ],
    checks: ["default_rates"],
    design: "The tax region's own rates are the fallback.",
  },
  {
    text: "Keys are stored safely, and sent over HTTPS only.",
    checks: ["key"],
    design:
      "A key that is entered in the Admin is encrypted at rest, and is in no log, answer or report; the option baseUrl must be https (docs/configuration.md).",
  },
  {
    text: "Transient failures are retried; timeouts and the rate limit are respected; answers are cached.",
    checks: ["scope", "engines"],
    design:
      "Options timeoutMs, deadlineMs and retries, Retry-After, a circuit breaker, a third of the limit for shoppers alone, five minutes of caching (docs/outages.md, docs/architecture.md).",
  },
  {
    text: "Errors are logged with their context and shown clearly.",
    design:
      "One log line for each failure, with a code and without personal data; problems are listed under Settings → Kintsugi → Health and on the order (docs/operations.md).",
  },
  {
    text: "Orders of high value, of zero value, abroad and in other currencies are tried.",
    steps: [
      "estimate_high_value",
      "estimate_zero_value",
      "estimate_international",
      "estimate_other_currency",
    ],
  },
  {
    text: "Addresses can be corrected.",
    steps: ["address_validation", "address_correction"],
    design:
      "POST /store/kintsugi/address-validation suggests addresses to storefronts (docs/addresses.md).",
  },
  {
    text: "Operations are batched where that fits.",
    design:
      "A cart is one estimate; the history is reported by a backfill, oldest first, and compared nightly (docs/reporting.md). Kintsugi's API takes one transaction at a time.",
  },
  {
    text: "Data are validated before they are sent.",
    steps: ["sale_read"],
    design:
      "Lengths, digits and codes are kept within the bounds of Kintsugi's contract (docs/decisions/0020-within-kintsugis-bounds.md).",
  },
  {
    text: "Exempt customers are not taxed, and their certificates are kept.",
    steps: [
      "customer",
      "tax_id",
      "exemption",
      "certificate",
      "estimate_exempt",
    ],
  },
  {
    text: "It is tried in a test organization of Kintsugi's, and the results are kept.",
    steps: ["sale", "negative_sale"],
    design: "This report.",
  },
  {
    text: "There is a support contact, and known issues are kept up to date.",
    design: "docs/limitations.md lists the known limits.",
    toAdd: "Your support contact.",
  },
  {
    text: "Stores with several warehouses and channels: origin, drop-shipping, the channel as source.",
    design:
      "Kintsugi's estimate takes no origin and its transactions take no origin address; every transaction has the source API. Pickup is taxed at the pickup location (docs/limitations.md).",
    toAdd: "Whether your store has several, and how it treats them.",
  },
  {
    text: "Each call names the organization that it is for.",
    checks: ["organization"],
    design: "Every request carries x-organization-id beside x-api-key.",
  },
  {
    text: "Setup, configuration, troubleshooting and limits are documented, with screenshots.",
    design:
      "README.md, docs/configuration.md, docs/operations.md, docs/limitations.md, docs/admin.md.",
  },
]

/**
 * `shown`: by all of its steps and checks. `described`: nothing to run shows it.
 * `not_shown`: a step or a check of it failed, or did not run.
 */
export type RowStatus = "shown" | "described" | "not_shown"

export type CertificationRow = {
  text: string
  status: RowStatus
  /** Steps and checks that show it. */
  steps: StepRecord[]
  checks: CheckResult[]
  design: string | null
  toAdd: string | null
  /** Why it is not shown. */
  missing: string | null
}

/** The rows of the certification, each with what shows it. */
export const certificationRows = (
  checks: CheckResult[],
  steps: StepRecord[] | undefined
): CertificationRow[] =>
  REQUIREMENTS.map((requirement) => {
    const wanted = requirement.steps ?? []
    const ran = (steps ?? []).filter(
      ({ id, status }) =>
        wanted.includes(id) && (status === "done" || status === "refused")
    )
    // A refusal shows a clear error; it shows nothing of what it refused.
    const shown = ran.filter(
      ({ id, status }) => status === "done" || id.startsWith("estimate_")
    )
    const results = checks.filter(({ id }) => requirement.checks?.includes(id))
    const failed = results.filter(
      ({ status }) => status === "failed" || status === "skipped"
    )
    const missing =
      shown.length < wanted.length
        ? steps
          ? "A step of the walk was refused, failed or did not run; see below."
          : "Run the doctor with --write for a test organization."
        : failed.length
          ? "A check failed; see below."
          : null
    return {
      text: requirement.text,
      status: missing
        ? "not_shown"
        : wanted.length || results.length
          ? "shown"
          : "described",
      steps: ran,
      checks: results,
      design: requirement.design ?? null,
      toAdd: requirement.toAdd ?? null,
      missing,
    }
  })
