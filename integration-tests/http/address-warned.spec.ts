import { NOWHERE, SEARCH, completionsOf } from "./address-at-completion"
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

    it("marks an order to an address that doesn't exist, and says so", async () => {
      let metadata: unknown
      const said = await shopper.logOf(async () => {
        metadata = (await orderTo(NOWHERE)).metadata
      })
      expect(metadata).toEqual({ kintsugi_address_status: "invalid" })
      expect(said).toMatch(/cart_\w+: its shipping address is invalid/)
      expect(said).not.toContain("Congress")
      expect(said).not.toContain("00000")
    })

    it("marks an order whose city has another name", async () => {
      const order = await orderTo({ ...ADDRESSES.austin, city: "Ostin" })
      expect(order.metadata).toEqual({
        kintsugi_address_status: "partially_verified",
      })
    })

    it("leaves an order to an address that exists as it is", async () => {
      expect((await orderTo(ADDRESSES.austin)).metadata).toBeNull()
    })

    it("keeps what else a cart says, and tells when it was put right", async () => {
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

    it("places an order while Kintsugi is down", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: SEARCH,
        times: Infinity,
      })
      const order = await orderTo({ ...NOWHERE, address_1: "1 Elsewhere Ave" })
      expect(order.metadata).toBeNull()
    })
  }
)
