import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MathBN,
  Modules,
} from "@medusajs/framework/utils"
import { saleValues } from "../../../../integration-tests/ledger/sale-values"
import {
  type Sandbox,
  startSandbox,
} from "../../../../integration-tests/sandbox/index"
import { createClient, createTransport } from "../../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import { resolveOptions } from "../../../options"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { chargedLines } from "../../../ledger/charged-lines"
import type { Credit } from "../../../ledger/credit-note-lines"
import type { SaleStatus } from "../../../ledger/entry"
import type { OrderForLedger } from "../../../ledger/order"
import {
  LAMPS,
  orderInAustin,
} from "../../../ledger/__fixtures__/order-in-austin"
import { PLACEHOLDERS } from "../../../ledger/placeholder-products"
import { deliverEntry } from "./deliver-entry"
import { differencesFrom } from "./differs-at-kintsugi"
import { evictProducts } from "./ensure-products"
import { toRow } from "../build-row"
import type { LedgerEntryRow } from "../entry-rows"

const settings = resolveOptions({}) as unknown as KintsugiConnection["settings"]

let sandbox: Sandbox
let connection: KintsugiConnection

beforeAll(async () => {
  sandbox = await startSandbox()
  const { url: baseUrl, apiKey, organizationId } = sandbox
  const client = createClient(
    createTransport({
      baseUrl,
      apiKey,
      organizationId,
      timeoutMs: 5_000,
      retries: 0,
    })
  )
  connection = { client, organizationId, settings } as KintsugiConnection
})

beforeEach(() => {
  sandbox.reset()
  for (const external_id of ["prod_lamp", PLACEHOLDERS.shipping.id]) {
    sandbox.addProduct({
      external_id,
      product_category: settings.defaultCategory,
      product_subcategory: settings.defaultSubcategory,
    })
  }
})

afterAll(() => sandbox.close())

const valuesOf = (
  order: OrderForLedger,
  status: SaleStatus,
  existing?: LedgerEntryRow
) =>
  saleValues(order, {
    organizationId: sandbox.organizationId,
    settings,
    status,
    existing,
    timeZone: undefined,
  })

/** A ledger with one entry of an order. */
const ledgerOf = (
  order: OrderForLedger | undefined,
  row: LedgerEntryRow,
  sale?: LedgerEntryRow
) => {
  const service = {
    ledger: {
      changeEntry: async (_: string, columns: Partial<LedgerEntryRow>) => {
        Object.assign(row, columns)
      },
    },
    settings: { get: async () => settings, getOptions: () => settings },
    listKintsugiLedgerEntries: async () => [...(sale ? [sale] : []), row],
  }
  const warnings: string[] = []
  const modules: Record<string, unknown> = {
    [KINTSUGI_MODULE]: service,
    [ContainerRegistrationKeys.LOGGER]: {
      warn: (text: string) => warnings.push(text),
    },
    [Modules.PRODUCT]: { listProducts: async () => [] },
    [ContainerRegistrationKeys.QUERY]: {
      graph: async () => ({ data: order ? [order] : [] }),
    },
  }
  const container = {
    resolve: (name: string) => modules[name],
  } as unknown as MedusaContainer
  return {
    row,
    warnings,
    deliver: () => deliverEntry({ ...row }, sale, connection, container),
  }
}

const rowOf = (order: OrderForLedger, status: SaleStatus): LedgerEntryRow =>
  ({
    id: "kintx_1",
    state: "waiting",
    attempts: 0,
    failures: 0,
    locked: false,
    kintsugi_id: null,
    delivered_content: null,
    delivered_hash: null,
    ...valuesOf(order, status),
  }) as unknown as LedgerEntryRow

const ORDER = orderInAustin()

describe("deliverEntry for a sale", () => {
  it.each(["full", "least"] as const)(
    "cancels a sale that was cancelled before it was sent, with %s answers",
    async (answers) => {
      sandbox.setAnswers(answers)
      const ledger = ledgerOf(ORDER, rowOf(ORDER, "CANCELLED"))
      expect(await ledger.deliver()).toBe("delivered")
      expect(sandbox.transactions().map(({ status }) => status)).toEqual([
        "CANCELLED",
      ])
      expect(ledger.row).toMatchObject({ state: "delivered", message: null })
    }
  )

  it.each(["full", "least"] as const)(
    "cancels a sale that was sent before, with %s answers",
    async (answers) => {
      sandbox.setAnswers(answers)
      const ledger = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
      expect(await ledger.deliver()).toBe("delivered")
      Object.assign(ledger.row, valuesOf(ORDER, "CANCELLED", ledger.row), {
        state: "waiting",
      })
      expect(await ledger.deliver()).toBe("delivered")
      expect(sandbox.transactions().map(({ status }) => status)).toEqual([
        "CANCELLED",
      ])
    }
  )

  it.each(["full", "least"] as const)(
    "keeps a filed sale and its entry unchanged, with %s answers",
    async (answers) => {
      const ledger = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
      expect(await ledger.deliver()).toBe("delivered")
      sandbox.lock(ORDER.id)
      sandbox.setAnswers(answers)
      const more = orderInAustin({ items: [{ ...LAMPS, quantity: 3 }] })
      Object.assign(ledger.row, valuesOf(more, "COMMITTED", ledger.row), {
        state: "waiting",
      })
      expect(await ledger.deliver()).toBe("locked")
      expect(ledger.row).toMatchObject({ state: "delivered", net: "90" })
      const [there] = sandbox.transactions()
      expect(differencesFrom(ledger.row.request, there as never)).toEqual([])
    }
  )

  it("does not cancel a filed sale, whatever its status is", async () => {
    const ledger = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
    await ledger.deliver()
    sandbox.lock(ORDER.id)
    sandbox.setAnswers("least")
    Object.assign(ledger.row, valuesOf(ORDER, "CANCELLED", ledger.row), {
      state: "waiting",
    })
    expect(await ledger.deliver()).toBe("locked")
    expect(ledger.row.delivered_content).toMatchObject({ status: "COMMITTED" })
  })

  it("sends a complete sale again, although no personal data were stored", async () => {
    const ledger = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
    await ledger.deliver()
    expect(ledger.row.request).not.toHaveProperty("customer")
    const before = { ...sandbox.transactions()[0] }
    ledger.row.state = "waiting"
    expect(await ledger.deliver()).toBe("delivered")
    expect(sandbox.transactions()[0]).toMatchObject({
      addresses: before.addresses,
      total_amount: "90.00",
    })
  })

  it("refuses a sale with a reason where its order is gone", async () => {
    const delivered = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
    await delivered.deliver()
    const gone = ledgerOf(undefined, { ...delivered.row, state: "waiting" })
    expect(await gone.deliver()).toBe("refused")
    expect(gone.row.message).toContain("order_1 is gone")
  })
})

/** As Kintsugi refuses a sale or a credit note for a product. */
const refuseProduct = (endpoint: string, times: number, index = 0) =>
  sandbox.fail({
    kind: "body",
    endpoint,
    times,
    status: 422,
    contentType: "application/json",
    body: JSON.stringify({
      detail: [
        {
          type: "value_error",
          loc: ["body", "transaction_items", index, "external_product_id"],
          msg: "Value error, product does not exist",
        },
      ],
    }),
  })

describe("deliverEntry for a sale that is refused because of a product", () => {
  it.each([
    ["was just looked up", 1],
    ["was cached, and refused twice", 2],
  ])("waits for the product where it %s", async (_, times) => {
    const other = orderInAustin({ id: "order_2" })
    await ledgerOf(other, rowOf(other, "COMMITTED")).deliver()
    if (times === 1) {
      evictProducts(chargedLines(ORDER), connection)
    }
    const ledger = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
    refuseProduct("POST /v1/transactions", times)
    expect(await ledger.deliver()).toBe("failed")
    expect(ledger.row).toMatchObject({
      state: "waiting",
      blocked_by: "product",
      product: { id: "prod_lamp", title: "Lamp" },
      message: expect.stringContaining('"Lamp" (prod_lamp)'),
      next_attempt_at: expect.any(Date),
    })
    expect(ledger.row.message).toContain("doesn't know the product of line")
    expect(await ledger.deliver()).toBe("delivered")
  })

  it("calls the sale refused where the reason is not a product", async () => {
    sandbox.fail({
      kind: "body",
      endpoint: "POST /v1/transactions",
      times: 2,
      status: 422,
      contentType: "application/json",
      body: '{"detail":[{"loc":["body","currency"],"msg":"Not a currency"}]}',
    })
    const ledger = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
    expect(await ledger.deliver()).toBe("refused")
    expect(ledger.row.message).toContain(
      "Kintsugi doesn't accept the currency: Not a currency."
    )
    expect(ledger.warnings).toEqual([
      expect.stringMatching(
        /order_1 .*\(invalid_request\): Kintsugi answered 422: body\.currency: Not a currency$/
      ),
    ])
  })
})

describe("deliverEntry for a sale that Kintsugi has but does not accept", () => {
  const toSendAgain = async () => {
    const ledger = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
    await ledger.deliver()
    sandbox.transactions()[0]!.status = "INVALID"
    ledger.row.state = "waiting"
    return ledger
  }

  it("makes it a committed sale again where Kintsugi accepts that", async () => {
    const ledger = await toSendAgain()
    expect(await ledger.deliver()).toBe("delivered")
    expect(sandbox.transactions()[0]).toMatchObject({ status: "COMMITTED" })
  })

  it("does not call it delivered where it stays invalid", async () => {
    const ledger = await toSendAgain()
    sandbox.fail({
      kind: "body",
      endpoint: "PUT /v1/transactions/{transaction_id}",
      body: JSON.stringify(sandbox.transactions()[0]),
    })
    expect(await ledger.deliver()).toBe("refused")
    expect(ledger.row).toMatchObject({
      error_code: "differs_at_kintsugi",
      message: expect.stringContaining("status INVALID at Kintsugi"),
    })
  })
})

describe("deliverEntry for a changed credit note", () => {
  const PUT =
    "PUT /v1/transactions/{original_transaction_id}/credit_notes/{credit_note_id}"

  /** Delivered, and then changed at Kintsugi. */
  const differingNote = async () => {
    const sold = ledgerOf(ORDER, rowOf(ORDER, "COMMITTED"))
    await sold.deliver()
    const lines = chargedLines(ORDER)
    const row = {
      ...rowOf(ORDER, "COMMITTED"),
      id: "kintx_2",
      ...toRow(
        {
          type: "credit_note",
          reason: "refund",
          externalId: "ref_1",
          referenceId: "ref_1",
          saleId: ORDER.id,
          at: new Date(ORDER.created_at),
          credit: {
            lines: lines.filter(({ id }) => id === LAMPS.id),
            returns: [],
          } as unknown as Credit,
        },
        {
          order: ORDER,
          organizationId: sandbox.organizationId,
          settings,
          sold: lines,
          credited: MathBN.convert(0),
          existing: undefined,
          timeZone: undefined,
        }
      ),
    } as unknown as LedgerEntryRow
    const note = ledgerOf(ORDER, row, sold.row)
    expect(await note.deliver()).toBe("delivered")
    const there = () =>
      sandbox.transactions().find(({ external_id }) => external_id === "ref_1")!
    there().total_amount = "30.00"
    row.state = "waiting"
    return { note, there }
  }

  it("keeps what the merchant set at Kintsugi", async () => {
    const { note, there } = await differingNote()
    sandbox.setMarketplace("ref_1", true)
    there().transaction_items[0]!.tax_exemption = "WHOLESALE"
    expect(await note.deliver()).toBe("delivered")
    expect(there()).toMatchObject({
      total_amount: "80.00",
      marketplace: true,
      transaction_items: [{ tax_exemption: "WHOLESALE" }],
    })
  })

  it.each([
    [401, "unauthorized"],
    [403, "forbidden"],
  ] as const)("waits for another key after a %s", async (status, code) => {
    const { note } = await differingNote()
    sandbox.fail({ kind: "status", endpoint: PUT, status })
    expect(await note.deliver()).toBe("failed")
    expect(note.row).toMatchObject({
      state: "waiting",
      blocked_by: "retry",
      error_code: code,
    })
    expect(await note.deliver()).toBe("delivered")
  })

  it("is retried after an answer that can't be read", async () => {
    const { note } = await differingNote()
    sandbox.fail({ kind: "body", endpoint: PUT, body: "<html>" })
    expect(await note.deliver()).toBe("failed")
    expect(note.row).toMatchObject({ error_code: "bad_response" })
  })

  it("restores a credit note that was cancelled at Kintsugi", async () => {
    const { note, there } = await differingNote()
    Object.assign(there(), { total_amount: "80.00", status: "CANCELLED" })
    expect(await note.deliver()).toBe("delivered")
    expect(there()).toMatchObject({ status: "COMMITTED" })
  })

  it("waits for a product that Kintsugi does not know", async () => {
    const { note } = await differingNote()
    refuseProduct(PUT, 2)
    expect(await note.deliver()).toBe("failed")
    expect(note.row).toMatchObject({
      blocked_by: "product",
      product: { id: "prod_lamp" },
    })
  })

  it("is parked for the merchant where its content is refused", async () => {
    const { note } = await differingNote()
    sandbox.fail({ kind: "status", endpoint: PUT, status: 409 })
    expect(await note.deliver()).toBe("refused")
    expect(note.row).toMatchObject({ error_code: "differs_at_kintsugi" })
  })
})
