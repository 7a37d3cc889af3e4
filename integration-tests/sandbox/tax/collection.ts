import { createHash } from "node:crypto"
import { CANADIAN_PROVINCES } from "./canada"
import { NATIONS } from "./national"
import { US_STATES } from "./united-states"

/** Statuses of a registration that does not collect tax (yet, or any more). */
export const OTHER_STATUSES = [
  "PROCESSING",
  "UNREGISTERED",
  "DEREGISTERING",
  "DEREGISTERED",
  "CANCELLED",
  "VALIDATING",
  "AWAITING_CLARIFICATION",
  "SELF_MANAGED",
] as const

export const NEXUS_STATUSES = [
  "EXPOSED",
  "APPROACHING",
  "PENDING_REGISTRATION",
  "NOT_EXPOSED",
] as const

/** A registration without a permit to collect, e.g. a requested one. */
export type OtherRegistration = {
  /** "US-TX", "CA-ON", "DE", "EU" */
  place: string
  status: (typeof OTHER_STATUSES)[number]
}

/** Sales against the thresholds of a place without a registration. */
export type SandboxNexus = {
  place: string
  status: (typeof NEXUS_STATUSES)[number]
  /** Sales of the period in major units, as Kintsugi writes them: "81234.50". */
  transactions_amount?: string
  transaction_count?: number
  /** Major units. Default 100000. */
  threshold_sales?: number
  /** Default 200. */
  threshold_transactions?: number
  sales_or_transactions?: "EITHER" | "SALES" | "BOTH" | "TRANSACTIONS"
  physical?: boolean
}

export type RegistrationRecord = ReturnType<typeof registrationRecord>
export type NexusRecord = ReturnType<typeof nexusRecord>

const names = new Intl.DisplayNames("en", { type: "region" })

/** All places that the registrations "all" include. */
export const ALL_PLACES: readonly string[] = [
  ...[...US_STATES.keys()].map((state) => `US-${state}`),
  ...[...CANADIAN_PROVINCES.keys()].map((province) => `CA-${province}`),
  "EU",
  ...NATIONS,
]

/** A place in the contract's words: its country, and its state if it has one. */
function toContractPlace(place: string) {
  const [country = "", state = ""] = place.split("-")
  return {
    country_code: country === "EU" ? "ZZ_EU" : country,
    state_code: state,
    state_name:
      country === "EU"
        ? "European Union"
        : ((country === "US" ? US_STATES : CANADIAN_PROVINCES).get(state) ??
          names.of(country) ??
          country),
  }
}

const idOf = (prefix: string, place: string) =>
  `${prefix}_${createHash("sha256").update(place).digest("hex").slice(0, 13)}`

/** As `GET /v1/registrations` answers it, with a state's credentials. */
export function registrationRecord(place: string, status: string) {
  return {
    id: idOf("regs", place),
    ...toContractPlace(place),
    status,
    registration_date: "2024-01-01",
    registration_email: "tax@example.com",
    registration_key: `TO-${place}`,
    auto_registered: false,
    filing_frequency: "MONTHLY",
    filing_days: 20,
    username: "merchant@example.com",
    password_encrypted: "gAAAAABlC9np-not-for-anybody",
    has_all_credentials: true,
    amount_fees: "0.00",
    credits_total_available: "0.00",
    imported: false,
    vda: false,
    registration_type: place === "EU" ? "EU_OSS" : "OTHER",
    registration_category: "REGULAR",
  }
}

const YEAR = { start: "2025-01-01", end: "2025-12-31" }

/** As `GET /v1/nexus` answers it. */
export function nexusRecord(
  nexus: Omit<SandboxNexus, "status"> & { status: string },
  organizationId: string
) {
  const isMet = !["APPROACHING", "NOT_EXPOSED"].includes(nexus.status)
  const isPhysical = nexus.physical ?? false
  const count = nexus.transaction_count ?? 0
  const place = toContractPlace(nexus.place)
  return {
    id: idOf("nexus", nexus.place),
    organization_id: organizationId,
    created_at: "2025-01-02T03:04:05Z",
    updated_at: "2025-11-20T10:15:00Z",
    ...place,
    processing_status: "UP_TO_DATE",
    status: nexus.status,
    treatment_of_exempt_transactions: "INCLUDED",
    trigger: "Next transaction",
    sales_or_transactions: nexus.sales_or_transactions ?? "EITHER",
    threshold_sales: nexus.threshold_sales ?? 100_000,
    threshold_transactions: nexus.threshold_transactions ?? 200,
    start_date: "2018-10-01",
    transaction_count: count,
    transactions_amount: nexus.transactions_amount ?? "0.00",
    tax_liability: "0.00",
    nexus_met: isMet,
    ...(isMet && { nexus_met_date: "2025-06-30" }),
    economic_nexus_met: isMet && !isPhysical,
    physical_nexus_met: isPhysical,
    period_model: "CALENDAR_YEAR",
    period_start_date: YEAR.start,
    period_end_date: YEAR.end,
    previous_period_start_date: "2024-01-01",
    previous_period_end_date: "2024-12-31",
    currency:
      { CA: "CAD", ZZ_EU: "EUR", GB: "GBP" }[place.country_code] ?? "USD",
    is_vda_eligible: false,
    nexus_type: place.country_code === "ZZ_EU" ? "EU_AGGREGATOR" : "STATE",
    total_transactions: count,
    total_transactions_included: count,
    total_transactions_exempted: 0,
    total_transactions_marketplace: 0,
    marketplace_included: true,
  }
}
