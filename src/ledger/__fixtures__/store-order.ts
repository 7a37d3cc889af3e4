import { MathBN } from "@medusajs/framework/utils"
import { sumOf } from "../../tax/money"
import { ledgerDigits, ledgerUnit, toLedgerAmount } from "../allocate"
import { chargesOf, grossOf } from "../charged-lines"
import type { LedgerEntry } from "../entry"
import { exactItemGross } from "../exact-lines"
import type { ItemOfOrder, OrderForLedger } from "../order"
import { balanceOf } from "../order-balance"
import { type ReportOn, requiredEntries } from "../required-entries"
import { recordEntry } from "./record-entry"

/** The fee of a return's shipping; the rate in percent. */
export type Fee = { amount: number; rate: number; inclusive: boolean }

/** An item of an order; the discount and the rates in percent. */
export type Sold = {
  price: number
  quantity: number
  rates: number[]
  discount: number
  inclusive: boolean
  isGiftCard: boolean
}

/** A store's order with the Admin's actions that affect the ledger. */
export class StoreOrder {
  readonly ledger: LedgerEntry[] = []
  private number = 0
  /** Whether nothing can be sent to Kintsugi. */
  isDown = false
  readonly order: OrderForLedger & {
    items: ItemOfOrder[]
    shipping_methods: NonNullable<OrderForLedger["shipping_methods"]>
    transactions: NonNullable<OrderForLedger["transactions"]>
    credit_lines: NonNullable<OrderForLedger["credit_lines"]>
    returns: NonNullable<OrderForLedger["returns"]>
  }

  constructor(
    currency: string,
    items: Sold[],
    shipping: number,
    private readonly reportOn: ReportOn = "payment_captured"
  ) {
    this.order = {
      id: "order_1",
      display_id: 1,
      status: "pending",
      created_at: this.now(),
      currency_code: currency,
      items: items.map((sold) => this.item(sold)),
      shipping_methods: [
        {
          id: "ship_1",
          amount: shipping,
          detail: {},
          tax_lines: [{ rate: 8.25, description: "State" }],
        },
      ],
      transactions: [],
      credit_lines: [],
      returns: [],
      payment_collections: [{ id: "paycol_1", payments: [] }],
    }
  }

  private now(): string {
    this.number++
    return new Date(Date.UTC(2026, 0, 1) + this.number * 60_000).toISOString()
  }

  private item({
    price,
    quantity,
    rates,
    discount,
    inclusive,
    isGiftCard,
  }: Sold): ItemOfOrder {
    this.number++
    return {
      id: `item_${this.number}`,
      product_id: `prod_${this.number}`,
      quantity,
      unit_price: price,
      is_tax_inclusive: inclusive,
      detail: {
        fulfilled_quantity: quantity,
        return_received_quantity: 0,
        return_dismissed_quantity: 0,
      },
      adjustments: discount
        ? [{ amount: (price * quantity * discount) / 100 }]
        : [],
      is_giftcard: isGiftCard,
      // Medusa requests no tax for gift cards.
      tax_lines: (isGiftCard ? [] : rates).map((rate, index) => ({
        rate,
        description: `Jurisdiction ${index + 1}`,
      })),
    }
  }

  /** The customer's money that the store has, with sub-cents. */
  private get money() {
    return sumOf(this.order.transactions.map((one) => one.amount))
  }

  get balance() {
    return balanceOf(
      this.order,
      chargesOf(this.order).gross,
      this.ledger.flatMap((record) =>
        record.type === "sale" ? (record.delivered?.lines ?? []) : []
      )
    )
  }

  /**
   * As Medusa does it, to the last sub-cent; or as a payment provider may round
   * it, by less than a unit or by a whole unit.
   */
  capture(rounded?: "down" | "short") {
    const unit = ledgerUnit(this.order.currency_code)
    const exact = this.owedToMedusa
    const down = exact.decimalPlaces(ledgerDigits(this.order.currency_code), 3)
    const owed =
      rounded === "down" ? down : rounded === "short" ? down.minus(unit) : exact
    if (owed.gt(0)) {
      this.order.transactions.push({
        id: `ordtrx_${++this.number}`,
        reference: "capture",
        amount: owed.toNumber(),
        created_at: this.now(),
      })
    }
  }

  /** Medusa adds a credit line for what it does not think is owed. */
  refund(share: number, isSeenHalfway = false) {
    const { retained } = this.balance
    const owed = toLedgerAmount(this.owedToMedusa, this.order.currency_code)
    const amount =
      share === 1
        ? this.money
        : toLedgerAmount(retained.times(share), this.order.currency_code)
    if (!amount.gt(0)) {
      return
    }
    const excess = amount.minus(MathBN.max(0, owed.negated()))
    this.order.transactions.push({
      id: `ordtrx_${++this.number}`,
      reference: "refund",
      reference_id: `ref_${this.number}`,
      amount: amount.negated().toNumber(),
      created_at: this.now(),
    })
    if (isSeenHalfway) {
      this.recordOrder()
    }
    if (excess.gt(0)) {
      this.order.credit_lines.push({
        id: `ordcl_${this.number}`,
        amount: excess.toNumber(),
        reference: "payment_collection",
        reference_id: "paycol_1",
      })
    }
  }

  /** @param fee - what the return's shipping costs; Medusa charges it at once */
  request(index: number, share: number, fee?: Fee) {
    const item = this.order.items[index % this.order.items.length]
    if (!item) {
      return
    }
    const units = Math.floor(this.unitsLeft(item) * share)
    if (units > 0) {
      const id = `return_${++this.number}`
      this.requested.set(id, { item, units })
      this.order.returns.push({
        id,
        items: [{ item_id: item.id, quantity: units }],
      })
      this.setRequested(item)
      if (fee) {
        this.order.shipping_methods.push({
          id: `ship_${this.number}`,
          amount: fee.amount,
          is_tax_inclusive: fee.inclusive,
          detail: { return_id: id },
          tax_lines: [{ rate: fee.rate, description: "State" }],
        })
      }
    }
  }

  private readonly requested = new Map<
    string,
    { item: ItemOfOrder; units: number }
  >()

  private setRequested(item: ItemOfOrder) {
    item.detail!.return_requested_quantity = [...this.requested.values()]
      .filter((one) => one.item === item)
      .reduce((sum, { units }) => sum + units, 0)
  }

  /** What Medusa says is owed: less what requested returns are worth. */
  private get owedToMedusa() {
    return this.balance.exactOutstanding.minus(
      sumOf(
        this.order.items.map((item) =>
          exactItemGross(
            item,
            item.detail?.return_requested_quantity ?? 0,
            this.order.currency_code
          )
        )
      )
    )
  }

  /** Units that are neither received nor requested to be returned. */
  private unitsLeft({ id, quantity, detail }: ItemOfOrder): number {
    const requestedUnits = [...this.requested.values()]
      .filter(({ item }) => item.id === id)
      .reduce((sum, { units }) => sum + units, 0)
    return (
      Number(quantity) -
      Number(detail?.return_received_quantity) -
      requestedUnits
    )
  }

  /** Receives all requested returns. */
  arrive() {
    for (const [id, { item, units }] of this.requested) {
      const returned = this.order.returns.find((one) => one.id === id)!
      returned.received_at = this.now()
      returned.items = [
        { item_id: item.id, quantity: units, received_quantity: units },
      ]
      item.detail!.return_requested_quantity = 0
      item.detail!.return_received_quantity =
        Number(item.detail!.return_received_quantity) + units
    }
    this.requested.clear()
  }

  /** Cancels all requested returns and their fees. */
  cancelReturns() {
    for (const [id, { item }] of this.requested) {
      item.detail!.return_requested_quantity = 0
      this.order.returns.find((one) => one.id === id)!.canceled_at = this.now()
      this.order.shipping_methods = this.order.shipping_methods.filter(
        ({ detail }) => detail?.return_id !== id
      )
    }
    this.requested.clear()
  }

  receive(index: number, share: number, fee?: Fee) {
    this.request(index, share, fee)
    this.arrive()
  }

  /** Never below what was returned. */
  setQuantity(index: number, quantity: number) {
    const item = this.order.items[index % this.order.items.length]
    if (!item) {
      return
    }
    const before = Number(item.quantity)
    const back = before - this.unitsLeft(item)
    item.quantity = Math.max(quantity, back, 1)
    const ratio = item.quantity / before
    item.adjustments = (item.adjustments ?? []).map(({ amount }) => ({
      amount: Number(amount) * ratio,
    }))
  }

  add(sold: Sold) {
    this.order.items.push(this.item(sold))
  }

  /** Returns an item and sells another at once; paid for later. */
  exchange(index: number, share: number, sold: Sold) {
    this.receive(index, share)
    this.add(sold)
  }

  /** Returns an item and refunds it at once. */
  claim(index: number, share: number) {
    this.receive(index, share)
    const { outstanding, retained } = this.balance
    if (outstanding.isNegative() && retained.gt(0)) {
      this.refund(MathBN.min(1, outstanding.negated().div(retained)).toNumber())
    }
  }

  /** A gift card or store credit pays for a part of what is owed. */
  payByCredit(share: number) {
    const owed = this.owedToMedusa
    const amount =
      share === 1
        ? owed
        : toLedgerAmount(owed.times(share), this.order.currency_code)
    if (amount.gt(0)) {
      this.order.credit_lines.push({
        id: `ordcl_${++this.number}`,
        amount: amount.toNumber(),
        reference: "gift-card",
        reference_id: `gc_${this.number}`,
      })
    }
  }

  /** A database returns rows in any order. */
  reorderRows() {
    const { items } = this.order
    items.reverse()
    for (const item of items) {
      item.tax_lines = item.tax_lines?.toReversed()
    }
    this.order.transactions.reverse()
    this.order.returns.reverse()
  }

  cancel() {
    this.refund(1)
    this.order.status = "canceled"
    this.order.canceled_at = this.now()
  }

  lock() {
    for (const record of this.ledger) {
      if (record.type === "sale" && record.delivered) {
        record.isLocked = true
      }
    }
  }

  /**
   * Everything that is due and not held gets delivered. While Kintsugi is down,
   * nothing is: what was never sent is recalculated each time.
   */
  recordOrder() {
    for (let round = 0; round < 5; round++) {
      const due = requiredEntries(this.order, this.ledger, this.reportOn)
      if (this.isDown) {
        return
      }
      const before = JSON.stringify(this.ledger)
      due.forEach((entry) => recordEntry(this.ledger, entry))
      if (JSON.stringify(this.ledger) === before) {
        return
      }
    }
    throw new Error("The ledger does not become stable.")
  }

  get sold() {
    return sumOf(
      this.ledger.flatMap((record) =>
        record.type === "sale" && record.delivered?.status === "COMMITTED"
          ? [grossOf(record.delivered.lines)]
          : []
      )
    )
  }

  get credits() {
    return this.ledger.flatMap((record) =>
      record.type === "credit_note" && record.state !== "skipped"
        ? [record]
        : []
    )
  }

  get atKintsugi() {
    return this.sold.minus(
      sumOf(this.credits.map(({ credit }) => grossOf(credit.lines)))
    )
  }
}
