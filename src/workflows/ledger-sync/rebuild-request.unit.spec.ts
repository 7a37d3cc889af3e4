import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { saleValues } from "../../../integration-tests/ledger/sale-values"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { resolveOptions } from "../../options"
import type { OrderForLedger } from "../../ledger/order"
import { money, orderInAustin } from "../../ledger/__fixtures__/order-in-austin"
import type { LedgerEntryRow } from "./entry-rows"
import { rebuildRequest } from "./rebuild-request"
import { retryRefused, retryTransaction } from "./retry"
import { sendAgain } from "./resend"

const settings = resolveOptions({ sync: { timeZone: "UTC" } })
const PAID = { transactions: [money("1", 96.6)] }
const HERE = { first_name: "Mia", last_name: "Shopper" }

/** A ledger with one entry of an order, which Kintsugi refused. */
const refused = (order: OrderForLedger) => {
  const row = {
    ...saleValues(order, { settings, timeZone: "UTC" }),
    id: "kintx_1",
    state: "refused",
    delivered_content: null,
  } as unknown as LedgerEntryRow
  const modules: Record<string, unknown> = {
    [KINTSUGI_MODULE]: {
      ledger: {
        changeEntry: async (_: string, columns: Partial<LedgerEntryRow>) => {
          Object.assign(row, columns)
        },
      },
      retrieveKintsugiLedgerEntry: async () => row,
      listKintsugiLedgerEntries: async () => [row],
      listAndCountKintsugiLedgerEntries: async () => [[row], 1],
      settings: {
        getOptions: () => settings,
        getConnection: async () => ({ organizationId: "orgn_1" }),
        getEffective: async () => ({ settings, connection: undefined }),
        get: async () => settings,
      },
      orderQueue: { enqueue: async () => undefined },
    },
    [Modules.PRODUCT]: { listProducts: async () => [] },
    [ContainerRegistrationKeys.QUERY]: {
      graph: async () => ({ data: [order] }),
    },
  }
  const container = {
    resolve: (name: string) => modules[name],
  } as unknown as MedusaContainer
  return { row, container }
}

describe.each([
  [
    "retried",
    (_: LedgerEntryRow, container: MedusaContainer) =>
      retryTransaction("kintx_1", container),
  ],
  [
    "retried with all others",
    (_: LedgerEntryRow, container: MedusaContainer) =>
      retryRefused(container, 1_000),
  ],
  ["sent again", sendAgain],
] as const)("an entry that is %s", (_, again) => {
  it("stores its customer in the ledger if the customer exists", async () => {
    const { row, container } = refused(
      orderInAustin({ ...PAID, customer: HERE })
    )
    await again(row, container)
    expect(row).toMatchObject({
      state: "waiting",
      trimmed_at: null,
      request: { customer: { email: "mia@example.com" } },
    })
  })

  it("does not store a deleted customer, but is still sent completely", async () => {
    const { row, container } = refused(orderInAustin(PAID))
    await again(row, container)
    expect(row.state).toBe("waiting")
    expect(row.trimmed_at).toBeInstanceOf(Date)
    expect(row.request).not.toHaveProperty("customer")
    expect(row.request).not.toHaveProperty("addresses")
    expect((await rebuildRequest(row, container)).request).toMatchObject({
      customer: { external_id: "cus_1", email: "mia@example.com" },
      addresses: [{ street_1: "1100 Congress Ave" }],
    })
  })
})
