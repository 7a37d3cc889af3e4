import {
  NONEXISTENT_ADDRESS,
  SEARCH,
  completionsOf,
} from "./address-at-completion"
import { ADDRESSES, type Address } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "addresses warned of at completion",
  { options: { validateAddress: "warn", timeoutMs: 1_000, deadlineMs: 2_500 } },
  (store) => {
    const shopper = completionsOf(store)
    const orderTo = async (address: Address) => {
      const { order } = await shopper.complete(await shopper.cartTo(address))
      return shopper.orderOf(order.id)
    }

    it("an order to a nonexistent address is marked and logged", async () => {
      let metadata: unknown
      const warnings = await shopper.logOf(async () => {
        metadata = (await orderTo(NONEXISTENT_ADDRESS)).metadata
      })
      expect(metadata).toEqual({ kintsugi_address_status: "invalid" })
      expect(warnings).toMatch(/cart_\w+: its shipping address is invalid/)
      expect(warnings).not.toContain("Congress")
      expect(warnings).not.toContain("00000")
    })

    it("an order with a misspelled city is marked as partially verified", async () => {
      const order = await orderTo({ ...ADDRESSES.austin, city: "Ostin" })
      expect(order.metadata).toEqual({
        kintsugi_address_status: "partially_verified",
      })
    })

    it("an order to an existing address is not marked", async () => {
      expect((await orderTo(ADDRESSES.austin)).metadata).toBeNull()
    })

    it("an order keeps the cart's other metadata and is marked as verified once corrected", async () => {
      const id = await shopper.cartTo(ADDRESSES.austin)
      await shopper.call("POST", `/store/carts/${id}`, {
        metadata: { gift: "yes", kintsugi_address_status: "invalid" },
      })
      const { order } = await shopper.complete(id)
      expect((await shopper.orderOf(order.id)).metadata).toEqual({
        gift: "yes",
        kintsugi_address_status: "verified",
      })
    })

    it("an order is placed unmarked while Kintsugi is down", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: SEARCH,
        times: Infinity,
      })
      const order = await orderTo({
        ...NONEXISTENT_ADDRESS,
        address_1: "1 Elsewhere Ave",
      })
      expect(order.metadata).toBeNull()
    })
  }
)
