import { z } from "@medusajs/framework/zod"
import type { Deadline } from "./client"
import { isKintsugiError } from "./errors"
import type { Transport } from "./transport"

const customerSchema = z.object({
  id: z.string(),
})

/** A customer's record at Kintsugi, as far as it is read. */
export type KintsugiCustomer = z.output<typeof customerSchema>

/** The body of `POST /v1/customers`. Only exempt customers need a record. */
export type NewCustomer = {
  /** Medusa's customer id, by which estimates and sales name the customer. */
  external_id: string
  name?: string
  email?: string
  /** A business tax id, such as a VAT number. It cannot be changed later. */
  registration_number?: string
  source: "API"
}

/** Customers' records at Kintsugi. Every method throws KintsugiError. */
export type CustomerMethods = {
  findCustomer(
    externalId: string,
    call: Deadline
  ): Promise<KintsugiCustomer | undefined>
  /** Not sent twice: look for the customer where no answer came back. */
  createCustomer(
    customer: NewCustomer,
    call: Deadline
  ): Promise<KintsugiCustomer>
}

export const customerMethods = (transport: Transport): CustomerMethods => ({
  async findCustomer(externalId, { deadline }) {
    try {
      return await transport.request({
        method: "GET",
        path: `/v1/customers/external/${encodeURIComponent(externalId)}`,
        schema: customerSchema,
        deadline,
      })
    } catch (error) {
      if (isKintsugiError(error) && error.code === "not_found") {
        return undefined
      }
      throw error
    }
  },

  createCustomer: (customer, { deadline }) =>
    transport.request({
      method: "POST",
      path: "/v1/customers",
      body: customer,
      schema: customerSchema,
      once: true,
      deadline,
    }),
})
