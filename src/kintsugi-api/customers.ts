import { z } from "@medusajs/framework/zod"
import { boundedEmail, boundedId, boundedText } from "../contract/bounds"
import type { Deadline } from "./deadlines"
import { isKintsugiError } from "./errors"
import { optional, textUpTo, word } from "./field-schemas"
import type { Transport } from "./transport"

const taxRegistrationSchema = z.object({
  /** ISO 3166-1 alpha-2. */
  country_code: optional(word).optional(),
  /** The contract gives no length; no number has as many characters. */
  tax_id: textUpTo(1000),
  is_valid: optional(z.boolean()).optional(),
})

/** A customer's business tax id as Kintsugi keeps it. */
export type TaxRegistration = z.output<typeof taxRegistrationSchema>

const customerSchema = z.object({
  id: word,
  /** Unreadable registrations must not prevent finding the customer. */
  customer_tax_registrations: optional(z.array(taxRegistrationSchema))
    .optional()
    .catch(undefined),
})

/** A customer's record at Kintsugi: the fields that are read. */
export type KintsugiCustomer = z.output<typeof customerSchema>

/** The body of `POST /v1/customers`. Only exempt customers need a record. */
export type NewCustomer = {
  /** Medusa's customer id, with which estimates and sales name the customer. */
  external_id: string
  name?: string
  email?: string
  /**
   * A business tax id, such as a VAT number; changed later through
   * {@link CustomerMethods.saveTaxRegistration}.
   */
  registration_number?: string
  source: "API"
}

/** Customers' records at Kintsugi. Every method throws KintsugiError. */
export type CustomerMethods = {
  findCustomer(
    externalId: string,
    call: Deadline
  ): Promise<KintsugiCustomer | undefined>
  /** Not sent twice: look for the customer if no answer came back. */
  createCustomer(
    customer: NewCustomer,
    call: Deadline
  ): Promise<KintsugiCustomer>
  /**
   * Creates a customer's business tax id, or replaces the one of that kind and
   * country. Safe to repeat.
   *
   * @param customerId - Kintsugi's id
   */
  saveTaxRegistration(
    customerId: string,
    taxId: string,
    call: Deadline
  ): Promise<TaxRegistration>
  /**
   * Archives a customer's record. Safe to repeat.
   *
   * @param id - Kintsugi's id
   */
  archiveCustomer(id: string, call: Deadline): Promise<void>
}

export const customerMethods = (transport: Transport): CustomerMethods => ({
  async findCustomer(externalId, limits) {
    try {
      return await transport.request({
        method: "GET",
        path: `/v1/customers/external/${encodeURIComponent(boundedId(externalId, "customer"))}`,
        schema: customerSchema,
        ...limits,
      })
    } catch (error) {
      if (isKintsugiError(error) && error.code === "not_found") {
        return undefined
      }
      throw error
    }
  },

  saveTaxRegistration: (customerId, taxId, limits) =>
    transport.request({
      method: "POST",
      path: `/v1/customers/${encodeURIComponent(customerId)}/tax-registrations`,
      body: { tax_id: taxId },
      schema: taxRegistrationSchema,
      ...limits,
    }),

  async archiveCustomer(id, limits) {
    await transport.request({
      method: "PUT",
      path: `/v1/customers/${encodeURIComponent(id)}`,
      body: { status: "ARCHIVED" },
      schema: z.unknown(),
      ...limits,
    })
  },

  createCustomer: ({ name, email, ...customer }, limits) =>
    transport.request({
      method: "POST",
      path: "/v1/customers",
      body: {
        ...customer,
        external_id: boundedId(customer.external_id, "customer"),
        ...(name && { name: boundedText(name, "customerName") }),
        ...(email && boundedEmail(email) && { email }),
      },
      schema: customerSchema,
      once: true,
      ...limits,
    }),
})
