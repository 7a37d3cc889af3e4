import {
  type TaxedLine,
  sourceOf,
  taxByJurisdiction,
  whyNotTaxed,
} from "./tax-by-jurisdiction"

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

const SOURCES: Record<string, string> = {
  kintsugi: "Calculated by Kintsugi.",
  fallback: "Kintsugi can't answer right now: the store's own rates apply.",
  zero: "Kintsugi can't answer right now.",
  pending: "Tax is calculated once there is an address.",
}

export const money = (currency: string, amount = 0): string =>
  new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: currency.toUpperCase(),
  }).format(amount)

/** The charges, line by line, and the tax of each jurisdiction. */
export const Receipt = ({ charged }: { charged: Charged }) => {
  const amount = (value: number | null | undefined) =>
    money(charged.currency_code, value ?? 0)
  const items = charged.items ?? []
  const shippingMethods = charged.shipping_methods ?? []
  const linesByType = { items, shipping_methods: shippingMethods }
  const lines = [
    ...items.map((item) => ({
      ...item,
      name: `${item.quantity} × ${item.title}`,
    })),
    ...shippingMethods.map((method) => ({
      ...method,
      name: `Shipping: ${method.name}`,
    })),
  ]
  const source = sourceOf(linesByType)
  return (
    <>
      {lines.map((line) => (
        <div className="row" key={line.id}>
          <span>
            {line.name}
            <ExemptReason reason={whyNotTaxed(line)} />
          </span>
          <span className="number">{amount(line.subtotal)}</span>
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
      {taxByJurisdiction(linesByType).map(({ name, rate, cents }) => (
        <div className="row tight quiet" key={`${name} ${rate}`}>
          <span>
            {name} ({Number((Number(rate) * 100).toFixed(4))}%)
          </span>
          <span className="number">{amount(cents / 100)}</span>
        </div>
      ))}
      {source && <p className="quiet">{SOURCES[source] ?? source}</p>}
      <div className="row total">
        <span>Total</span>
        <span className="number" data-testid="total">
          {amount(charged.total)}
        </span>
      </div>
    </>
  )
}

const ExemptReason = ({ reason }: { reason?: string }) =>
  reason ? <div className="quiet">{reason}</div> : null
