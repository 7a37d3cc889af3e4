import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { isOfItsCustomer } from "./signed-in-customer"

/** A store with this order, where the signed-in customer had these carts. */
const storeWith = (order: object, signedInCarts: string[]) =>
  ({
    resolve: (name: string) =>
      name === KINTSUGI_MODULE
        ? {
            customers: {
              isTrusted: async (cartId: string, customerId: string) =>
                customerId === "cus_school" && signedInCarts.includes(cartId),
            },
          }
        : name === ContainerRegistrationKeys.QUERY
          ? { graph: async () => ({ data: [order] }) }
          : undefined,
  }) as unknown as MedusaContainer

const CART = { customer_id: "cus_school", cart: { id: "cart_1" } }
const DRAFT = { customer_id: "cus_school", cart: null }

const card = { tax_lines: [] }
const taxed = { tax_lines: [{ data: { source: "kintsugi" } }] }
const guests = { tax_lines: [{ data: { customer: "guest" } }] }

describe("isOfItsCustomer", () => {
  it.each([
    ["accepts an order by its tax lines", [taxed], CART, [], true],
    [
      "rejects an order with tax lines of a guest",
      [taxed, guests],
      CART,
      ["cart_1"],
      false,
    ],
    [
      "rejects an order of a gift card alone that a guest bought",
      [card],
      CART,
      [],
      false,
    ],
    [
      "accepts an order of a gift card alone that the signed-in customer bought",
      [card],
      CART,
      ["cart_1"],
      true,
    ],
    ["accepts a draft without taxed lines", [card], DRAFT, [], true],
    ["accepts a draft without lines", [], DRAFT, [], true],
  ])("%s", async (_, items, order, signedInCarts, expected) => {
    const container = storeWith(order, signedInCarts)
    expect(
      await isOfItsCustomer({ id: "order_1", items: items as never }, container)
    ).toBe(expected)
  })
})
