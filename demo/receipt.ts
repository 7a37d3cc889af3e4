import Table, { type Cell } from "cli-table3"
import type { Cart, Line, Order, TaxLine } from "./checkout"
import { moneyIn, percent } from "./figures"
import type { Purchase } from "./purchases"

/** An order as a table: each line with its jurisdictions, rates and taxes. */
export const receipt = ({ address }: Purchase, order: Order): string => {
  const money = moneyIn(order.currency_code)
  const table = new Table({
    head: ["Line", "Qty", "Net", "Taxed by", "Rate", "Tax"],
    colAligns: ["left", "right", "right", "left", "right", "right"],
    style: { head: [], border: [] },
  })
  table.push(
    ...order.items.map((item) => [
      item.title,
      item.quantity,
      ...taxCells(item, money),
    ]),
    ...order.shipping_methods.map((method) => [
      `Shipping: ${method.name}`,
      "",
      ...taxCells(method, money),
    ]),
    sums({
      Subtotal: money(order.item_subtotal),
      Shipping: money(order.shipping_subtotal),
      Tax: money(order.tax_total),
      Total: money(order.total),
    })
  )
  const { address_1, city, province, postal_code } = address
  return [
    `Order #${order.display_id} to ${address_1}, ${city}, ${province} ${postal_code}`,
    table.toString(),
  ].join("\n")
}

/** Net, and a text line for each jurisdiction: its name, its rate, its tax. */
const taxCells = (
  { subtotal, tax_lines }: Line,
  money: (amount: number) => string
): Cell[] => [
  money(subtotal),
  tax_lines.map(({ description }) => description).join("\n"),
  tax_lines.map((taxLine) => percent(statutoryRate(taxLine))).join("\n"),
  tax_lines.map(({ rate }) => money((subtotal * rate) / 100)).join("\n"),
]

const sums = (amounts: Record<string, string>): Cell[] => [
  { colSpan: 5, hAlign: "right", content: Object.keys(amounts).join("\n") },
  { hAlign: "right", content: Object.values(amounts).join("\n") },
]

/** As one line: where, what, net, shipping, tax, total. */
export const summaryLine = ({ address }: Purchase, cart: Cart): string => {
  const money = moneyIn(cart.currency_code)
  const items = cart.items
    .map(({ quantity, title }) => `${quantity} × ${title}`)
    .join(", ")
  return `${address.city}: ${items} ${money(cart.item_subtotal)} + shipping ${money(cart.shipping_subtotal)} + tax ${money(cart.tax_total)} (${taxesOf(cart)}) = ${money(cart.total)}`
}

/**
 * The statutory rate if Kintsugi gave one; the tax line's own is the effective
 * rate, which makes the amounts exact.
 */
const statutoryRate = ({ data, rate }: TaxLine): number =>
  data?.jurisdiction ? Number(data.jurisdiction.rate) * 100 : rate

const taxesOf = ({ items, shipping_methods }: Cart): string => {
  const taxNames = [...items, ...shipping_methods].flatMap((line) =>
    line.tax_lines
      .filter((taxLine) => taxLine.rate > 0)
      .map(
        (taxLine) => `${taxLine.description} ${percent(statutoryRate(taxLine))}`
      )
  )
  return [...new Set(taxNames)].join(", ") || "no tax"
}
