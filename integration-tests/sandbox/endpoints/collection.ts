import { ok } from "../answers"
import type { NexusRecord, RegistrationRecord } from "../tax/collection"
import type { Endpoint } from "./endpoint"

export const listRegistrations: Endpoint = {
  at: "GET /v1/registrations",

  answer: ({ query, merchant }) =>
    page(
      merchant
        .registrationRecords()
        .filter(
          (record: RegistrationRecord) =>
            isOneOf(record.status, query.status__in) &&
            isOneOf(record.filing_frequency, query.filing_frequency__in) &&
            isOneOf(record.country_code, query.country_code__in) &&
            isOneOf(record.state_code, query.state_code)
        ),
      query
    ),
}

export const listNexus: Endpoint = {
  at: "GET /v1/nexus",

  answer: ({ query, merchant, organizationId }) =>
    page(
      merchant
        .nexusRecords(organizationId)
        .filter(
          (record: NexusRecord) =>
            isOneOf(record.status, query.status__in) &&
            isOneOf(record.country_code, query.country_code__in) &&
            isOneOf(record.state_code, query.state_code)
        ),
      query
    ),
}

function isOneOf(value: string, wanted: unknown): boolean {
  const list = typeof wanted === "string" ? wanted.split(",") : wanted
  return !Array.isArray(list) || list.includes(value)
}

function page(found: unknown[], query: Record<string, unknown>) {
  const { page, size } = query as { page: number; size: number }
  return ok({
    items: found.slice((page - 1) * size, page * size),
    total: found.length,
    page,
    size,
    pages: Math.ceil(found.length / size),
  })
}
