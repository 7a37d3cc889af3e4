import { LRUCache } from "lru-cache"
import type { CustomerTaxStatus } from "../../../tax/customer/customer-tax-status"
import type { GroupExemption } from "../../../tax/customer/group-exemptions"

/** How long anything is cached, in ms; the version should change sooner. */
const KEPT_MS = 60_000
const MAX_CUSTOMERS = 1_000

const NO_GROUPS: ReadonlyMap<string, GroupExemption> = new Map()

type OfCustomer = Omit<
  CustomerTaxStatus,
  "id" | "exemptBecause" | "groupExemptions"
>

type Reading = {
  /** Changes after any change of the data, on any instance. */
  version(): Promise<string>
  /** The data on a customer. */
  customer(customerId: string): Promise<OfCustomer>
  /** Customer group id → where its members are exempt, and why. */
  exemptGroups(): Promise<ReadonlyMap<string, GroupExemption>>
}

/**
 * What determines a customer's tax apart from the cart: read once for each
 * version, so that a change on any instance takes effect at once.
 */
export const createCustomerTaxStatuses = (read: Reading) => {
  const cacheOptions = { ttl: KEPT_MS, ignoreFetchAbort: true }
  const customers = new LRUCache<string, OfCustomer, { customerId: string }>({
    ...cacheOptions,
    max: MAX_CUSTOMERS,
    fetchMethod: (_key, _stale, { context }) =>
      read.customer(context.customerId),
  })
  const groups = new LRUCache<string, ReadonlyMap<string, GroupExemption>>({
    ...cacheOptions,
    max: 1,
    fetchMethod: () => read.exemptGroups(),
  })
  return {
    async hasExemptGroups(): Promise<boolean> {
      const exemptGroups = await groups.fetch(await read.version())
      return (exemptGroups ?? NO_GROUPS).size > 0
    },

    async get(
      customerId: string,
      groupIds: string[]
    ): Promise<CustomerTaxStatus> {
      const version = await read.version()
      const [customer, exemptGroups = NO_GROUPS] = await Promise.all([
        customers.fetch(`${version} ${customerId}`, {
          context: { customerId },
        }),
        groupIds.length ? groups.fetch(version) : NO_GROUPS,
      ])
      const groupExemptions = [...groupIds]
        .sort()
        .flatMap((id) => exemptGroups.get(id) ?? [])
      return {
        id: customerId,
        ...customer,
        ...(groupExemptions.length && { groupExemptions }),
      }
    },
  }
}
