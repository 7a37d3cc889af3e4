import type { ItemOfOrder, OrderForLedger, TaxLineOfOrder } from "../order"

/** Tax of 8.25 % in two parts; a fixture of this folder's tests. */
export const TEXAN: TaxLineOfOrder[] = [
  {
    rate: 6.25,
    description: "Texas",
    data: { jurisdiction: { rate: "0.0625" } },
  },
  { rate: 2, description: "Austin", data: { jurisdiction: { rate: "0.02" } } },
]

/** Two units at 40.00, taxed with 5.00 and 1.60. */
export const LAMPS: ItemOfOrder = {
  id: "ordli_lamps",
  product_id: "prod_lamp",
  product_title: "Lamp",
  variant_sku: "LAMP-1",
  quantity: 2,
  unit_price: 40,
  tax_lines: TEXAN,
}

/** 96.60 in all: goods of 80.00, shipping of 10.00, tax of 6.60. */
export const orderInAustin = (
  fields: Partial<OrderForLedger> = {}
): OrderForLedger => ({
  id: "order_1",
  display_id: 7,
  status: "pending",
  created_at: "2026-11-01T10:00:00Z",
  updated_at: "2026-11-02T10:00:00Z",
  currency_code: "usd",
  email: "mia@example.com",
  customer_id: "cus_1",
  shipping_address: {
    first_name: "Mia",
    last_name: "Shopper",
    address_1: "1100 Congress Ave",
    city: "Austin",
    province: "tx",
    postal_code: "78701",
    country_code: "us",
  },
  items: [LAMPS],
  shipping_methods: [{ id: "ordsm_1", name: "Standard", amount: 10 }],
  ...fields,
})

/** A transaction with this id: a capture, or a refund if negative. */
export const money = (
  id: string,
  amount: number,
  at = "2026-11-03T10:00:00Z"
) => ({
  id,
  amount,
  reference: amount < 0 ? "refund" : "capture",
  reference_id: amount < 0 ? `ref_${id}` : `capt_${id}`,
  created_at: at,
})
