import { z } from "@medusajs/framework/zod"
import { type Deadline, UPLOAD_MS } from "./deadlines"
import { badResponse } from "./errors"
import { optional, textUpTo, word } from "./field-schemas"
import type { Transport } from "./transport"

/** The kinds of exemption, in Kintsugi's words. */
export const EXEMPTION_TYPES = ["customer", "wholesale", "transaction"] as const

export type ExemptionType = (typeof EXEMPTION_TYPES)[number]

const text = optional(word).optional()

/** The contract gives no length; no authority's number is as long as this. */
const number = optional(textUpTo(1000)).optional()

const exemptionSchema = z.object({
  id: word,
  exemption_type: word,
  /** The state where it applies; absent: everywhere in its country. */
  jurisdiction: text,
  /** ISO 3166-1 alpha-2. */
  country_code: text,
  /** `YYYY-MM-DD` */
  start_date: word,
  /** `YYYY-MM-DD`; absent: it does not end. */
  end_date: text,
  reseller: optional(z.boolean()).optional(),
  FEIN: number,
  sales_tax_id: number,
  /** `ACTIVE`, `INACTIVE`, `EXPIRED`, `DEACTIVATED` or `ARCHIVED`. */
  status: text,
  /** Its certificate, where the list names one. */
  attachment_id: text,
})

/** The most items a page may have if Kintsugi ignores the requested size. */
const MAX_ITEMS = 1_000

const exemptionPageSchema = z.object({
  items: z.array(exemptionSchema).max(MAX_ITEMS),
})

const attachmentSchema = z.object({ id: word })

/** An exemption as Kintsugi keeps it. */
export type KintsugiExemption = z.output<typeof exemptionSchema>

/** A certificate as Kintsugi names it. */
export type KintsugiAttachment = z.output<typeof attachmentSchema>

/** The body of `POST /v1/exemptions`. */
export type NewExemption = {
  exemption_type: ExemptionType
  /** Kintsugi's id. */
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
  /** Not sent twice: look for the exemption if no answer came back. */
  createExemption(
    exemption: NewExemption,
    call: Deadline
  ): Promise<KintsugiExemption>
  /** @param customerId - Kintsugi's id */
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

/** All of them: the contract's default leaves out withdrawn exemptions. */
const STATUSES = "ACTIVE,INACTIVE,EXPIRED,DEACTIVATED,ARCHIVED"

/** The largest page there is. */
const PAGE_SIZE = 100

/** Far more than a customer has; more would be an endless answer. */
const MAX_PAGES = 20

export const exemptionMethods = (transport: Transport): ExemptionMethods => ({
  createExemption: (exemption, limits) =>
    transport.request({
      method: "POST",
      path: "/v1/exemptions",
      body: exemption,
      schema: exemptionSchema,
      once: true,
      ...limits,
    }),

  async listExemptions(customerId, limits) {
    const all: KintsugiExemption[] = []
    for (let page = 1; page <= MAX_PAGES; page++) {
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
        ...limits,
      })
      all.push(...items)
      if (items.length < PAGE_SIZE) {
        return all
      }
    }
    throw badResponse(`it has more than ${MAX_PAGES} pages`)
  },

  attachCertificate: (exemptionId, { filename, content }, limits) => {
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
      ...limits,
    })
  },

  listCertificates: (exemptionId, limits) =>
    transport.request({
      method: "GET",
      path: `/v1/exemptions/${encodeURIComponent(exemptionId)}/attachments`,
      schema: z.array(attachmentSchema),
      ...limits,
    }),
})
