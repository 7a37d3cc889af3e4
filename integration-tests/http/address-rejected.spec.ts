import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import { NOWHERE, SEARCH, completionsOf } from "./address-at-completion"
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
    const { refusal } = merchantOf(store)

    it("places an order to an address that exists, unmarked", async () => {
      const id = await shopper.cartTo(ADDRESSES.austin)
      const { order } = await shopper.complete(id)
      expect((await shopper.orderOf(order.id)).metadata).toBeNull()
      expect(
        store.sandbox.requests({ path: SEARCH.split(" ")[1] })
      ).toHaveLength(1)
    })

    it("refuses an address that doesn't, until it is put right", async () => {
      const id = await shopper.cartTo(NOWHERE)
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

    it("refuses no order that is paid for, but marks it", async () => {
      const id = await shopper.cartTo(NOWHERE)
      await shopper.authorize(id)
      const { order } = await shopper.call<{ order: { id: string } }>(
        "POST",
        `/store/carts/${id}/complete`
      )
      expect((await shopper.orderOf(order.id)).metadata).toEqual({
        kintsugi_address_status: "invalid",
      })
    })

    it("lets a payment webhook complete a cart", async () => {
      const id = await shopper.cartTo(NOWHERE)
      await shopper.authorize(id)
      const { result } = await completeCartWorkflow(store.container).run({
        input: { id },
      })
      expect(result.id).toMatch(/^order_/)
    })

    it("answers a completion that comes twice with the same order", async () => {
      const id = await shopper.cartTo(NOWHERE)
      await shopper.authorize(id)
      const path = `/store/carts/${id}/complete`
      const first = await shopper.call<{ order: { id: string } }>("POST", path)
      const second = await shopper.call<{ order: { id: string } }>("POST", path)
      expect(second.order.id).toBe(first.order.id)
    })

    it.each([
      ["down", { kind: "status", status: 503 } as const],
      ["silent", { kind: "hang" } as const],
    ])("passes what Kintsugi can't tell of, being %s", async (name, fault) => {
      const id = await shopper.cartTo({
        ...NOWHERE,
        address_1: `${name} Congress Ave`,
      })
      store.sandbox.fail({ ...fault, endpoint: SEARCH, times: Infinity })
      const { order } = await shopper.complete(id)
      expect((await shopper.orderOf(order.id)).metadata).toBeNull()
    })

    it("asks about nothing outside the US", async () => {
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
