import type { SerializedLine } from "../../src/tax/cart/cart-lines"
import type { KintsugiTaxContext } from "../../src/tax/cart/tax-context"
import { cart } from "./cart-in-austin"

/** A line as the plugin's workflows pass it: two shirts, less 10 %. */
export const inContext = (
  fields: Partial<SerializedLine> = {}
): SerializedLine => ({
  kind: "item",
  id: "cali_01JSHIRT",
  product_id: "prod_01JSHIRT",
  title: "Oxford Shirt",
  sku: "SHIRT-OX-M",
  quantity: "2",
  with_tax: "0",
  // 39.98 less 10 %.
  without_tax: "35.982",
  ...fields,
})

export const WHOLE_CART = [
  inContext(),
  inContext({
    id: "cali_01JMUG",
    product_id: "prod_01JMUG",
    title: "Mug",
    sku: undefined,
    quantity: "1",
    without_tax: "12",
  }),
  inContext({
    kind: "shipping",
    id: "casm_01JPARCEL",
    product_id: undefined,
    title: "Parcel",
    sku: undefined,
    quantity: "1",
    without_tax: "5",
  }),
]

/** The context of a cart in Austin that the workflows pass as a whole. */
export const whole = (
  fields: Partial<KintsugiTaxContext["kintsugi"]> = {},
  context: Record<string, unknown> = {}
) =>
  cart(context, {
    kintsugi: {
      external_id: "cart_01JAUSTIN",
      replaces: true,
      lines: WHOLE_CART,
      customer_trusted: true,
      ...fields,
    },
  })
