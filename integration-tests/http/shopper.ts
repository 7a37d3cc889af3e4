import type { AxiosError } from "axios"
import type { ShopVariant } from "../../demo/shop"
import type { Store } from "./store"

export type TaxLine = {
  id: string
  rate: number
  code: string
  description: string
  provider_id: string
  data: Record<string, unknown>
}

export type Discount = { code: string; amount: number }

export type Cart = {
  id: string
  currency_code: string
  items: {
    id: string
    title: string
    product_id: string
    quantity: number
    tax_lines: TaxLine[]
    adjustments?: Discount[]
    tax_total: number
  }[]
  shipping_methods: {
    id: string
    tax_lines: TaxLine[]
    adjustments?: Discount[]
    tax_total: number
  }[]
  tax_total: number
  item_tax_total: number
  shipping_tax_total: number
  item_subtotal: number
  total: number
}

export type Address = {
  address_1?: string
  address_2?: string
  city?: string
  province?: string
  postal_code?: string
  country_code: string
}

export const ADDRESSES = {
  austin: {
    address_1: "1100 Congress Ave",
    city: "Austin",
    province: "TX",
    postal_code: "78701",
    country_code: "us",
  },
  losAngeles: {
    address_1: "200 N Spring St",
    city: "Los Angeles",
    province: "us-ca",
    postal_code: "90012",
    country_code: "us",
  },
  newYork: {
    address_1: "11 Wall St",
    city: "New York",
    province: "New York",
    postal_code: "10005",
    country_code: "us",
  },
  nashville: {
    address_1: "500 Commerce St",
    city: "Nashville",
    province: "tn",
    postal_code: "37203",
    country_code: "us",
  },
  miami: {
    address_1: "111 NW 1st St",
    city: "Miami",
    province: "Florida",
    postal_code: "33128",
    country_code: "us",
  },
  portland: {
    address_1: "1221 SW 4th Ave",
    city: "Portland",
    province: "OR",
    postal_code: "97204",
    country_code: "us",
  },
  denver: {
    address_1: "1437 Bannock St",
    city: "Denver",
    province: "Colorado",
    postal_code: "80202",
    country_code: "us",
  },
  toronto: {
    address_1: "100 Queen St W",
    city: "Toronto",
    province: "ca-on",
    postal_code: "M5H 2N2",
    country_code: "ca",
  },
  berlin: {
    address_1: "Unter den Linden 77",
    city: "Berlin",
    postal_code: "10117",
    country_code: "de",
  },
  tokyo: {
    address_1: "1-1 Chiyoda",
    city: "Tokyo",
    postal_code: "100-8111",
    country_code: "jp",
  },
} satisfies Record<string, Address>

/**
 * Makes the calls of a storefront, as a shopper clicks along.
 *
 * @param neighbors - whether each cart is shipped to a flat of its own, so that
 * Kintsugi's answer for one is not cached for another
 */
export const shopperOf = (store: Store, { neighbors = false } = {}) => {
  const call = async <T>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: unknown
  ): Promise<T> => {
    const { data } = await store.api
      .request<T>({
        method,
        url: path,
        data: body,
        headers: { "x-publishable-api-key": store.shop.publishableKey },
      })
      // Axios's own error only has the status, and Jest can't serialize it.
      .catch((error: unknown) => {
        const { message, response } = error as AxiosError
        throw Object.assign(
          new Error(`${message}: ${JSON.stringify(response?.data)}`),
          { response: { status: response?.status, data: response?.data } }
        )
      })
    return data
  }
  const fields =
    "fields=*items.tax_lines,*shipping_methods.tax_lines,+items.tax_total,+item_tax_total,+shipping_tax_total"

  const read = async (id: string) =>
    (await call<{ cart: Cart }>("GET", `/store/carts/${id}?${fields}`)).cart

  /** The cart in the answer to the change. */
  const change = async (id: string, path: string, body?: unknown) =>
    (
      await call<{ cart: Cart }>(
        "POST",
        `/store/carts/${id}${path}?${fields}`,
        body
      )
    ).cart

  /** Starts a payment; a provider identifies it by the session's id. */
  const pay = async (cartId: string) => {
    const { payment_collection } = await call<{
      payment_collection: { id: string }
    }>("POST", "/store/payment-collections", { cart_id: cartId })
    const opened = await call<{
      payment_collection: { payment_sessions: { id: string }[] }
    }>(
      "POST",
      `/store/payment-collections/${payment_collection.id}/payment-sessions`,
      { provider_id: "pp_system_default" }
    )
    return opened.payment_collection.payment_sessions[0]!
  }

  return {
    call,
    read,
    pay,
    /** @param contents - what the same call puts into the cart */
    createCart: async (
      region: keyof Store["shop"]["regions"] = "us",
      contents: {
        items?: { variant_id: string; quantity: number }[]
        shipping_address?: Address
        promo_codes?: string[]
      } = {}
    ) =>
      (
        await call<{ cart: Cart }>("POST", "/store/carts", {
          region_id: store.shop.regions[region],
          email: "mia.shopper@example.com",
          ...contents,
        })
      ).cart.id,
    add: (id: string, variant: ShopVariant, quantity = 1) =>
      change(id, "/line-items", { variant_id: variant.variantId, quantity }),
    setAddress: (id: string, shipping_address: Address) =>
      change(id, "", {
        shipping_address: {
          ...(neighbors && { address_2: `Flat ${id.slice(-12)}` }),
          ...shipping_address,
        },
      }),
    ship: (
      id: string,
      option: keyof Store["shop"]["shippingOptions"] = "standard"
    ) =>
      change(id, "/shipping-methods", {
        option_id: store.shop.shippingOptions[option],
      }),
    calculateTaxes: (id: string) => change(id, "/taxes"),
    promote: (id: string) =>
      change(id, "/promotions", { promo_codes: [store.shop.promotionCode] }),
    complete: async (id: string) => {
      await pay(id)
      return call<{ type: string; order: { id: string; total: number } }>(
        "POST",
        `/store/carts/${id}/complete`
      )
    },
  }
}
