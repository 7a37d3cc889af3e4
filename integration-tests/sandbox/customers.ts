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
  customer_tax_registrations: TaxRegistrationRecord[]
}

/** A customer's business tax id. */
export type TaxRegistrationRecord = {
  id: string
  customer_id: string
  country_code: string
  tax_type: string
  tax_id: string
  is_valid: boolean
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

/** The customers that Kintsugi stores, their exemptions and certificates. */
export class Customers {
  private readonly records = new Map<string, CustomerRecord>()
  private readonly exemptionRecords: ExemptionRecord[] = []
  private readonly attachments: AttachmentRecord[] = []

  keep(sent: SentCustomer, organizationId: string): CustomerRecord {
    const record: CustomerRecord = {
      ...sent,
      id: newId("cust"),
      organization_id: organizationId,
      customer_tax_registrations: [],
    }
    this.records.set(record.id, record)
    if (sent.registration_number) {
      this.registerTaxId(record, sent.registration_number)
    }
    return record
  }

  /** Omitted fields keep their value: upstream documents no default. */
  change(id: string, sent: SentCustomer): CustomerRecord | undefined {
    const record = this.records.get(id)
    return record && Object.assign(record, sent)
  }

  /** Creates the customer's tax id of that type and country, or replaces it. */
  registerTaxId(
    customer: CustomerRecord,
    taxId: string
  ): TaxRegistrationRecord {
    const kind = taxIdKind(taxId, customer)
    const isSameKind = (one: TaxRegistrationRecord) =>
      one.country_code === kind.country_code && one.tax_type === kind.tax_type
    const { customer_tax_registrations: known } = customer
    const record = {
      id: known.find(isSameKind)?.id ?? newId("ctrg"),
      customer_id: customer.id,
      ...kind,
      tax_id: taxId,
      is_valid: isValidTaxId(taxId),
    }
    customer.customer_tax_registrations = [
      ...known.filter((one) => !isSameKind(one)),
      record,
    ]
    customer.registration_number = taxId
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

  /** With their current status. */
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

/** Greek VAT numbers begin with `EL`, those of Northern Ireland with `XI`. */
const TAX_ID_PREFIXES: Record<string, string> = { EL: "GR", XI: "GB" }

/** The country and kind of a tax id, as far as its format tells. */
function taxIdKind(taxId: string, { country }: SentCustomer) {
  const prefix = /^([A-Z]{2})[0-9A-Z]{2,}$/.exec(taxId)?.[1]
  if (prefix) {
    return {
      country_code: TAX_ID_PREFIXES[prefix] ?? prefix,
      tax_type: "vat",
    }
  }
  return /^\d{9}RT\d{4}$/.test(taxId)
    ? { country_code: "CA", tax_type: "gst_hst" }
    : {
        country_code: typeof country === "string" ? country : "US",
        tax_type: "unknown",
      }
}

/** A tax id that ends in 000 is not valid, so tests can have both. */
function isValidTaxId(taxId: string): boolean {
  return !taxId.endsWith("000")
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(7).toString("hex")}`
}
