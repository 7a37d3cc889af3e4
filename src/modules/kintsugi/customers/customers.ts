import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { readTaxIdCountry } from "../../../tax/address/tax-id-country"
import type { CustomerTaxStatus } from "../../../tax/customer/customer-tax-status"
import type { StoredExemption } from "../../../tax/customer/exemptions"
import type { SignedInCarts } from "../queries/signed-in-carts"
import type { SavedState } from "../settings/saved-state"
import type { FreshValue } from "../settings/fresh-value"
import { invalidateCustomers } from "../settings/stored-settings"
import type { KintsugiTables } from "../tables"
import { createCustomerTaxStatuses } from "./customer-tax-status"
import {
  isSameExemptions,
  missingExemptions,
  toExemptionRows,
  toStoredExemptions,
} from "./stored-exemptions"

/** The plugin's own data about customers, as far as it decides their tax. */
export type Customers = {
  /**
   * What determines a customer's tax apart from the cart, as of the last time
   * that the settings were read: read them first.
   */
  getTaxStatus(
    customerId: string,
    groupIds: string[]
  ): Promise<CustomerTaxStatus>
  /** Whether a customer's groups matter at all; read the settings first. */
  hasExemptGroups(): Promise<boolean>
  /**
   * Whether a cart's customer is verified: signed in, or the option
   * `exemptGuests` accepts an e-mail address as proof. Exemptions, groups and
   * tax ids count for such customers only.
   */
  isTrusted(
    cartId: string,
    customerId: string | null | undefined
  ): Promise<boolean>
  /**
   * Replaces the stored exemptions of a customer with those that the
   * organization has at Kintsugi.
   */
  replaceExemptions(
    customerId: string,
    organizationId: string,
    exemptions: StoredExemption[]
  ): Promise<void>
  /** Adds exemptions to the stored ones of a customer. */
  addExemptions(
    customerId: string,
    exemptions: StoredExemption[]
  ): Promise<void>
  /**
   * Makes every instance read the data on customers and exempt groups again,
   * after a change.
   */
  invalidate(): Promise<void>
  /** Deletes all data about deleted customers. */
  erase(customerIds: string[]): Promise<void>
}

export const createCustomers = ({
  knex,
  tables,
  saved,
  signedInCarts,
  exemptGuests,
}: {
  knex: Knex
  tables: KintsugiTables
  saved: Pick<FreshValue<SavedState>, "last" | "invalidate">
  signedInCarts: Pick<SignedInCarts, "has">
  exemptGuests: boolean
}): Customers => {
  const taxStatuses = createCustomerTaxStatuses({
    // The caller has just read the settings.
    version: async () => (await saved.last()).customersVersion,
    customer: (customerId) => readCustomer(customerId, tables),
    exemptGroups: async () =>
      new Map(
        (await tables.listKintsugiExemptGroups()).map(
          ({ customer_group_id, reason }) => [customer_group_id, reason]
        )
      ),
  })

  const invalidate = async () => {
    await invalidateCustomers(knex)
    saved.invalidate()
  }

  return {
    getTaxStatus: (customerId, groupIds) =>
      taxStatuses.get(customerId, groupIds),
    hasExemptGroups: () => taxStatuses.hasExemptGroups(),

    async isTrusted(cartId, customerId) {
      return (
        Boolean(customerId) &&
        (exemptGuests || (await signedInCarts.has(cartId, customerId!)))
      )
    },

    async replaceExemptions(customerId, organizationId, exemptions) {
      const before = await tables.listKintsugiExemptions({
        customer_id: customerId,
        organization_id: organizationId,
      })
      const wanted = toExemptionRows(customerId, exemptions)
      if (isSameExemptions(before, wanted)) {
        return
      }
      if (before.length) {
        await tables.deleteKintsugiExemptions(before.map(({ id }) => id))
      }
      if (wanted.length) {
        await tables.createKintsugiExemptions(wanted)
      }
      await invalidate()
    },

    async addExemptions(customerId, exemptions) {
      const newRows = missingExemptions(
        await tables.listKintsugiExemptions({ customer_id: customerId }),
        toExemptionRows(customerId, exemptions)
      )
      if (newRows.length) {
        await tables.createKintsugiExemptions(newRows)
      }
    },

    invalidate,

    async erase(customerIds) {
      const filter = { customer_id: customerIds }
      await Promise.all([
        tables.deleteKintsugiExemptions(filter),
        tables.deleteKintsugiSignedInCarts(filter),
        tables.deleteKintsugiTaxIds(filter),
        tables.deleteKintsugiCustomers(filter),
      ])
      await invalidate()
    },
  }
}

const readCustomer = async (customer_id: string, tables: KintsugiTables) => {
  const [synced, taxIds, exemptions] = await Promise.all([
    tables.listKintsugiCustomers({ customer_id }),
    tables.listKintsugiTaxIds({ customer_id }),
    tables.listKintsugiExemptions({ customer_id }),
  ])
  return {
    ...(exemptions.length && { exemptions: toStoredExemptions(exemptions) }),
    ...(taxIds.length && {
      taxIds: taxIds.flatMap(({ country_code, number }) => {
        const country = readTaxIdCountry(country_code)
        return country ? { country, number } : []
      }),
    }),
    ...(synced.length && {
      version: synced
        .map(({ exempted_at }) => new Date(exempted_at).toISOString())
        .sort()
        .join(),
    }),
  }
}
