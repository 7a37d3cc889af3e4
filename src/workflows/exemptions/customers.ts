import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import {
  type Deadline,
  type KintsugiClient,
  type KintsugiCustomer,
  findOrCreate,
} from "../../kintsugi-api"

export type CustomerInMedusa = {
  id: string
  email: string
  has_account?: boolean | null
  company_name?: string | null
  first_name?: string | null
  last_name?: string | null
  groups?: { id: string; name: string }[] | null
}

const FIELDS = [
  "id",
  "email",
  "has_account",
  "company_name",
  "first_name",
  "last_name",
  "groups.id",
  "groups.name",
]

/** @throws MedusaError (not_found) */
export const getCustomer = async (
  id: string,
  container: MedusaContainer
): Promise<CustomerInMedusa> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "customer", fields: FIELDS, filters: { id } })
  const [customer] = data as unknown as CustomerInMedusa[]
  if (!customer) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `There is no customer ${id}.`
    )
  }
  return customer
}

/** Kintsugi's record of a customer, created if there is none. */
export const findOrCreateKintsugiCustomer = (
  customer: CustomerInMedusa,
  taxId: string | undefined,
  client: KintsugiClient,
  call: Deadline
): Promise<KintsugiCustomer> => {
  const person = [customer.first_name, customer.last_name]
    .filter(Boolean)
    .join(" ")
  const name = customer.company_name || person
  // Another request may create it first, or the answer may be lost.
  return findOrCreate({
    send: () =>
      client.createCustomer(
        {
          external_id: customer.id,
          ...(name && { name }),
          ...(customer.email && { email: customer.email }),
          ...(taxId && { registration_number: taxId }),
          source: "API",
        },
        call
      ),
    find: () => client.findCustomer(customer.id, call),
    isUnique: true,
    ...call,
  })
}
