import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { readTaxIdCountry } from "../../../tax/address/tax-id-country"
import type { CustomerTaxStatus } from "../../../tax/customer/customer-tax-status"
import type { ExemptionRecord } from "../../../tax/customer/exemptions"
import type { GroupExemption } from "../../../tax/customer/group-exemptions"
import {
  deleteCustomerRows,
  listKnownCustomers,
} from "../queries/customer-data"
import type { SignedInCarts } from "../queries/signed-in-carts"
import type { SavedState } from "../settings/saved-state"
import type { FreshValue } from "../settings/fresh-value"
import { retryConflict } from "../retry-conflict"
import { invalidateCustomers } from "../settings/stored-settings"
import type { KintsugiTables } from "../tables"
import { createCustomerTaxStatuses } from "./customer-tax-status"
import {
  type ExemptionChanges,
  compareExemptions,
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
   *
   * @param certificates - how many certificates each exemption has, by
   * Kintsugi's id; those that are left out keep the number that is stored
   */
  replaceExemptions(
    customerId: string,
    organizationId: string,
    exemptions: ExemptionRecord[],
    certificates?: ReadonlyMap<string, number>
  ): Promise<void>
  /** Adds an organization's exemptions to the stored ones of a customer. */
  addExemptions(
    customerId: string,
    organizationId: string,
    exemptions: ExemptionRecord[]
  ): Promise<void>
  /** Stores how many certificates a customer's exemption has at Kintsugi. */
  saveCertificateCount(
    customerId: string,
    organizationId: string,
    exemptionId: string,
    certificates: number
  ): Promise<void>
  /**
   * Makes every instance read the data on customers and exempt groups again,
   * after a change.
   */
  invalidate(): Promise<void>
  /** A page of the ids of customers about whom there is data, by their order. */
  listKnown(page: { after: string; limit: number }): Promise<string[]>
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
        (await tables.listKintsugiExemptGroups({}, { take: null })).map(
          (row) => [row.customer_group_id, toGroupExemption(row)]
        )
      ),
  })

  const invalidate = async () => {
    await invalidateCustomers(knex)
    saved.invalidate()
  }

  const readExemptions = (customer_id: string, organization_id: string) =>
    tables.listKintsugiExemptions(
      { customer_id, organization_id },
      { take: null }
    )

  const writeExemptions = async ({
    created,
    updated,
    goneIds,
  }: Omit<ExemptionChanges, "isEffective">) => {
    if (goneIds.length) {
      await tables.deleteKintsugiExemptions(goneIds)
    }
    if (updated.length) {
      await tables.updateKintsugiExemptions(updated)
    }
    if (created.length) {
      await tables.createKintsugiExemptions(created)
    }
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

    async replaceExemptions(
      customerId,
      organizationId,
      exemptions,
      certificates
    ) {
      const isEffective = await retryConflict(async () => {
        const changes = compareExemptions(
          customerId,
          await readExemptions(customerId, organizationId),
          exemptions,
          certificates
        )
        await writeExemptions(changes)
        return changes.isEffective
      })
      if (isEffective) {
        await invalidate()
      }
    },

    async addExemptions(customerId, organizationId, exemptions) {
      await retryConflict(async () => {
        const changes = compareExemptions(
          customerId,
          await readExemptions(customerId, organizationId),
          exemptions
        )
        await writeExemptions({ ...changes, goneIds: [] })
      })
    },

    async saveCertificateCount(
      customerId,
      organizationId,
      exemptionId,
      certificates
    ) {
      await tables.updateKintsugiExemptions({
        selector: {
          customer_id: customerId,
          organization_id: organizationId,
          exemption_id: exemptionId,
        },
        data: { certificates },
      })
    },

    invalidate,

    listKnown: (page) => listKnownCustomers(knex, page),

    async erase(customerIds) {
      await deleteCustomerRows(knex, customerIds)
      await invalidate()
    },
  }
}

/** The exemption that a group's row describes. */
export const toGroupExemption = ({
  reason,
  country_code,
  state_codes,
  end_date,
}: {
  reason: string
  country_code: string | null
  state_codes: string[] | null
  end_date: string | null
}): GroupExemption => ({
  reason,
  ...(country_code && { country: country_code }),
  ...(state_codes?.length && { states: state_codes }),
  ...(end_date && { to: end_date }),
})

const readCustomer = async (customer_id: string, tables: KintsugiTables) => {
  const [synced, taxIds, exemptions] = await Promise.all([
    tables.listKintsugiCustomers({ customer_id }),
    tables.listKintsugiTaxIds({ customer_id }),
    tables.listKintsugiExemptions(
      { customer_id, status: "ACTIVE" },
      { take: null }
    ),
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
