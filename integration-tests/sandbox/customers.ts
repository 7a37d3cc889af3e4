import { randomBytes } from "node:crypto"

export type SentCustomer = {
  external_id?: string
  name?: string
  email?: string
  registration_number?: string
  [field: string]: unknown
}

export type CustomerRecord = SentCustomer & {
  id: string
  organization_id: string
}

export type SentExemption = {
  exemption_type: "customer" | "wholesale" | "transaction"
  customer_id: string
  FEIN: string
  sales_tax_id: string
  start_date: string
  end_date?: string
  country_code?: string
  jurisdiction?: string
  reseller?: boolean
  status: string
}

export type ExemptionRecord = SentExemption & { id: string }

export type AttachmentRecord = {
  id: string
  related_entity_id: string
  related_entity_type: "EXEMPTION"
}

/** The customers that Kintsugi keeps, their exemptions and certificates. */
export class Customers {
  private readonly records = new Map<string, CustomerRecord>()
  private readonly exemptionRecords: ExemptionRecord[] = []
  private readonly attachments: AttachmentRecord[] = []

  keep(sent: SentCustomer, organizationId: string): CustomerRecord {
    const record = {
      ...sent,
      id: newId("cust"),
      organization_id: organizationId,
    }
    this.records.set(record.id, record)
    return record
  }

  byId(id: string): CustomerRecord | undefined {
    return this.records.get(id)
  }

  byExternalId(externalId: string): CustomerRecord | undefined {
    return [...this.records.values()].find(
      ({ external_id }) => external_id === externalId
    )
  }

  exempt(sent: SentExemption): ExemptionRecord {
    const record = { reseller: false, ...sent, id: newId("exem") }
    this.exemptionRecords.push(record)
    return record
  }

  /** With the status that they have by now. */
  exemptions(): ExemptionRecord[] {
    const today = new Date().toISOString().slice(0, 10)
    return this.exemptionRecords.map((record) =>
      record.status === "ACTIVE" && record.end_date && record.end_date < today
        ? { ...record, status: "EXPIRED" }
        : record
    )
  }

  /** Where a customer is exempt on a day: "US-TX", "US", …; "*" is everywhere. */
  exemptIn(externalId: string, day: string): string[] {
    const id = this.byExternalId(externalId)?.id
    return this.exemptionRecords
      .filter(
        ({ customer_id, status, start_date, end_date }) =>
          customer_id === id &&
          status === "ACTIVE" &&
          start_date <= day &&
          (!end_date || day <= end_date)
      )
      .map(({ country_code, jurisdiction }) =>
        country_code
          ? [country_code, jurisdiction].filter(Boolean).join("-")
          : "*"
      )
  }

  attach(exemptionId: string): AttachmentRecord {
    const record: AttachmentRecord = {
      id: newId("atch"),
      related_entity_id: exemptionId,
      related_entity_type: "EXEMPTION",
    }
    this.attachments.push(record)
    return record
  }

  attachmentsOf(exemptionId: string): AttachmentRecord[] {
    return this.attachments.filter(
      ({ related_entity_id }) => related_entity_id === exemptionId
    )
  }

  reset(): void {
    this.records.clear()
    this.exemptionRecords.length = 0
    this.attachments.length = 0
  }
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(7).toString("hex")}`
}
