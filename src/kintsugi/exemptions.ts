import { z } from "@medusajs/framework/zod"
import type { Deadline } from "./client"
import { maybe } from "./schemas"
import type { Transport } from "./transport"

/** Whom an exemption is for, in Kintsugi's words. */
export const EXEMPTION_TYPES = ["customer", "wholesale", "transaction"] as const

export type ExemptionType = (typeof EXEMPTION_TYPES)[number]

const text = maybe(z.string()).optional()

const exemptionSchema = z.object({
  id: z.string(),
  exemption_type: z.string(),
  /** The state where it holds; none: everywhere in its country. */
  jurisdiction: text,
  /** ISO 3166-1 alpha-2. */
  country_code: text,
  /** `YYYY-MM-DD` */
  start_date: z.string(),
  /** `YYYY-MM-DD`; none: it does not end. */
  end_date: text,
  reseller: maybe(z.boolean()).optional(),
  FEIN: text,
  sales_tax_id: text,
  /** `ACTIVE`, `INACTIVE`, `EXPIRED`, `DEACTIVATED` or `ARCHIVED`. */
  status: text,
})

const exemptionPageSchema = z.object({ items: z.array(exemptionSchema) })

const attachmentSchema = z.object({ id: z.string() })

/** An exemption as Kintsugi keeps it. */
export type KintsugiExemption = z.output<typeof exemptionSchema>

/** A certificate as Kintsugi names it. */
export type KintsugiAttachment = z.output<typeof attachmentSchema>

/** The body of `POST /v1/exemptions`. */
export type NewExemption = {
  exemption_type: ExemptionType
  /** Kintsugi's own id. */
  customer_id: string
  FEIN: string
  sales_tax_id: string
  /** `YYYY-MM-DD` */
  start_date: string
  end_date?: string
  country_code?: string
  /** A state's two letters. */
  jurisdiction?: string
  reseller: boolean
  status: "ACTIVE"
}

export type Certificate = { filename: string; content: Buffer }

/** Exemptions at Kintsugi. Every method throws KintsugiError. */
export type ExemptionMethods = {
  /** Not sent twice: look for the exemption where no answer came back. */
  createExemption(
    exemption: NewExemption,
    call: Deadline
  ): Promise<KintsugiExemption>
  /** @param customerId - Kintsugi's own */
  listExemptions(
    customerId: string,
    call: Deadline
  ): Promise<KintsugiExemption[]>
  /** @param certificate - a PDF of 10 MB at most */
  attachCertificate(
    exemptionId: string,
    certificate: Certificate,
    call: Deadline
  ): Promise<KintsugiAttachment>
  listCertificates(
    exemptionId: string,
    call: Deadline
  ): Promise<KintsugiAttachment[]>
}

/** The contract's default leaves out those that were taken back. */
const STATUSES = "ACTIVE,INACTIVE,EXPIRED,DEACTIVATED,ARCHIVED"

/** The largest page there is. */
const PAGE_SIZE = 100

/** How long a certificate may be on its way, in ms: it may have 10 MB. */
const UPLOAD_MS = 60_000

export const exemptionMethods = (transport: Transport): ExemptionMethods => ({
  createExemption: (exemption, { deadline }) =>
    transport.request({
      method: "POST",
      path: "/v1/exemptions",
      body: exemption,
      schema: exemptionSchema,
      once: true,
      deadline,
    }),

  async listExemptions(customerId, { deadline }) {
    const all: KintsugiExemption[] = []
    for (let page = 1; ; page++) {
      const { items } = await transport.request({
        method: "GET",
        path: "/v1/exemptions",
        query: {
          customer_id: customerId,
          status__in: STATUSES,
          page,
          size: PAGE_SIZE,
        },
        schema: exemptionPageSchema,
        deadline,
      })
      all.push(...items)
      if (items.length < PAGE_SIZE) {
        return all
      }
    }
  },

  attachCertificate: (exemptionId, { filename, content }, { deadline }) => {
    const form = new FormData()
    form.set(
      "file",
      new Blob([new Uint8Array(content)], { type: "application/pdf" }),
      filename
    )
    return transport.request({
      method: "POST",
      path: `/v1/exemptions/${encodeURIComponent(exemptionId)}/attachments`,
      body: form,
      schema: attachmentSchema,
      once: true,
      timeoutMs: UPLOAD_MS,
      deadline,
    })
  },

  listCertificates: (exemptionId, { deadline }) =>
    transport.request({
      method: "GET",
      path: `/v1/exemptions/${encodeURIComponent(exemptionId)}/attachments`,
      schema: z.array(attachmentSchema),
      deadline,
    }),
})
