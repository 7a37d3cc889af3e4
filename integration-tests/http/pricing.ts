import type { ShopVariant } from "../../demo/shop"
import type { Store } from "./store"

/** In major units, by currency. */
type Amounts = Record<string, number>

/** Sets prices and promotions as a merchant does, over the Admin API. */
export const pricingOf = (store: Pick<Store, "admin">) => {
  const pricesOf = (amounts: Amounts) =>
    Object.entries(amounts).map(([currency_code, amount]) => ({
      currency_code,
      amount,
    }))
  let promotions = 0

  return {
    /** Sets whether prices in a currency include their tax. */
    includeTax: async (currency: string, is_tax_inclusive = true) => {
      const { price_preferences } = await store.admin<{
        price_preferences: { id: string; value: string }[]
      }>("GET", "/admin/price-preferences?attribute=currency_code")
      const preference = price_preferences.find(
        ({ value }) => value === currency
      )
      await store.admin("POST", `/admin/price-preferences/${preference!.id}`, {
        is_tax_inclusive,
      })
    },

    /** Replaces all prices of a variant. */
    price: ({ productId, variantId }: ShopVariant, amounts: Amounts) =>
      store.admin(
        "POST",
        `/admin/products/${productId}/variants/${variantId}`,
        {
          prices: pricesOf(amounts),
        }
      ),

    /** Replaces all prices of a shipping option. */
    priceShipping: (optionId: string, amounts: Amounts) =>
      store.admin("POST", `/admin/shipping-options/${optionId}`, {
        prices: pricesOf(amounts),
      }),

    /**
     * Creates a promotion that requires its code: a percentage off all items,
     * unless `method` says otherwise.
     *
     * @returns its code
     */
    createPromotion: async (
      method: Record<string, unknown>,
      is_tax_inclusive = false
    ): Promise<string> => {
      promotions += 1
      const code = `CODE${promotions}`
      const allocation = method.allocation ?? "across"
      await store.admin("POST", "/admin/promotions", {
        code,
        type: "standard",
        status: "active",
        is_automatic: false,
        is_tax_inclusive,
        application_method: {
          type: "percentage",
          target_type: "items",
          allocation,
          ...(allocation !== "across" && { max_quantity: 10 }),
          ...method,
        },
      })
      return code
    },
  }
}
