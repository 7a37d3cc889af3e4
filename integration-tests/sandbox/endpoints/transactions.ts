import Big from "big.js"
import { type Answer, ok, problem, unprocessable } from "../answers"
import type { BookedTransaction, SentTransaction } from "../ledger"
import { valueError } from "../contract/pydantic"
import type { Merchant } from "../merchant"
import type { EstimateRequest } from "../tax/estimate"
import { estimateTax } from "../tax/estimate-tax"
import { sum } from "../tax/decimals"
import type { Endpoint } from "./endpoint"

export const createTransaction: Endpoint = {
  at: "POST /v1/transactions",

  answer: ({ body, organizationId, merchant }) => {
    const sent = body as SentTransaction
    const refused =
      organizationRefusal(sent, organizationId) ??
      productRefusal(sent, merchant) ??
      quantityRefusal(sent, merchant)
    if (refused) {
      return refused
    }
    const known = merchant.books.byExternalId(sent.external_id, organizationId)
    if (known) {
      return repeatAnswer(known, merchant)
    }
    return acceptedAnswer(
      merchant.books.keep(sent, {
        organizationId,
        calculatedTax: calculatedTax(sent, merchant),
      })
    )
  },
}

export const updateTransaction: Endpoint = {
  at: "PUT /v1/transactions/{transaction_id}",

  answer: ({ params, body, organizationId, merchant }) => {
    const sent = body as SentTransaction
    const current = merchant.books.transactions.get(params.transaction_id ?? "")
    if (!current) {
      return notFound("transaction_id", params.transaction_id, organizationId)
    }
    if (current.locked) {
      return problem(
        409,
        `Transaction ${current.id} is locked by a filing and can't be changed.`
      )
    }
    return (
      organizationRefusal(sent, organizationId) ??
      productRefusal(sent, merchant) ??
      ok(
        merchant.books.keep(
          { ...sent, type: current.type },
          {
            organizationId,
            id: current.id,
            originalId: current.original_id,
            calculatedTax: calculatedTax(sent, merchant),
          }
        )
      )
    )
  },
}

export const getTransaction: Endpoint = {
  at: "GET /v1/transactions/{transaction_id}",

  answer: ({ params, organizationId, merchant }) => {
    const found = merchant.books.transactions.get(params.transaction_id ?? "")
    return found
      ? ok(found)
      : notFound("transaction_id", params.transaction_id, organizationId)
  },
}

export const getTransactionByExternalId: Endpoint = {
  at: "GET /v1/transactions/external/{external_id}",

  answer: ({ params, organizationId, merchant }) => {
    const found = merchant.books.byExternalId(
      params.external_id ?? "",
      organizationId
    )
    return found
      ? ok(found)
      : notFound("external_id", params.external_id, organizationId)
  },
}

export const listRelatedTransactions: Endpoint = {
  at: "GET /v1/transactions/{transaction_id}/related_transactions",

  answer: ({ params, merchant }) => {
    const { books } = merchant
    const one = books.transactions.get(params.transaction_id ?? "")
    return ok(
      [...books.transactions.values()].filter(
        ({ id, original_id, related_to, external_id }) =>
          one !== undefined &&
          id !== one.id &&
          (id === one.original_id ||
            original_id === one.id ||
            external_id === one.related_to ||
            related_to === one.external_id)
      )
    )
  },
}

export const listTransactions: Endpoint = {
  at: "GET /v1/transactions",

  answer: ({ query, organizationId, merchant }) => {
    const { page, size, date__gte, date__lte, address_status__in } = query as {
      page: number
      size: number
      date__gte?: string
      date__lte?: string
      address_status__in: string
    }
    const statuses = address_status__in.split(",")
    const from = date__gte ?? (date__lte ? undefined : aYearAgo())
    const found = [...merchant.books.transactions.values()]
      .filter(
        ({ date, address_status, organization_id }) =>
          organization_id === organizationId &&
          (!from || dayOf(date) >= from) &&
          (!date__lte || dayOf(date) <= date__lte) &&
          statuses.includes(address_status)
      )
      .sort((a, b) => time(a.date) - time(b.date))
    return ok({
      items: found.slice((page - 1) * size, page * size),
      total: found.length,
      page,
      size,
      pages: Math.ceil(found.length / size),
    })
  },
}

const time = (date: string) => new Date(date).getTime()

/** Without dates, a list covers the last twelve months. */
const aYearAgo = () => {
  const day = new Date()
  day.setUTCFullYear(day.getUTCFullYear() - 1)
  return day.toISOString().slice(0, 10)
}

const dayOf = (date: string) => new Date(date).toISOString().slice(0, 10)

type SentCreditNote = Omit<SentTransaction, "type" | "organization_id"> & {
  total_amount: number
  tax_amount_imported?: number
}

export const createCreditNote: Endpoint = {
  at: "POST /v1/transactions/{original_transaction_id}/credit_notes",

  answer: ({ params, body, organizationId, merchant }) => {
    const sent = body as SentCreditNote
    const { books } = merchant
    const sale = books.transactions.get(params.original_transaction_id ?? "")
    if (!books.hasCreditNotes || !sale) {
      return notFound(
        "transaction_id",
        params.original_transaction_id,
        organizationId
      )
    }
    const known = books.byExternalId(sent.external_id, organizationId)
    if (known) {
      return repeatAnswer(known, merchant)
    }
    if (!["COMMITTED", "PARTIALLY_REFUNDED"].includes(sale.status)) {
      return problem(
        400,
        `A credit note needs a committed transaction; ${sale.id} is ${sale.status}.`
      )
    }
    const amounts = [
      sent.total_amount,
      ...sent.transaction_items.map(({ amount }) => amount ?? 0),
    ]
    if (amounts.some((amount) => amount < 0)) {
      return problem(400, "A credit note's amounts are positive.")
    }
    const credited = sum(
      books.creditNotesOf(sale.id).map((note) => new Big(note.total_amount))
    ).plus(sent.total_amount)
    if (credited.gt(sale.total_amount)) {
      return problem(
        400,
        `Credit notes of ${credited.toFixed(2)} exceed the transaction's ${sale.total_amount}.`
      )
    }
    const isFull = credited.eq(sale.total_amount)
    const note = books.keep(
      {
        ...sent,
        type: isFull ? "FULL_CREDIT_NOTE" : "PARTIAL_CREDIT_NOTE",
        total_tax_amount_imported: sent.tax_amount_imported,
        addresses: sent.addresses ?? [],
      },
      { organizationId, originalId: sale.id, calculatedTax: "0.00" }
    )
    sale.status = isFull ? "FULLY_REFUNDED" : "PARTIALLY_REFUNDED"
    return ok(note)
  },
}

export const updateCreditNote: Endpoint = {
  at: "PUT /v1/transactions/{original_transaction_id}/credit_notes/{credit_note_id}",

  answer: ({ params, body, organizationId, merchant }) => {
    const sent = body as SentCreditNote
    const { books } = merchant
    const sale = books.transactions.get(params.original_transaction_id ?? "")
    const note = books.transactions.get(params.credit_note_id ?? "")
    if (!books.hasCreditNotes || !sale || note?.original_id !== sale.id) {
      return notFound("transaction_id", params.credit_note_id, organizationId)
    }
    if (note.locked) {
      return problem(
        409,
        `Transaction ${note.id} is locked by a filing and can't be changed.`
      )
    }
    const credited = sum(
      books
        .creditNotesOf(sale.id)
        .filter(({ id }) => id !== note.id)
        .map(({ total_amount }) => new Big(total_amount))
    ).plus(sent.total_amount)
    if (credited.gt(sale.total_amount)) {
      return problem(
        400,
        `Credit notes of ${credited.toFixed(2)} exceed the transaction's ${sale.total_amount}.`
      )
    }
    const isFull = credited.eq(sale.total_amount)
    sale.status = isFull ? "FULLY_REFUNDED" : "PARTIALLY_REFUNDED"
    return ok(
      books.keep(
        {
          ...sent,
          type: isFull ? "FULL_CREDIT_NOTE" : "PARTIAL_CREDIT_NOTE",
          total_tax_amount_imported: sent.tax_amount_imported,
          addresses: sent.addresses ?? [],
        },
        {
          organizationId,
          id: note.id,
          originalId: sale.id,
          calculatedTax: "0.00",
        }
      )
    )
  },
}

export const setTaxOnly: Endpoint = {
  at: "POST /v1/transactions/{transaction_id}/tax_only",

  answer: ({ params, body, organizationId, merchant }) => {
    const found = merchant.books.transactions.get(params.transaction_id ?? "")
    if (!found) {
      return notFound("transaction_id", params.transaction_id, organizationId)
    }
    const { tax_only } = body as { tax_only: boolean }
    return ok(merchant.books.setTaxOnly(found, tax_only))
  },
}

export const archiveTransaction: Endpoint = {
  at: "POST /v1/transactions/archive",

  answer: ({ query, organizationId, merchant }) => {
    const id = String(query.transaction_id)
    const found = merchant.books.transactions.get(id)
    if (!found) {
      return notFound("transaction_id", id, organizationId)
    }
    if (found.locked) {
      return problem(
        409,
        `Transaction ${found.id} is locked by a filing and can't be changed.`
      )
    }
    found.status = "ARCHIVED"
    return ok(null)
  },
}

/** The contract's 202 shows a list of one. */
function acceptedAnswer(transaction: BookedTransaction): Answer {
  return { status: 202, body: [transaction] }
}

function repeatAnswer(known: BookedTransaction, { books }: Merchant): Answer {
  switch (books.repeats) {
    case "same":
      return acceptedAnswer(known)
    case "400":
      return problem(
        400,
        `Duplicate external id (${known.external_id}) for the given transaction not allowed.`
      )
    case "409":
      return problem(
        409,
        `A transaction with external id ${known.external_id} exists already.`
      )
  }
}

function notFound(
  by: string,
  id: string | undefined,
  organizationId: string
): Answer {
  return problem(
    404,
    `Transaction with '${by}' of '${id}' was not found in '${organizationId}'`
  )
}

function organizationRefusal(
  sent: SentTransaction,
  organizationId: string
): Answer | undefined {
  return sent.organization_id === organizationId
    ? undefined
    : unprocessable([
        valueError(
          ["organization_id"],
          `'${sent.organization_id}' is not the organization of the key`,
          sent.organization_id
        ),
      ])
}

/** The stricter interpretation: a sale needs known products. */
function productRefusal(
  sent: SentTransaction,
  { products }: Merchant
): Answer | undefined {
  const refusals = sent.transaction_items.flatMap(
    ({ external_product_id: id }, index) =>
      products.has(id)
        ? []
        : [
            valueError(
              ["transaction_items", index, "external_product_id"],
              `product '${id}' does not exist`,
              id
            ),
          ]
  )
  return refusals.length ? unprocessable(refusals) : undefined
}

/** Of a sale with negative amounts: sources differ in its quantities' sign. */
function quantityRefusal(
  sent: SentTransaction,
  { books }: Merchant
): Answer | undefined {
  const { negativeQuantities } = books
  const refusals = sent.transaction_items.flatMap(
    ({ amount = 0, quantity = 1 }, index) =>
      amount < 0 &&
      negativeQuantities !== "any" &&
      quantity < 0 !== (negativeQuantities === "negative")
        ? [
            valueError(
              ["transaction_items", index, "quantity"],
              `the quantity of a negative amount must be ${negativeQuantities}`,
              quantity
            ),
          ]
        : []
  )
  return refusals.length ? unprocessable(refusals) : undefined
}

/** The tax of an estimate for the same lines; 0.00 if that is impossible. */
function calculatedTax(sent: SentTransaction, merchant: Merchant): string {
  try {
    return estimateTax(
      {
        ...sent,
        transaction_items: sent.transaction_items.map((item) => ({
          ...item,
          date: sent.date,
        })),
      } as unknown as EstimateRequest,
      merchant
    ).total_tax_amount_calculated
  } catch {
    return "0.00"
  }
}
