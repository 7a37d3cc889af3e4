import type {
  ItemTaxCalculationLine,
  ShippingTaxCalculationLine,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { type SerializedLine, serializeLines } from "../src/tax/cart/cart-lines"

export type CartOfLines = {
  items: ItemTaxCalculationLine[]
  shipping: ShippingTaxCalculationLine[]
  context: TaxCalculationContext & {
    additional_context: {
      kintsugi: { external_id: string; replaces: true; lines: SerializedLine[] }
    }
  }
}

/** The number of products in the carts' catalog. */
const PRODUCTS = 40

/**
 * What the plugin's workflows pass to the provider for a cart in Austin with
 * `size` items and one shipping method.
 *
 * @param number - different numbers give different carts
 */
export const cartOfLines = (size: number, number: number): CartOfLines => {
  const id = `cart_${size}_${number}`
  const items = Array.from({ length: size }, (_, index) => ({
    id: `cali_${size}_${number}_${index}`,
    product_id: `prod_${index % PRODUCTS}`,
    title: `Product ${index % PRODUCTS}`,
    variant_sku: `SKU-${index}`,
    quantity: 1 + ((index + number) % 9),
    unit_price: 1 + (((index + 1) * 7919) % 20_000) / 100,
    currency_code: "usd",
  }))
  const shipping = {
    id: `casm_${size}_${number}`,
    shipping_option_id: "so_standard",
    name: "Standard",
    amount: 9.95,
    unit_price: 9.95,
    currency_code: "usd",
  }
  return {
    items: items.map((line_item) => ({ line_item, rates: [] })),
    shipping: [{ shipping_line: shipping, rates: [] }],
    context: {
      address: {
        address_1: `${number} Congress Ave`,
        city: "Austin",
        province_code: "us-tx",
        postal_code: "78701",
        country_code: "us",
      },
      additional_context: {
        kintsugi: {
          external_id: id,
          replaces: true,
          lines: serializeLines({
            id,
            currency_code: "usd",
            items,
            shipping_methods: [shipping],
          }),
        },
      },
    },
  }
}
