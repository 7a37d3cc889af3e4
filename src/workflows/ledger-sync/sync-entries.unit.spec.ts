import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { resolveOptions } from "../../options"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import type { OrderForLedger } from "../../ledger/order"
import {
  LAMPS,
  money,
  orderInAustin,
} from "../../ledger/__fixtures__/order-in-austin"
import { type ProcessingContext, syncLedgerEntries } from "./sync-entries"
import { type LedgerEntryRow, withGuestMark } from "./entry-rows"
import { trimRequest } from "./trim-request"

/**
 * A ledger that only records what is written to it.
 *
 * @param signedIn - the customer who was signed in with every cart
 */
const ledger = (boundTo: string, signedIn?: string) => {
  const written: unknown[] = []
  const write = async (...values: unknown[]) => {
    written.push(values)
  }
  const service = {
    orderQueue: { bind: async () => boundTo },
    customers: {
      isTrusted: async (_: string, customerId: string) =>
        customerId === signedIn,
    },
    ledger: { changeEntry: write, createEntry: write },
    deleteKintsugiLedgerEntries: write,
    listKintsugiLedgerEntries: async () => [],
  }
  const container = {
    resolve: (name: string) => (name === KINTSUGI_MODULE ? service : undefined),
  } as unknown as MedusaContainer
  return { container, written }
}

const settings = resolveOptions({ sync: { otherProviders: true } })

describe("syncLedgerEntries for an order taken over meanwhile", () => {
  it("leaves the rows of the previous organization unchanged", async () => {
    const context = {
      lease: { orderId: "order_1", organizationId: "orgn_trial" },
      connection: {
        organizationId: "orgn_live",
        settings,
      } as unknown as KintsugiConnection,
      since: new Date(0),
    } as ProcessingContext
    const row = {
      id: "kintx_1",
      order_id: "order_1",
      external_id: "order_1",
      organization_id: "orgn_trial",
      type: "sale",
      reason: "order",
      reference_id: "order_1",
      state: "delivered",
      attempts: 1,
      occurred_at: new Date("2026-11-01T10:00:00Z"),
      content: { lines: [], status: "COMMITTED" },
      delivered_content: { lines: [], status: "COMMITTED" },
      request: { shop_date_tz: "UTC" },
      request_hash: "before",
      delivered_hash: "before",
    } as unknown as LedgerEntryRow
    const order = orderInAustin({ transactions: [money("1", 96.6)] })
    const { container, written } = ledger("orgn_live")
    expect(
      await syncLedgerEntries(context, { order, rows: [row] }, container)
    ).toEqual([])
    expect(written).toEqual([])
  })
})

/** For an order that is not bound to an organization yet. */
const unbound = {
  lease: { orderId: "order_1", organizationId: undefined },
  connection: {
    organizationId: "orgn_1",
    settings: resolveOptions({ sync: { timeZone: "UTC" } }),
  } as unknown as KintsugiConnection,
  since: new Date(0),
} as unknown as ProcessingContext

describe("syncLedgerEntries for a sale that waits for its payment", () => {
  const HERE = { first_name: "Mia", last_name: "Shopper" }
  const record = async (order: OrderForLedger, rows: LedgerEntryRow[]) => {
    const { container, written } = ledger("orgn_1")
    await syncLedgerEntries(unbound, { order, rows }, container)
    return written as [string, Partial<LedgerEntryRow>][]
  }

  /** Its row, as it was recorded while its customer existed. */
  const held = async (): Promise<LedgerEntryRow> => {
    const [[values]] = (await record(
      orderInAustin({ customer: HERE }),
      []
    )) as unknown as [[LedgerEntryRow]]
    return {
      ...values,
      id: "kintx_1",
      attempts: 0,
      delivered_content: null,
      delivered_hash: null,
    }
  }

  const erased = (row: LedgerEntryRow): LedgerEntryRow => ({
    ...row,
    ...trimRequest(row.request),
  })

  it("records the sale with its customer", async () => {
    expect(await held()).toMatchObject({
      state: "waiting",
      blocked_by: "payment",
      trimmed_at: null,
      request: {
        customer: { name: "Mia Shopper", email: "mia@example.com" },
        addresses: [{ street_1: "1100 Congress Ave" }],
      },
    })
  })

  it.each([
    ["with its customer", orderInAustin({ customer: HERE }), false],
    ["whose customer is gone", orderInAustin(), true],
    [
      "whose personal data were erased",
      orderInAustin({ customer: HERE }),
      true,
    ],
  ])(
    "does not write an unchanged sale again: one %s",
    async (_, order, isErased) => {
      const row = await held()
      expect(await record(order, [isErased ? erased(row) : row])).toEqual([])
    }
  )

  it.each([
    ["whose customer is gone", orderInAustin({ items: [] })],
    [
      "whose personal data were erased",
      orderInAustin({ items: [], customer: HERE }),
    ],
  ])("stores no personal data on a change: one %s", async (_, order) => {
    const row = erased(await held())
    const [[id, values]] = (await record(order, [row])) as [
      [string, LedgerEntryRow],
    ]
    expect(id).toBe("kintx_1")
    expect(values.net).toBe("10")
    expect(values.trimmed_at).toBeInstanceOf(Date)
    expect(values.request).not.toHaveProperty("customer")
    expect(values.request).not.toHaveProperty("addresses")
    expect(values.request_hash).not.toBe(row.request_hash)
  })

  it("records the sale without its customer where the customer is deleted", async () => {
    const [[values]] = (await record(orderInAustin(), [])) as unknown as [
      [LedgerEntryRow],
    ]
    expect(values.state).toBe("waiting")
    expect(values.trimmed_at).toBeInstanceOf(Date)
    expect(JSON.stringify(values.request)).not.toContain("mia@example.com")
  })
})

describe("syncLedgerEntries for an order of gift cards only", () => {
  const card = (fields: Partial<OrderForLedger> = {}) =>
    orderInAustin({
      customer: { first_name: "Public", last_name: "School" },
      cart: { id: "cart_1" },
      items: [
        {
          ...LAMPS,
          is_giftcard: true,
          requires_shipping: false,
          tax_lines: [],
        },
      ],
      shipping_methods: [],
      ...fields,
    })

  /** The sale's row, with this customer signed in with the cart. */
  const entered = async (
    order: OrderForLedger,
    signedIn: string | undefined
  ): Promise<LedgerEntryRow> => {
    const { container, written } = ledger("orgn_1", signedIn)
    await syncLedgerEntries(unbound, { order, rows: [] }, container)
    return (written as [LedgerEntryRow][])[0]![0]
  }

  it.each([
    ["that a guest bought", card(), undefined, "guest-order_1"],
    ["that the customer bought, signed in", card(), "cus_1", "cus_1"],
    ["of a draft", card({ cart: null }), undefined, "cus_1"],
    ["with a lamp", card({ items: [LAMPS] }), undefined, "cus_1"],
  ])("names the buyer of one %s", async (_, order, signedIn, external_id) => {
    const { request } = await entered(order, signedIn)
    expect(request).toMatchObject({ customer: { external_id } })
  })

  it("keeps a gift card a guest's, regardless of later changes", async () => {
    const row = {
      ...(await entered(card(), undefined)),
      delivered_content: null,
    }
    expect(withGuestMark(card(), [row]).is_guests).toBe(true)
    const held = { ...row, id: "kintx_1", attempts: 0, delivered_hash: null }
    const { container, written } = ledger("orgn_1", "cus_1")
    await syncLedgerEntries(
      unbound,
      { order: withGuestMark(card(), [held]), rows: [held] },
      container
    )
    expect(written).toEqual([])
  })
})
