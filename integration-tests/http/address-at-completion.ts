import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { ADDRESSES, type Address, shopperOf } from "./shopper"
import type { Store } from "./store"

export const SEARCH = "POST /v1/address_validation/search"

/** Where the estimate has nothing against the address, and the search has. */
export const NOWHERE = { ...ADDRESSES.austin, postal_code: "00000" }

type Order = { metadata: Record<string, unknown> | null }

/** What happens to carts with this and that address. */
export const completionsOf = (store: Store) => {
  const shopper = shopperOf(store)
  return {
    ...shopper,
    /** A cart that is ready to be completed. */
    cartTo: async (address: Address, region: "us" | "de" = "us") => {
      const id = await shopper.createCart(region)
      await shopper.add(id, store.shop.variants.mug, 1)
      await shopper.setAddress(id, address)
      await shopper.ship(id)
      return id
    },
    /** Confirms the payment in the browser, as Stripe's shoppers do. */
    authorize: async (cartId: string) => {
      const { payment_collection } = await shopper.call<{
        payment_collection: { id: string }
      }>("POST", "/store/payment-collections", { cart_id: cartId })
      const session = await shopper.call<{
        payment_collection: { payment_sessions: { id: string }[] }
      }>(
        "POST",
        `/store/payment-collections/${payment_collection.id}/payment-sessions`,
        { provider_id: "pp_system_default" }
      )
      await store.container
        .resolve("payment")
        .authorizePaymentSession(
          session.payment_collection.payment_sessions[0]?.id ?? "",
          {}
        )
    },
    orderOf: async (id: string): Promise<Order> =>
      (await store.admin<{ order: Order }>("GET", `/admin/orders/${id}`)).order,
    /** What the log says meanwhile. */
    logOf: async (act: () => Promise<unknown>): Promise<string> => {
      const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
      const warn = jest.spyOn(logger, "warn")
      await act()
      const said = JSON.stringify(warn.mock.calls)
      warn.mockRestore()
      return said
    },
  }
}
