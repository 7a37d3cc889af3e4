import type { StoreCart, StoreOrder } from "@medusajs/types"
import {
  taxByJurisdiction,
  whyNotTaxed,
} from "medusa-plugin-kintsugi/storefront"

/** The tax of a cart or an order, and of each jurisdiction. */
export const TaxSummary = ({ cart }: { cart: StoreCart | StoreOrder }) => {
  const money = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: cart.currency_code,
  })
  return (
    <dl>
      <dt>Tax</dt>
      <dd>{whyNotTaxed(cart)?.text ?? money.format(cart.tax_total)}</dd>
      {taxByJurisdiction(cart).map(({ name, rate, amount }) => (
        <div key={`${name} ${rate}`}>
          <dt>{rate ? `${name} (${Number(rate.toFixed(4))}%)` : name}</dt>
          <dd>{money.format(amount)}</dd>
        </div>
      ))}
    </dl>
  )
}
