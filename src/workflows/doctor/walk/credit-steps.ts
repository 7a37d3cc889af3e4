import {
  type CreditNoteRequest,
  type TransactionRequest,
  createOrFind,
} from "../../../kintsugi-api"
import type { ChargedLine } from "../../../ledger/charged-lines"
import {
  type CreditNote,
  toCreditNoteRequest,
  toNegativeSaleRequest,
} from "../../../ledger/credit-note-request"
import { doctorLimits } from "../doctor-connection"
import { createTransaction, keepId, needsSale } from "./sale-steps"
import { creditOf, splitLines } from "./test-records"
import { tryTo } from "./try-to"
import {
  type Step,
  type StepId,
  type TestSale,
  type WalkState,
  register,
} from "./walk-state"

const DESCRIPTION = "A refund that medusa-plugin-kintsugi tries"

const noteOf = (
  externalId: string,
  lines: ChargedLine[],
  sale: TestSale
): CreditNote => ({
  externalId,
  at: new Date(),
  credit: { lines: creditOf(lines), returns: {} },
  sold: sale.lines,
  description: DESCRIPTION,
})

const creditStep = (
  id: StepId,
  name: string,
  choose: (lines: ChargedLine[]) => ChargedLine[],
  blockedBy: Step["blockedBy"]
): Step => ({
  id,
  blockedBy,
  run: async (state) => {
    const sale = state.sales.first!
    const lines = choose(sale.lines)
    const request = toCreditNoteRequest(
      sale.order,
      noteOf(`${state.run}-${name}`, lines, sale),
      state.terms
    )
    const { acceptance, value } = await tryTo(() =>
      createCreditNote(state, sale, request)
    )
    state.observations.creditNotes ??= acceptance
    return acceptance.accepted
      ? { message: `Kintsugi's type is ${value?.type ?? "not stated"}.` }
      : { message: acceptance.message, isRefused: true }
  },
})

const createCreditNote = async (
  state: WalkState,
  sale: TestSale,
  request: CreditNoteRequest
) => {
  const { client } = state.connection
  const { external_id: externalId } = request
  const record = register(state, { kind: "transaction", externalId })
  return keepId(state, record, () =>
    createOrFind({
      send: () =>
        client.createCreditNote(sale.there.id, request, doctorLimits()),
      find: () => client.findTransaction(externalId, doctorLimits()),
      isUnique: true,
      ...doctorLimits(),
    })
  )
}

export const CREDIT_STEPS: Step[] = [
  creditStep(
    "credit_in_part",
    "credit-part",
    (lines) => splitLines(lines)[0],
    needsSale("first")
  ),
  creditStep(
    "credit_of_the_rest",
    "credit-rest",
    (lines) => splitLines(lines)[1],
    (state) =>
      needsSale("first")(state) ??
      (!state.observations.creditNotes?.accepted
        ? "Kintsugi did not accept the first credit note."
        : splitLines(state.sales.first!.lines)[1].length
          ? undefined
          : "The sale has one line only.")
  ),
]

/** The same request with the quantities negative. */
const negateQuantities = (
  request: TransactionRequest,
  externalId: string
): TransactionRequest => ({
  ...request,
  external_id: externalId,
  transaction_items: request.transaction_items.map((item) => ({
    ...item,
    quantity: -item.quantity,
  })),
})

/** A refund in the form of a sale with negative amounts. */
export const NEGATIVE_SALE_STEP: Step = {
  id: "negative_sale",
  blockedBy: needsSale("third"),
  run: async (state) => {
    const sale = state.sales.third!
    const request = toNegativeSaleRequest(
      sale.order,
      {
        ...noteOf(`${state.run}-negative`, sale.lines, sale),
        timeZone: state.timeZone,
      },
      state.terms
    )
    const { acceptance: positive } = await tryTo(() =>
      createTransaction(state, request)
    )
    if (positive.accepted) {
      state.observations.negativeSale = { positive }
      return { message: "Kintsugi accepts it with positive quantities." }
    }
    const { acceptance: negative } = await tryTo(() =>
      createTransaction(
        state,
        negateQuantities(request, `${state.run}-negative-quantity`)
      )
    )
    state.observations.negativeSale = { positive, negative }
    return {
      message: negative.accepted
        ? `Kintsugi accepts it with negative quantities only (${positive.message}).`
        : positive.message,
      isRefused: true,
    }
  },
}
