import Big from "big.js"
import { randomBytes } from "node:crypto"
import { formatAmount, formatRate, sum } from "./tax/decimals"

export type SentTaxItem = {
  name: string
  rate: number
  amount: number
  type?: string
  jurisdiction_name?: string | null
  jurisdiction_type?: string | null
}

export type SentItem = {
  external_id?: string
  date?: string
  organization_id?: string | null
  external_product_id: string
  quantity?: number
  amount?: number
  tax_amount_imported?: number
  tax_rate_imported?: number
  taxable_amount?: number | null
  tax_exemption?: string | null
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
  /** The day of the sale in the shop's own time zone: `YYYY-MM-DD`. */
  shop_date?: string
  /** The name of that zone, such as `America/New_York`. */
  shop_date_tz?: string
  secondary_external_id?: string
  /** Whether another party remits the tax. */
  marketplace?: boolean | null
  taxable_amount?: number
  total_amount?: number
  total_tax_amount_imported?: number
  addresses: { type: string }[]
  transaction_items: SentItem[]
  customer?: { [field: string]: unknown } | null
}

/** A sale or a credit note as Kintsugi stores it. */
export type BookedTransaction = Omit<
  SentTransaction,
  | "total_amount"
  | "total_tax_amount_imported"
  | "taxable_amount"
  | "transaction_items"
> & {
  id: string
  organization_id: string
  status: string
  currency: string
  locked: boolean
  source: string
  marketplace: boolean
  taxable_amount: string
  /** `BLANK` where there is no address at all. */
  address_status: "BLANK" | "UNVERIFIED"
  total_amount: string
  total_tax_amount_imported: string
  /** With tax; null where Kintsugi doesn't say. */
  final_total_amount: string | null
  total_tax_amount_calculated: string
  /** Of a credit note: Kintsugi's id of its sale. */
  original_id?: string
  transaction_items: RecordedItem[]
}

export type RecordedItem = {
  id: string
  external_id: string
  external_product_id: string
  quantity: string
  amount: string
  tax_amount_imported: string
  tax_rate_imported: string
  taxable_amount: string
  tax_exemption: string | null
  tax_items: {
    name: string
    rate: string
    amount: string
    type: string
    jurisdiction_name: string | null
    jurisdiction_type: string | null
  }[]
}

/** The answer to a repeated external id: the sources name three. */
export type Repeats = "same" | "400" | "409"

/**
 * How Kintsugi reads a transaction's `total_amount`, which the sources don't
 * agree on: without tax, with tax, or it doesn't say (`final_total_amount` is
 * null).
 */
export const TOTALS = ["net", "gross", "unsaid"] as const

export type Totals = (typeof TOTALS)[number]

/** Which quantities a sale with negative amounts may have. */
export const NEGATIVE_QUANTITIES = ["positive", "negative", "any"] as const

export type NegativeQuantities = (typeof NEGATIVE_QUANTITIES)[number]

/** What a `PUT` without `marketplace` does to it. */
export const MARKETPLACE_UPDATES = ["reset", "keep"] as const

export type MarketplaceUpdates = (typeof MARKETPLACE_UPDATES)[number]

/** All transactions of the organization. */
export class Books {
  readonly transactions = new Map<string, BookedTransaction>()
  /** Ids by external id: a benchmark books a hundred thousand. */
  private readonly idsByExternalId = new Map<string, Set<string>>()
  /** The original types of the transactions that were marked tax-only. */
  private readonly usualTypes = new Map<string, string>()
  repeats: Repeats = "same"
  /** Whether the endpoint for credit notes exists at all. */
  hasCreditNotes = true
  totals: Totals = "net"
  negativeQuantities: NegativeQuantities = "any"
  marketplaceUpdates: MarketplaceUpdates = "reset"

  /** @param organizationId - absent: any organization */
  byExternalId(
    externalId: string,
    organizationId?: string
  ): BookedTransaction | undefined {
    return [...(this.idsByExternalId.get(externalId) ?? [])]
      .flatMap((id) => this.transactions.get(id) ?? [])
      .find(
        ({ external_id, organization_id }) =>
          external_id === externalId &&
          (!organizationId || organization_id === organizationId)
      )
  }

  creditNotesOf(
    saleId: string,
    among: Iterable<BookedTransaction> = this.transactions.values()
  ): BookedTransaction[] {
    return [...among].filter(
      ({ original_id, status }) =>
        original_id === saleId &&
        status !== "CANCELLED" &&
        status !== "ARCHIVED"
    )
  }

  keep(
    sent: SentTransaction,
    context: {
      organizationId: string
      id?: string
      originalId?: string
      calculatedTax: string
    }
  ): BookedTransaction {
    const id = context.id ?? `tran_${randomBytes(7).toString("hex")}`
    const record: BookedTransaction = {
      ...sent,
      id,
      organization_id: context.organizationId,
      status: sent.status ?? "COMMITTED",
      currency: sent.currency ?? "USD",
      locked: this.transactions.get(id)?.locked ?? false,
      source: "API",
      marketplace: sent.marketplace ?? this.marketplaceWithout(id),
      taxable_amount: amount(sent.taxable_amount),
      address_status: sent.addresses.length ? "UNVERIFIED" : "BLANK",
      ...(context.originalId && { original_id: context.originalId }),
      total_amount: amount(sent.total_amount),
      total_tax_amount_imported: amount(sent.total_tax_amount_imported),
      final_total_amount: this.finalTotal(sent),
      total_tax_amount_calculated: context.calculatedTax,
      customer: sent.customer
        ? {
            organization_id: context.organizationId,
            ...sent.customer,
            id: `cust_${id.slice("tran_".length)}`,
          }
        : null,
      transaction_items: sent.transaction_items.map((item) =>
        toRecordedItem({ ...item, organization_id: context.organizationId })
      ),
    }
    this.transactions.set(id, record)
    const ids = this.idsByExternalId.get(record.external_id) ?? new Set()
    this.idsByExternalId.set(record.external_id, ids.add(id))
    return record
  }

  /** Its value after a request that leaves it out. */
  private marketplaceWithout(id: string): boolean {
    return this.marketplaceUpdates === "keep"
      ? (this.transactions.get(id)?.marketplace ?? false)
      : false
  }

  private finalTotal({
    total_amount = 0,
    total_tax_amount_imported = 0,
  }: SentTransaction): string | null {
    switch (this.totals) {
      case "net":
        return formatAmount(
          new Big(total_amount).plus(total_tax_amount_imported)
        )
      case "gross":
        return formatAmount(new Big(total_amount))
      case "unsaid":
        return null
    }
  }

  /** Marks a sale or a credit note as tax-only, or removes the mark. */
  setTaxOnly(record: BookedTransaction, isTaxOnly: boolean): BookedTransaction {
    const isSale = record.original_id === undefined
    const usual = this.usualTypes.get(record.id) ?? record.type
    this.usualTypes.set(record.id, usual)
    record.type = isTaxOnly ? (isSale ? "TAX_COLLECTION" : "TAX_REFUND") : usual
    return record
  }

  reset(): void {
    this.transactions.clear()
    this.idsByExternalId.clear()
    this.usualTypes.clear()
    this.repeats = "same"
    this.hasCreditNotes = true
    this.totals = "net"
    this.negativeQuantities = "any"
    this.marketplaceUpdates = "reset"
  }

  /**
   * What does not add up in the ledger, in sentences; empty if all is well.
   * Upstream documents no such checks: it would accept what it is sent.
   */
  audit(): string[] {
    const all = [...this.transactions.values()]
    // Most are sales, and each would be compared with each.
    const credits = all.filter(
      ({ original_id, related_to }) =>
        original_id !== undefined || related_to !== undefined
    )
    return all.flatMap((transaction) => [
      ...sumComplaints(transaction),
      ...this.complaintsAboutCredits(transaction, credits),
    ])
  }

  /** Sales of negative amounts, which replace a sale's credit notes. */
  private negativeSalesOf(
    sale: BookedTransaction,
    credits: BookedTransaction[]
  ): BookedTransaction[] {
    return credits
      .filter(
        ({ related_to, status }) =>
          related_to === sale.external_id && status !== "ARCHIVED"
      )
      .map((negative) => ({
        ...negative,
        total_amount: negate(negative.total_amount),
        total_tax_amount_imported: negate(negative.total_tax_amount_imported),
        transaction_items: negative.transaction_items.map((item) => ({
          ...item,
          // Kintsugi's own clients send positive ones.
          quantity: new Big(item.quantity).abs().toFixed(),
          amount: negate(item.amount),
          tax_amount_imported: negate(item.tax_amount_imported),
        })),
      }))
  }

  private complaintsAboutCredits(
    sale: BookedTransaction,
    credits: BookedTransaction[]
  ): string[] {
    if (sale.related_to !== undefined) {
      return this.byExternalId(sale.related_to)
        ? []
        : [
            `${sale.external_id}: its original sale ${sale.related_to} does not exist.`,
          ]
    }
    const notes = [
      ...this.creditNotesOf(sale.id, credits),
      ...this.negativeSalesOf(sale, credits),
    ]
    const complaints: string[] = []
    const sumCredited = (of: (note: BookedTransaction) => string) =>
      sum(notes.map((note) => new Big(of(note))))
    if (
      sumCredited(({ total_amount }) => total_amount).gt(sale.total_amount) ||
      sumCredited((note) => note.total_tax_amount_imported).gt(
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
            `${note.external_id}: more of ${item.external_id} is credited than was sold.`
          )
        }
      }
    }
    return complaints
  }
}

const negate = (amount: string): string => new Big(amount).times(-1).toFixed()

function sumComplaints(transaction: BookedTransaction): string[] {
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
        `${name}: ${item.amount} is not a valid amount in ${currency} (${item.external_id}).`
      )
    }
  }
  const wrongAddress = transaction.addresses?.find(
    ({ type }) => type !== "SHIP_TO" && type !== "BILL_TO"
  )
  if (wrongAddress) {
    complaints.push(`${name}: it has an address of type ${wrongAddress.type}.`)
  }
  return complaints
}

function toRecordedItem(item: SentItem): RecordedItem {
  return {
    ...item,
    id: `trit_${randomBytes(7).toString("hex")}`,
    external_id: item.external_id ?? "",
    external_product_id: item.external_product_id,
    quantity: new Big(item.quantity ?? 1).toFixed(),
    amount: amount(item.amount),
    tax_amount_imported: amount(item.tax_amount_imported),
    tax_rate_imported: formatRate(new Big(item.tax_rate_imported ?? 0)),
    taxable_amount: amount(item.taxable_amount),
    tax_exemption: item.tax_exemption ?? null,
    tax_items: (item.tax_items ?? []).map((tax) => ({
      name: tax.name,
      rate: formatRate(new Big(tax.rate)),
      amount: amount(tax.amount),
      type: tax.type ?? "IMPORTED",
      jurisdiction_name: tax.jurisdiction_name ?? null,
      jurisdiction_type: tax.jurisdiction_type ?? null,
    })),
  }
}

function amount(value: number | null | undefined): string {
  return formatAmount(new Big(value ?? 0))
}
