import { capturePayments } from "../../demo/capture"
import { TEXAS } from "../../demo/purchases"
import type { Shop } from "../../demo/shop"
import { type Api, apiOf } from "../../scripts/store/api"
import { until } from "../processes/until"
import type { Sandbox } from "../sandbox"

const FIELDS =
  "fields=+metadata,+item_subtotal,+discount_subtotal,+shipping_subtotal,+tax_total,+credit_line_total,+total,*credit_lines,*items"

/** How long Kintsugi may wait for a sale, in ms. */
const PATIENCE_MS = 120_000

type Totals = {
  item_subtotal: number
  shipping_subtotal: number
  discount_subtotal: number
  tax_total: number
  credit_line_total: number
  total: number
}

export type LoyaltyCart = Totals & {
  id: string
  metadata: Record<string, unknown> | null
  credit_lines: { reference: string; amount: number }[]
}

export type LoyaltyOrder = Totals & {
  id: string
  items: { id: string; title: string; quantity: number }[]
}

/** What a cart's goods and shipping cost with tax, before gift cards. */
export const worthOf = (cart: Totals): number =>
  toCents(
    cart.item_subtotal +
      cart.shipping_subtotal -
      cart.discount_subtotal +
      cart.tax_total
  )

export const toCents = (amount: number): number => Math.round(amount * 100)

/** What a shopper and a merchant do in a store with Medusa's loyalty plugin. */
export const loyaltyWalk = async (
  storeUrl: string,
  admin: Api,
  shop: Shop,
  sandbox: Sandbox
) => {
  const key = { "x-publishable-api-key": shop.publishableKey }
  const { shopper, customerId } = await register(storeUrl, key)

  const read = async (id: string) =>
    (
      await shopper<{ cart: LoyaltyCart }>(
        "GET",
        `/store/carts/${id}?${FIELDS}`
      )
    ).cart
  const mug = (quantity: number) => ({
    variant_id: shop.variants.mug.variantId,
    quantity,
  })

  return {
    customerId,
    read,
    createGiftCard: async (value: number): Promise<string> => {
      const { gift_card } = await admin<{ gift_card: { code: string } }>(
        "POST",
        "/admin/gift-cards",
        { currency_code: "usd", value }
      )
      return gift_card.code
    },
    /** Gives the customer store credit. */
    giveCredit: async (amount: number): Promise<void> => {
      const { store_credit_account } = await admin<{
        store_credit_account: { id: string }
      }>("POST", "/admin/store-credit-accounts", {
        currency_code: "usd",
        customer_id: customerId,
      })
      await admin(
        "POST",
        `/admin/store-credit-accounts/${store_credit_account.id}/credit`,
        { amount }
      )
    },
    creditOf: async (): Promise<number> => {
      const { store_credit_accounts } = await admin<{
        store_credit_accounts: { balance: number }[]
      }>(
        "GET",
        `/admin/store-credit-accounts?customer_id=${customerId}&fields=*`
      )
      return store_credit_accounts[0]?.balance ?? 0
    },
    /** A cart of mugs that is shipped to Austin. */
    fillCart: async (quantity: number): Promise<string> => {
      const { cart } = await shopper<{ cart: { id: string } }>(
        "POST",
        "/store/carts",
        {
          region_id: shop.regions.us,
          items: [mug(quantity)],
          shipping_address: TEXAS.address,
        }
      )
      await shopper("POST", `/store/carts/${cart.id}/shipping-methods`, {
        option_id: shop.shippingOptions.standard,
      })
      return cart.id
    },
    add: (id: string, quantity: number) =>
      shopper("POST", `/store/carts/${id}/line-items`, mug(quantity)),
    promote: (id: string) =>
      shopper("POST", `/store/carts/${id}/promotions`, {
        promo_codes: [shop.promotionCode],
      }),
    payWithGiftCard: (id: string, code: string) =>
      shopper("POST", `/store/carts/${id}/gift-cards`, { code }),
    payWithCredit: (id: string, amount: number) =>
      shopper("POST", `/store/carts/${id}/store-credits`, { amount }),
    /** Pays what is left, and captures it. */
    placeOrder: async (id: string): Promise<LoyaltyOrder> => {
      const { payment_collection } = await shopper<{
        payment_collection: { id: string }
      }>("POST", "/store/payment-collections", { cart_id: id })
      if ((await read(id)).total > 0) {
        await shopper(
          "POST",
          `/store/payment-collections/${payment_collection.id}/payment-sessions`,
          { provider_id: "pp_system_default" }
        )
      }
      const placed = await shopper<{
        type: string
        order: { id: string }
        error?: { message: string }
      }>("POST", `/store/carts/${id}/complete`)
      if (placed.type !== "order") {
        throw new Error(`The cart is not an order: ${placed.error?.message}`)
      }
      const orderId = placed.order.id
      await capturePayments(admin, orderId)
      const { order } = await admin<{ order: LoyaltyOrder }>(
        "GET",
        `/admin/orders/${orderId}?${FIELDS}`
      )
      return order
    },
    /**
     * Leaves so many of an order's first item, and gives what that is too much
     * for as store credit.
     *
     * @returns the amount
     */
    refundToCredit: async (
      { id, items }: LoyaltyOrder,
      quantity: number
    ): Promise<number> => {
      await admin("POST", "/admin/order-edits", { order_id: id })
      await admin(
        "POST",
        `/admin/order-edits/${id}/items/item/${items[0]!.id}`,
        {
          quantity,
        }
      )
      await admin("POST", `/admin/order-edits/${id}/request`)
      await admin("POST", `/admin/order-edits/${id}/confirm`)
      const { order } = await admin<{
        order: { summary: { pending_difference: number } }
      }>("GET", `/admin/orders/${id}?fields=+summary`)
      const { pending_difference } = order.summary
      await admin("POST", `/admin/orders/${id}/credit-lines`, {
        amount: pending_difference,
        reference: "store-credit",
        reference_id: customerId,
      })
      return -pending_difference
    },
    /** The order's sale, once Kintsugi has it as expected. */
    saleOf: async (
      { id }: Pick<LoyaltyOrder, "id">,
      isExpected: (tax: number) => boolean = () => true
    ) => {
      const find = () =>
        sandbox
          .transactions()
          .find(
            ({ external_id, total_tax_amount_imported: tax }) =>
              external_id === id && isExpected(Number(tax))
          )
      await until(
        `Kintsugi has the sale of ${id}`,
        () => Boolean(find()),
        PATIENCE_MS
      )
      return find()!
    },
  }
}

const register = async (storeUrl: string, key: Record<string, string>) => {
  const credentials = { email: "mia@example.com", password: "only-for-a-test" }
  const { token } = await apiOf(storeUrl)<{ token: string }>(
    "POST",
    "/auth/customer/emailpass/register",
    credentials
  )
  const { customer } = await apiOf(storeUrl, {
    ...key,
    authorization: `Bearer ${token}`,
  })<{ customer: { id: string } }>("POST", "/store/customers", {
    email: credentials.email,
    first_name: "Mia",
    last_name: "Shopper",
  })
  const signedIn = await apiOf(storeUrl)<{ token: string }>(
    "POST",
    "/auth/customer/emailpass",
    credentials
  )
  return {
    customerId: customer.id,
    shopper: apiOf(storeUrl, {
      ...key,
      authorization: `Bearer ${signedIn.token}`,
    }),
  }
}
