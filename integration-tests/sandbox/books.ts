import Big from "big.js"
import { randomBytes } from "node:crypto"
import { formatAmount, formatRate, sum } from "./tax/decimals"

export type SentTaxItem = { name: string; rate: number; amount: number }

export type SentItem = {
  external_id?: string
  external_product_id: string
  quantity?: number
  amount?: number
  tax_amount_imported?: number
  tax_rate_imported?: number
  tax_items?: SentTaxItem[]
}

export type SentTransaction = {
  organization_id?: string
  external_id: string
  external_friendly_id?: string
  date: string
  type: string
  status?: string
  currency?: string
  description?: string
  related_to?: string
  total_amount?: number
  total_tax_amount_imported?: number
  addresses: { type: string }[]
  transaction_items: SentItem[]
}

/** A sale or a credit note as Kintsugi keeps it. */
export type BookedTransaction = Omit<
  SentTransaction,
  "total_amount" | "total_tax_amount_imported" | "transaction_items"
> & {
  id: string
  organization_id: string
  status: string
  currency: string
  locked: boolean
  source: string
  /** `BLANK` where there is no address at all. */
  address_status: "BLANK" | "UNVERIFIED"
  total_amount: string
  total_tax_amount_imported: string
  total_tax_amount_calculated: string
  /** Of a credit note: Kintsugi's id of its sale. */
  original_id?: string
  transaction_items: BookedItem[]
}

export type BookedItem = {
  id: string
  external_id: string
  external_product_id: string
  quantity: string
  amount: string
  tax_amount_imported: string
  tax_rate_imported: string
  tax_items: { name: string; rate: string; amount: string; type: string }[]
}

/** Which answer a repeated external id gets: the sources name three. */
export type Repeats = "same" | "400" | "409"

/** All transactions of the organization. */
export class Books {
  readonly transactions = new Map<string, BookedTransaction>()
  repeats: Repeats = "same"
  /** Whether the credit notes' endpoint is there at all. */
  hasCreditNotes = true

  byExternalId(externalId: string): BookedTransaction | undefined {
    return [...this.transactions.values()].find(
      ({ external_id }) => external_id === externalId
    )
  }

  creditNotesOf(saleId: string): BookedTransaction[] {
    return [...this.transactions.values()].filter(
      ({ original_id, status }) =>
        original_id === saleId && status !== "CANCELLED"
    )
  }

  keep(
    sent: SentTransaction,
    given: {
      organizationId: string
      id?: string
      originalId?: string
      calculatedTax: string
    }
  ): BookedTransaction {
    const id = given.id ?? `tran_${randomBytes(7).toString("hex")}`
    const kept: BookedTransaction = {
      ...sent,
      id,
      organization_id: given.organizationId,
      status: sent.status ?? "COMMITTED",
      currency: sent.currency ?? "USD",
      locked: this.transactions.get(id)?.locked ?? false,
      source: "API",
      address_status: sent.addresses.length ? "UNVERIFIED" : "BLANK",
      ...(given.originalId && { original_id: given.originalId }),
      total_amount: amount(sent.total_amount),
      total_tax_amount_imported: amount(sent.total_tax_amount_imported),
      total_tax_amount_calculated: given.calculatedTax,
      transaction_items: sent.transaction_items.map(bookedItem),
    }
    this.transactions.set(id, kept)
    return kept
  }

  reset(): void {
    this.transactions.clear()
    this.repeats = "same"
    this.hasCreditNotes = true
  }

  /**
   * What does not add up in the books, in sentences; empty when all is well.
   * Upstream documents no such checks: it would believe what it is told.
   */
  audit(): string[] {
    return [...this.transactions.values()].flatMap((transaction) => [
      ...sumsOf(transaction),
      ...this.creditsOf(transaction),
    ])
  }

  /** Sales of negative amounts, which stand for a sale's credit notes. */
  private negativeSalesOf(sale: BookedTransaction): BookedTransaction[] {
    return [...this.transactions.values()]
      .filter(({ related_to }) => related_to === sale.external_id)
      .map((negative) => ({
        ...negative,
        total_amount: opposite(negative.total_amount),
        total_tax_amount_imported: opposite(negative.total_tax_amount_imported),
        transaction_items: negative.transaction_items.map((item) => ({
          ...item,
          quantity: opposite(item.quantity),
          amount: opposite(item.amount),
          tax_amount_imported: opposite(item.tax_amount_imported),
        })),
      }))
  }

  private creditsOf(sale: BookedTransaction): string[] {
    if (sale.related_to !== undefined) {
      return this.byExternalId(sale.related_to)
        ? []
        : [
            `${sale.external_id}: there is no ${sale.related_to} that it takes from.`,
          ]
    }
    const notes = [
      ...this.creditNotesOf(sale.id),
      ...this.negativeSalesOf(sale),
    ]
    const complaints: string[] = []
    const credited = (of: (note: BookedTransaction) => string) =>
      sum(notes.map((note) => new Big(of(note))))
    if (
      credited(({ total_amount }) => total_amount).gt(sale.total_amount) ||
      credited((note) => note.total_tax_amount_imported).gt(
        sale.total_tax_amount_imported
      )
    ) {
      complaints.push(`${sale.external_id}: more is credited than was sold.`)
    }
    for (const note of notes) {
      for (const item of note.transaction_items) {
        const sold = sale.transaction_items.find(
          ({ external_id }) => external_id === item.external_id
        )
        const all = notes
          .flatMap(({ transaction_items }) => transaction_items)
          .filter(({ external_id }) => external_id === item.external_id)
        const exceeds = (
          of: "amount" | "tax_amount_imported" | "quantity"
        ): boolean =>
          !sold || sum(all.map((one) => new Big(one[of]))).gt(sold[of])
        if (
          exceeds("amount") ||
          exceeds("tax_amount_imported") ||
          exceeds("quantity")
        ) {
          complaints.push(
            `${note.external_id}: ${item.external_id} is credited beyond what was sold of it.`
          )
        }
      }
    }
    return complaints
  }
}

const opposite = (amount: string): string => new Big(amount).times(-1).toFixed()

function sumsOf(transaction: BookedTransaction): string[] {
  const { external_id: name, transaction_items: items, currency } = transaction
  const complaints: string[] = []
  const net = sum(items.map((item) => new Big(item.amount)))
  const tax = sum(items.map((item) => new Big(item.tax_amount_imported)))
  if (
    !net.eq(transaction.total_amount) &&
    !net.plus(tax).eq(transaction.total_amount)
  ) {
    complaints.push(
      `${name}: its items come to ${net.toFixed(2)}, its total is ${transaction.total_amount}.`
    )
  }
  if (!tax.eq(transaction.total_tax_amount_imported)) {
    complaints.push(
      `${name}: its items' tax comes to ${tax.toFixed(2)}, its tax is ${transaction.total_tax_amount_imported}.`
    )
  }
  for (const item of items) {
    const parts = sum(item.tax_items.map(({ amount }) => new Big(amount)))
    if (!parts.eq(item.tax_amount_imported)) {
      complaints.push(
        `${name}: the jurisdictions of ${item.external_id} come to ${parts.toFixed(2)}, its tax is ${item.tax_amount_imported}.`
      )
    }
    const digits = currency === "JPY" ? 0 : 2
    if (!new Big(item.amount).round(digits).eq(item.amount)) {
      complaints.push(
        `${name}: ${item.amount} is no amount of ${currency} (${item.external_id}).`
      )
    }
  }
  const foreign = transaction.addresses?.find(
    ({ type }) => type !== "SHIP_TO" && type !== "BILL_TO"
  )
  if (foreign) {
    complaints.push(`${name}: it has an address of type ${foreign.type}.`)
  }
  return complaints
}

function bookedItem(item: SentItem): BookedItem {
  return {
    id: `trit_${randomBytes(7).toString("hex")}`,
    external_id: item.external_id ?? "",
    external_product_id: item.external_product_id,
    quantity: new Big(item.quantity ?? 1).toFixed(),
    amount: amount(item.amount),
    tax_amount_imported: amount(item.tax_amount_imported),
    tax_rate_imported: formatRate(new Big(item.tax_rate_imported ?? 0)),
    tax_items: (item.tax_items ?? []).map((tax) => ({
      name: tax.name,
      rate: formatRate(new Big(tax.rate)),
      amount: amount(tax.amount),
      type: "IMPORTED",
    })),
  }
}

function amount(value: number | undefined): string {
  return formatAmount(new Big(value ?? 0))
}
