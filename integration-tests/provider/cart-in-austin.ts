import type {
  ItemTaxCalculationLine,
  ShippingTaxCalculationLine,
  TaxCalculationContext,
  TaxRateDTO,
} from "@medusajs/framework/types"
import type { KintsugiTaxContext } from "../../src/tax/cart/tax-context"
import { type TaxLine, lineIdOf } from "../../src/tax/tax-lines/build-tax-lines"

/** What Medusa passes to its tax provider, and what it does with the answer. */

export const TEXAS_RATE = {
  id: "txr_01JTEXAS",
  name: "Texas default",
  code: "TXDEF",
  rate: 8.25,
} as TaxRateDTO

/** Two shirts of 19.99, which the sandbox taxes 2.50 + 0.40 + 0.40. */
export const item = (
  fields: Record<string, unknown> = {},
  rates: TaxRateDTO[] = [TEXAS_RATE]
): ItemTaxCalculationLine =>
  ({
    line_item: {
      id: "cali_01JSHIRT",
      product_id: "prod_01JSHIRT",
      quantity: 2,
      unit_price: 19.99,
      currency_code: "usd",
      ...fields,
    },
    rates,
  }) as ItemTaxCalculationLine

/** A mug of 12.00, which the sandbox taxes 0.75 + 0.12 + 0.12. */
export const mug = (fields: Record<string, unknown> = {}) =>
  item({
    id: "cali_01JMUG",
    product_id: "prod_01JMUG",
    quantity: 1,
    unit_price: 12,
    ...fields,
  })

/** A parcel of 9.50, which the sandbox taxes 0.59 + 0.10 + 0.10. */
export const parcel = (
  rates: TaxRateDTO[] = [TEXAS_RATE]
): ShippingTaxCalculationLine =>
  ({
    shipping_line: {
      id: "casm_01JPARCEL",
      shipping_option_id: "so_01JPARCEL",
      unit_price: 9.5,
      currency_code: "usd",
    },
    rates,
  }) as ShippingTaxCalculationLine

export const AUSTIN = {
  address_1: "1100 Congress Ave",
  city: "Austin",
  province_code: "us-tx",
  postal_code: "78701",
  country_code: "us",
}

export const JANE = {
  id: "cus_01JANE",
  email: "jane@example.com",
  customer_groups: [],
}

/** The context of a cart in Austin, with what the plugin's hook adds. */
export const cart = (
  fields: Record<string, unknown> = {},
  hook: KintsugiTaxContext | undefined = {
    kintsugi: {
      external_id: "cart_01JAUSTIN",
      replaces: true,
      customer_trusted: true,
    },
  }
): TaxCalculationContext =>
  ({
    address: AUSTIN,
    customer: JANE,
    additional_context: hook,
    ...fields,
  }) as TaxCalculationContext

/** The same cart without the plugin's hook. */
export const cartWithoutHook = () => cart({ additional_context: undefined })

/** Carts keep seven digits of a rate: a millionth of these amounts. */
export const FLOAT4 = 6

/** The tax that Medusa charges for a line: the rates' sum / 100 × net. */
export const charged = (lines: TaxLine[], net: number) =>
  lines.reduce((sum, { rate }) => sum + ((rate ?? 0) / 100) * net, 0)

/** The distinct lines that these tax lines are for. */
export const idsOf = (lines: TaxLine[]): string[] => [
  ...new Set(lines.map(lineIdOf)),
]

export const taxLinesOf = (id: string, lines: TaxLine[]): TaxLine[] =>
  lines.filter((line) => lineIdOf(line) === id)

/** The shirts' tax line at the store's own rate. */
export const fallback = (reason: string) => ({
  line_item_id: "cali_01JSHIRT",
  provider_id: "tp_kintsugi_kintsugi",
  rate_id: "txr_01JTEXAS",
  name: "Texas default",
  code: "TXDEF",
  rate: 8.25,
  data: { source: "fallback", reason },
})
