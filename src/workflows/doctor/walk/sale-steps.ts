import {
  type KintsugiLedgerEntry,
  type TransactionRequest,
  createOrFind,
  isKintsugiError,
} from "../../../kintsugi-api"
import type { ChargedLine } from "../../../ledger/charged-lines"
import { describeDifferences } from "../../../ledger/compare-transaction"
import { toSaleRequest } from "../../../ledger/sale-request"
import { differencesFrom } from "../../ledger-sync/delivery/differs-at-kintsugi"
import { toUpdate } from "../../ledger-sync/delivery/to-update"
import { doctorLimits } from "../doctor-connection"
import { testOrder } from "./test-records"
import { isRefusal } from "./try-to"
import {
  type CreatedRecord,
  type Step,
  type StepId,
  type TestSale,
  type WalkState,
  register,
  unregister,
} from "./walk-state"

type SaleName = keyof WalkState["sales"]

/** Sends a transaction; what Kintsugi refuses is taken back. */
export const createTransaction = async (
  state: WalkState,
  request: TransactionRequest
): Promise<KintsugiLedgerEntry> => {
  const { client } = state.connection
  const { external_id: externalId } = request
  const record = register(state, { kind: "transaction", externalId })
  return keepId(state, record, () =>
    createOrFind({
      send: () => client.createTransaction(request, doctorLimits()),
      find: () => client.findTransaction(externalId, doctorLimits()),
      isUnique: true,
      ...doctorLimits(),
    })
  )
}

/** Gives a registered record its id; a refused one is taken back. */
export const keepId = async (
  state: WalkState,
  record: CreatedRecord,
  send: () => Promise<{ record: KintsugiLedgerEntry }>
): Promise<KintsugiLedgerEntry> => {
  try {
    const { record: there } = await send()
    record.id = there.id
    return there
  } catch (error) {
    if (isRefusal(error)) {
      unregister(state, record)
    }
    throw error
  }
}

const saleStep = (id: StepId, name: SaleName): Step => ({
  id,
  blockedBy: ({ lines }) =>
    lines ? undefined : "There is no estimate to charge.",
  run: async (state) => {
    const externalId = `${state.run}-sale-${name}`
    const at = new Date()
    const order = testOrder(externalId, state.customerId, at, state.place)
    const lines = state.lines!
    const request = requestOf(state, { order, lines, at })
    const there = await createTransaction(state, request)
    state.sales[name] = { order, request, lines, there }
    return { message: `Kintsugi's id is ${there.id}.` }
  },
})

const requestOf = (
  { terms, timeZone, run }: WalkState,
  { order, lines, at }: Pick<TestSale, "order" | "lines"> & { at: Date }
): TransactionRequest =>
  toSaleRequest(
    order,
    {
      externalId: order.id,
      at,
      lines,
      status: "COMMITTED",
      timeZone,
      estimateId: `${run}-cart`,
    },
    terms
  )

/** Blocks a step that changes a sale which was not made. */
export const needsSale = (name: SaleName) => (state: WalkState) =>
  state.sales[name] ? undefined : "The sale that it is about was not made."

const readAgain = async (
  state: WalkState,
  { request }: TestSale
): Promise<KintsugiLedgerEntry> => {
  const found = await state.connection.client.findTransaction(
    request.external_id,
    doctorLimits()
  )
  if (!found) {
    throw new Error(
      `Kintsugi does not find the sale ${request.external_id} that it accepted.`
    )
  }
  return found
}

const assertSame = (
  request: TransactionRequest,
  there: KintsugiLedgerEntry
): void => {
  const differences = differencesFrom(request, there)
  if (differences.length) {
    throw new Error(
      `Kintsugi has other figures than it was sent: ${describeDifferences(differences)}.`
    )
  }
}

export const FIRST_SALE_STEPS: Step[] = [
  saleStep("sale", "first"),
  {
    id: "sale_repeated",
    blockedBy: needsSale("first"),
    run: async (state) => {
      const { request, there } = state.sales.first!
      try {
        const { id } = await state.connection.client.createTransaction(
          request,
          doctorLimits()
        )
        if (id === there.id) {
          state.observations.repeat = { by: "record" }
          return { message: "Kintsugi answers with the same record." }
        }
        register(state, {
          kind: "transaction",
          externalId: request.external_id,
          id,
        })
        state.observations.repeat = { by: "second_record" }
        return { message: `Kintsugi made a second record, ${id}.` }
      } catch (error) {
        if (!isKintsugiError(error) || !isRefusal(error)) {
          throw error
        }
        const { status = null, message } = error
        state.observations.repeat = { by: "refusal", status }
        return { message, isRefused: true }
      }
    },
  },
  {
    id: "sale_read",
    blockedBy: needsSale("first"),
    run: async (state) => {
      const sale = state.sales.first!
      const found = await readAgain(state, sale)
      state.observations.totals = {
        sent: sale.request.total_amount.toFixed(2),
        tax: sale.request.total_tax_amount_imported.toFixed(2),
        final: found.final_total_amount ?? null,
      }
      assertSame(sale.request, found)
      return { message: "Amounts, lines and date are as they were sent." }
    },
  },
  {
    id: "sale_changed",
    blockedBy: (state) =>
      needsSale("first")(state) ??
      (state.changedLines ? undefined : "There is no estimate to charge."),
    run: async (state) => {
      const sale = state.sales.first!
      const lines: ChargedLine[] = state.changedLines!
      const request = requestOf(state, {
        order: sale.order,
        lines,
        at: new Date(sale.request.date),
      })
      const there = await state.connection.client.updateTransaction(
        sale.there.id,
        toUpdate(request, sale.there, null),
        doctorLimits()
      )
      state.sales.first = { ...sale, request, lines, there }
      assertSame(request, await readAgain(state, state.sales.first))
      return { message: "The sale has the changed lines." }
    },
  },
]

export const SECOND_SALE_STEPS: Step[] = [
  saleStep("second_sale", "second"),
  {
    id: "marketplace",
    blockedBy: needsSale("second"),
    run: async (state) => {
      const sale = state.sales.second!
      const { client } = state.connection
      const without = toUpdate(sale.request, undefined, null)
      const put = async (update: typeof without) => {
        await client.updateTransaction(sale.there.id, update, doctorLimits())
        return (await readAgain(state, sale)).marketplace ?? null
      }
      const set = await put({ ...without, marketplace: true })
      const after = await put(without)
      state.observations.marketplace = { set, after }
      return {
        message: `Set to true, Kintsugi answers ${String(set)}; after a PUT without it, ${String(after)}.`,
      }
    },
  },
  {
    id: "sale_cancelled",
    blockedBy: needsSale("second"),
    run: async (state) => {
      const sale = state.sales.second!
      const request: TransactionRequest = {
        ...sale.request,
        status: "CANCELLED",
      }
      await state.connection.client.updateTransaction(
        sale.there.id,
        toUpdate(request, sale.there, null),
        doctorLimits()
      )
      assertSame(request, await readAgain(state, sale))
      return { message: "The sale is canceled." }
    },
  },
]

export const THIRD_SALE_STEP: Step = saleStep("third_sale", "third")
