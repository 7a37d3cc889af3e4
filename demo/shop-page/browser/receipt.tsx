import {
  type TaxSource,
  type TaxedLine,
  taxByJurisdiction,
  taxSourceOf,
  whyNotTaxed,
} from "medusa-plugin-kintsugi/storefront"
import type { ReactNode } from "react"

type Line = TaxedLine & { id: string; subtotal?: number | null }

/** What a cart and an order share. */
export type Charged = {
  currency_code: string
  items?: (Line & { title: string; quantity: number })[] | null
  shipping_methods?: (Line & { name: string })[] | null
  discount_subtotal?: number
  tax_total?: number
  total?: number
}

const SOURCES: Partial<Record<TaxSource, string>> = {
  kintsugi: "Calculated by Kintsugi.",
  remembered:
    "Kintsugi can't answer right now: calculated from its earlier answers.",
  fallback: "Kintsugi can't answer right now: the store's own rates apply.",
  zero: "Kintsugi can't answer right now.",
}

export const money = (currency: string, amount = 0): string =>
  new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: currency.toUpperCase(),
  }).format(amount)

type Props = {
  charged: Charged
  /** What an item's quantity is changed with, beside its name. */
  controlsOf?: (item: {
    id: string
    title: string
    quantity: number
  }) => ReactNode
}

/** The charges, line by line, and the tax of each jurisdiction. */
export const Receipt = ({ charged, controlsOf }: Props) => {
  const amount = (value: number | null | undefined) =>
    money(charged.currency_code, value ?? 0)
  const items = charged.items ?? []
  const shippingMethods = charged.shipping_methods ?? []
  const lines = [
    ...items.map((item) => ({
      ...item,
      name: `${item.quantity} × ${item.title}`,
      controls: controlsOf?.(item),
    })),
    ...shippingMethods.map((method) => ({
      ...method,
      name: `Shipping: ${method.name}`,
      controls: undefined,
    })),
  ]
  const source = taxSourceOf(charged)
  // What all lines have in common is said once, below the tax.
  const untaxed = whyNotTaxed(charged)
  return (
    <>
      {lines.map((line) => (
        <div className="row" key={line.id}>
          <span>
            {line.name}
            {!untaxed && <NotTaxed line={line} />}
          </span>
          <span className="buttons end">
            {line.controls}
            <span className="number">{amount(line.subtotal)}</span>
          </span>
        </div>
      ))}
      {Boolean(charged.discount_subtotal) && (
        <div className="row">
          <span>Discount</span>
          <span className="number">−{amount(charged.discount_subtotal)}</span>
        </div>
      )}
      <div className="row total">
        <span>Tax</span>
        <span className="number" data-testid="tax">
          {amount(charged.tax_total)}
        </span>
      </div>
      {taxByJurisdiction(charged).map((tax) => (
        <div className="row tight quiet" key={`${tax.name} ${tax.rate}`}>
          <span>
            {tax.name} ({Number(tax.rate.toFixed(4))}%)
          </span>
          <span className="number">{amount(tax.amount)}</span>
        </div>
      ))}
      {untaxed && <p className="quiet">{untaxed.text}</p>}
      {source && SOURCES[source] && <p className="quiet">{SOURCES[source]}</p>}
      <div className="row total">
        <span>Total</span>
        <span className="number" data-testid="total">
          {amount(charged.total)}
        </span>
      </div>
    </>
  )
}

const NotTaxed = ({ line }: { line: TaxedLine }) => {
  const untaxed = whyNotTaxed(line)
  return untaxed ? <div className="quiet">{untaxed.text}</div> : null
}
