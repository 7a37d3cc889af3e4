import { LRUCache } from "lru-cache"
import type { CustomerStanding } from "../../tax/customer-standing"

/** Nobody should have to rely on it: how long anything is kept at most, in ms. */
const KEPT_MS = 60_000
const MAX_CUSTOMERS = 1_000

const NO_GROUPS: ReadonlyMap<string, string> = new Map()

type OfCustomer = Omit<CustomerStanding, "id" | "exemptBecause">

type Reading = {
  /** Another one since anything was changed, on whichever instance. */
  version(): Promise<string>
  /** What is on record of a customer. */
  customer(customerId: string): Promise<OfCustomer>
  /** Customer group id → why its members are exempt. */
  exemptGroups(): Promise<ReadonlyMap<string, string>>
}

/**
 * What decides on a customer's tax beside the cart: read once for each version,
 * and so in force at once wherever it was changed.
 */
export const createCustomerStandings = (read: Reading) => {
  const kept = { ttl: KEPT_MS, ignoreFetchAbort: true }
  const customers = new LRUCache<string, OfCustomer, { customerId: string }>({
    ...kept,
    max: MAX_CUSTOMERS,
    fetchMethod: (_key, _stale, { context }) =>
      read.customer(context.customerId),
  })
  const groups = new LRUCache<string, ReadonlyMap<string, string>>({
    ...kept,
    max: 1,
    fetchMethod: () => read.exemptGroups(),
  })
  return {
    async hasExemptGroups(): Promise<boolean> {
      const exemptGroups = await groups.fetch(await read.version())
      return (exemptGroups ?? NO_GROUPS).size > 0
    },

    async of(
      customerId: string,
      groupIds: string[]
    ): Promise<CustomerStanding> {
      const version = await read.version()
      const [customer, exemptGroups = NO_GROUPS] = await Promise.all([
        customers.fetch(`${version} ${customerId}`, {
          context: { customerId },
        }),
        groupIds.length ? groups.fetch(version) : NO_GROUPS,
      ])
      const exemptBecause = groupIds
        .filter((id) => exemptGroups.has(id))
        .sort()
        .map((id) => exemptGroups.get(id))[0]
      return {
        id: customerId,
        ...customer,
        ...(exemptBecause && { exemptBecause }),
      }
    },
  }
}
