import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import {
  NONEXISTENT_ADDRESS,
  SEARCH,
  completionsOf,
} from "./address-at-completion"
import { merchantOf } from "./classification"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "addresses rejected at completion",
  {
    options: { validateAddress: "reject", timeoutMs: 1_000, deadlineMs: 2_500 },
  },
  (store) => {
    const shopper = completionsOf(store)
    const { expectRefusal: refusal } = merchantOf(store)

    it("completing a cart to an existing address places an unmarked order", async () => {
      const id = await shopper.cartTo(ADDRESSES.austin)
      const { order } = await shopper.complete(id)
      expect((await shopper.orderOf(order.id)).metadata).toBeNull()
      expect(
        store.sandbox.requests({ path: SEARCH.split(" ")[1] })
      ).toHaveLength(1)
    })

    it("completing a cart to a nonexistent address is refused until it is corrected", async () => {
      const id = await shopper.cartTo(NONEXISTENT_ADDRESS)
      await expect(refusal(shopper.complete(id))).resolves.toMatchObject({
        status: 400,
        code: "kintsugi_invalid_address",
        message:
          "The shipping address could not be found. Please check street, city, state and postal code.",
      })
      const { cart } = await shopper.call<{
        cart: {
          completed_at: string | null
          payment_collection: { payment_sessions: { status: string }[] }
        }
      }>(
        "GET",
        `/store/carts/${id}?fields=completed_at,*payment_collection.payment_sessions`
      )
      expect(cart.completed_at).toBeNull()
      expect(
        cart.payment_collection.payment_sessions.map(({ status }) => status)
      ).toEqual(["pending"])

      await shopper.setAddress(id, ADDRESSES.austin)
      const { type } = await shopper.complete(id)
      expect(type).toBe("order")
    })

    it("an order with an invalid address is placed and marked once it is paid for", async () => {
      const id = await shopper.cartTo(NONEXISTENT_ADDRESS)
      await shopper.authorize(id)
      const { order } = await shopper.call<{ order: { id: string } }>(
        "POST",
        `/store/carts/${id}/complete`
      )
      expect((await shopper.orderOf(order.id)).metadata).toEqual({
        kintsugi_address_status: "invalid",
      })
    })

    it("a payment webhook completes a cart with an invalid address", async () => {
      const id = await shopper.cartTo(NONEXISTENT_ADDRESS)
      await shopper.authorize(id)
      const { result } = await completeCartWorkflow(store.container).run({
        input: { id },
      })
      expect(result.id).toMatch(/^order_/)
    })

    it("completing a paid cart twice returns the same order", async () => {
      const id = await shopper.cartTo(NONEXISTENT_ADDRESS)
      await shopper.authorize(id)
      const path = `/store/carts/${id}/complete`
      const first = await shopper.call<{ order: { id: string } }>("POST", path)
      const second = await shopper.call<{ order: { id: string } }>("POST", path)
      expect(second.order.id).toBe(first.order.id)
    })

    it.each([
      ["down", { kind: "status", status: 503 } as const],
      ["silent", { kind: "hang" } as const],
    ])("an order goes unmarked while Kintsugi is %s", async (name, fault) => {
      const id = await shopper.cartTo({
        ...NONEXISTENT_ADDRESS,
        address_1: `${name} Congress Ave`,
      })
      store.sandbox.fail({ ...fault, endpoint: SEARCH, times: Infinity })
      const { order } = await shopper.complete(id)
      expect((await shopper.orderOf(order.id)).metadata).toBeNull()
    })

    it("addresses outside the US are not validated at completion", async () => {
      const { type } = await shopper.complete(
        await shopper.cartTo(ADDRESSES.berlin, "de")
      )
      expect(type).toBe("order")
      expect(
        store.sandbox.requests({ path: SEARCH.split(" ")[1] })
      ).toHaveLength(0)
    })
  }
)
