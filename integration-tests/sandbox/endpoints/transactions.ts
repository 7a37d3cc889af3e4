import Big from "big.js"
import { type Answer, ok, problem, unprocessable } from "../answers"
import type { BookedTransaction, SentTransaction } from "../books"
import { valueError } from "../contract/pydantic"
import type { Merchant } from "../merchant"
import type { EstimateRequest } from "../tax/estimate"
import { estimateTax } from "../tax/estimate-tax"
import { sum } from "../tax/decimals"
import type { Endpoint } from "./endpoint"

export const createTransaction: Endpoint = {
  at: "POST /v1/transactions",
  body: "TransactionPublicRequest",

  answer: ({ body, organizationId, merchant }) => {
    const sent = body as SentTransaction
    const refused =
      foreignOrganization(sent, organizationId) ??
      unknownProducts(sent, merchant)
    if (refused) {
      return refused
    }
    const known = merchant.books.byExternalId(sent.external_id)
    if (known) {
      return repeated(known, merchant)
    }
    return accepted(
      merchant.books.keep(sent, {
        organizationId,
        calculatedTax: calculatedTax(sent, merchant),
      })
    )
  },
}

export const updateTransaction: Endpoint = {
  at: "PUT /v1/transactions/{transaction_id}",
  body: "TransactionUpdate",

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
      foreignOrganization(sent, organizationId) ??
      unknownProducts(sent, merchant) ??
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
    const found = merchant.books.byExternalId(params.external_id ?? "")
    return found
      ? ok(found)
      : notFound("external_id", params.external_id, organizationId)
  },
}

/** The contract's texts: `YYYY-MM-DD`. */
const DAY = /^\d{4}-\d{2}-\d{2}$/

export const listTransactions: Endpoint = {
  at: "GET /v1/transactions",

  answer: ({ query, merchant }) => {
    const { page, size, date__gte, date__lte, address_status__in } = query as {
      page: number
      size: number
      date__gte?: string
      date__lte?: string
      address_status__in: string
    }
    const noDay = [date__gte, date__lte].find((day) => day && !DAY.test(day))
    if (noDay) {
      return problem(422, `${noDay} is no day as YYYY-MM-DD.`)
    }
    const statuses = address_status__in.split(",")
    const found = [...merchant.books.transactions.values()]
      .filter(
        ({ date, address_status }) =>
          (!date__gte || dayOf(date) >= date__gte) &&
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

const dayOf = (date: string) => new Date(date).toISOString().slice(0, 10)

type SentCreditNote = Omit<SentTransaction, "type" | "organization_id"> & {
  total_amount: number
  tax_amount_imported?: number
}

export const createCreditNote: Endpoint = {
  at: "POST /v1/transactions/{original_transaction_id}/credit_notes",
  body: "CreditNoteCreate",

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
    const known = books.byExternalId(sent.external_id)
    if (known) {
      return repeated(known, merchant)
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

/** The contract's 202 shows a list of one. */
function accepted(transaction: BookedTransaction): Answer {
  return { status: 202, body: [transaction] }
}

function repeated(known: BookedTransaction, { books }: Merchant): Answer {
  switch (books.repeats) {
    case "same":
      return accepted(known)
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

function foreignOrganization(
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

/** The harsher reading: a product must be known before it is sold. */
function unknownProducts(
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

/** What an estimate of the same would say; nothing where there can be none. */
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
