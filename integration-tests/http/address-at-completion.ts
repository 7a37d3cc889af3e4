import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { ADDRESSES, type Address, shopperOf } from "./shopper"
import type { Store } from "./store"

export const SEARCH = "POST /v1/address_validation/search"

/** An address that the estimate accepts and the search rejects. */
export const NONEXISTENT_ADDRESS = { ...ADDRESSES.austin, postal_code: "00000" }

type Order = { metadata: Record<string, unknown> | null }

/** Completes carts with various addresses. */
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
      const session = await shopper.pay(cartId)
      await store.container
        .resolve("payment")
        .authorizePaymentSession(session.id, {})
    },
    orderOf: async (id: string): Promise<Order> =>
      (await store.admin<{ order: Order }>("GET", `/admin/orders/${id}`)).order,
    /** Runs `act` and returns the warnings that it logged. */
    logOf: async (act: () => Promise<unknown>): Promise<string> => {
      const logger = store.container.resolve(ContainerRegistrationKeys.LOGGER)
      const warn = jest.spyOn(logger, "warn")
      await act()
      const warnings = JSON.stringify(warn.mock.calls)
      warn.mockRestore()
      return warnings
    },
  }
}
