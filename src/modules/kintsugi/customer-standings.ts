import { LRUCache } from "lru-cache"
import { type Latest, createLatest } from "../../settings/latest"
import type { CustomerStanding } from "../../tax/customer-standing"

/** For this long what was read is taken as it is, in ms. */
const FRESH_MS = 1_000
const MAX_CUSTOMERS = 1_000

const NO_GROUPS: ReadonlyMap<string, string> = new Map()

type OfCustomer = Omit<CustomerStanding, "id" | "exemptBecause">

type Reading = {
  /** What is on record of a customer. */
  customer(customerId: string): Promise<OfCustomer>
  /** Customer group id → why its members are exempt. */
  exemptGroups(): Promise<ReadonlyMap<string, string>>
}

/**
 * What decides on a customer's tax beside the cart. Exempt groups are known at
 * once; what is on record of a customer where it was changed on this instance,
 * and after a second on the others.
 */
export const createCustomerStandings = (read: Reading) => {
  const customers = new LRUCache<string, OfCustomer>({
    max: MAX_CUSTOMERS,
    ttl: FRESH_MS,
    ignoreFetchAbort: true,
    fetchMethod: (customerId) => read.customer(customerId),
  })
  const groups: Latest<ReadonlyMap<string, string>> = createLatest(() =>
    read.exemptGroups()
  )
  return {
    async of(
      customerId: string,
      groupIds: string[]
    ): Promise<CustomerStanding> {
      const [customer, exemptGroups] = await Promise.all([
        customers.fetch(customerId),
        groupIds.length ? groups.get() : NO_GROUPS,
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
    forgetCustomer: (customerId: string): void =>
      void customers.delete(customerId),
    forgetGroups: (): void => groups.forget(),
  }
}
