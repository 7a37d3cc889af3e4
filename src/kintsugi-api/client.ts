import { type AddressMethods, addressMethods } from "./addresses"
import {
  categoriesAsWritten,
  createCategorySpelling,
} from "./category-spelling"
import { type CustomerMethods, customerMethods } from "./customers"
import type { Deadline } from "./deadlines"
import { type EstimateMethods, estimateMethods } from "./estimates"
import { type ExemptionMethods, exemptionMethods } from "./exemptions"
import {
  type CategoryMethods,
  categoryMethods,
  readLabels,
} from "./product-categories"
import {
  type ProductMethods,
  productMethods,
  productPageSchema,
} from "./products"
import { type RegistrationMethods, registrationMethods } from "./registrations"
import { type TransactionMethods, transactionMethods } from "./transactions"
import type { Transport } from "./transport"

/** Kintsugi's API: one method per endpoint; every one throws KintsugiError. */
export type KintsugiClient = EstimateMethods &
  TransactionMethods &
  ProductMethods &
  CategoryMethods &
  AddressMethods &
  RegistrationMethods &
  CustomerMethods &
  ExemptionMethods & {
    /**
     * Makes a minimal request to check the access: throws the error of a
     * refused key, a refused organization or a broken connection.
     */
    checkAccess(call: Deadline): Promise<void>
  }

/**
 * @param respells - whether a category that Kintsugi refuses is sent once more
 * in the other spelling
 *
 * @example
 * const client = createClient(createTransport({ baseUrl, apiKey, … }))
 * const estimate = await client.estimateTax(request, { deadline: Date.now() + 1900 })
 */
export const createClient = (
  transport: Transport,
  { respells = true }: { respells?: boolean } = {}
): KintsugiClient => {
  const categories = categoryMethods(transport)
  const spelling = respells
    ? createCategorySpelling(() => readLabels(categories))
    : categoriesAsWritten
  return {
    ...estimateMethods(transport, spelling),
    ...transactionMethods(transport),
    ...productMethods(transport, spelling),
    ...categories,
    ...addressMethods(transport),
    ...registrationMethods(transport),
    ...customerMethods(transport),
    ...exemptionMethods(transport),
    async checkAccess(limits) {
      await transport.request({
        method: "GET",
        path: "/v1/products",
        query: { size: 1 },
        schema: productPageSchema,
        ...limits,
      })
    },
  }
}
