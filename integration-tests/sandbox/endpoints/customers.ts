import { ok, problem } from "../answers"
import type { SentCustomer } from "../customers"
import type { Endpoint } from "./endpoint"

export const createCustomer: Endpoint = {
  at: "POST /v1/customers",
  body: "CustomerCreate",

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
