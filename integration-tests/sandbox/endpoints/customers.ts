import { ok, problem } from "../answers"
import type { SentCustomer } from "../customers"
import type { Endpoint } from "./endpoint"

export const createCustomer: Endpoint = {
  at: "POST /v1/customers",

  answer: ({ body, organizationId, merchant }) => {
    const customer = body as SentCustomer
    const externalId = customer.external_id
    return externalId && merchant.people.byExternalId(externalId)
      ? problem(
          400,
          `Duplicate external id (${externalId}) for the given customer not allowed.`
        )
      : ok(merchant.people.keep(customer, organizationId))
  },
}

export const getCustomer: Endpoint = {
  at: "GET /v1/customers/{customer_id}",

  answer: ({ params, organizationId, merchant }) => {
    const customer = merchant.people.byId(params.customer_id ?? "")
    return customer ? ok(customer) : notFound(organizationId, params)
  },
}

export const updateCustomer: Endpoint = {
  at: "PUT /v1/customers/{customer_id}",

  answer: ({ params, body, organizationId, merchant }) => {
    const changed = merchant.people.change(
      params.customer_id ?? "",
      body as SentCustomer
    )
    return changed ? ok(changed) : notFound(organizationId, params)
  },
}

export const registerTaxId: Endpoint = {
  at: "POST /v1/customers/{customer_id}/tax-registrations",

  answer: ({ params, body, organizationId, merchant }) => {
    const customer = merchant.people.byId(params.customer_id ?? "")
    const { tax_id } = body as { tax_id: string }
    return customer
      ? ok(merchant.people.registerTaxId(customer, tax_id))
      : notFound(organizationId, params)
  },
}

export const getCustomerByExternalId: Endpoint = {
  at: "GET /v1/customers/external/{external_id}",

  answer: ({ params, organizationId, merchant }) => {
    const externalId = params.external_id ?? ""
    const customer = merchant.people.byExternalId(externalId)
    return customer
      ? ok(customer)
      : problem(
          404,
          `[${organizationId}] Customer with external id ${externalId} not found`
        )
  },
}

function notFound(organizationId: string, params: Record<string, string>) {
  return problem(
    404,
    `[${organizationId}] Customer with id ${params.customer_id} not found`
  )
}
