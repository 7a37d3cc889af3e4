import { backOfficeOf } from "./order-driver"
import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "hooks off",
  {
    options: {
      hooks: {
        cartTaxLines: false,
        cartRefresh: false,
        cartPromotions: false,
        orderTaxLines: false,
        cartRoutes: false,
        orderRoutes: false,
      },
    },
  },
  (store) => {
    const shopper = shopperOf(store, { neighbors: true })
    const office = backOfficeOf(store)

    const coatInAustin = async () => {
      const id = await shopper.createCart()
      await shopper.add(id, store.shop.variants.coat, 1)
      await shopper.setAddress(id, ADDRESSES.austin)
      return { id, cart: await shopper.ship(id) }
    }

    it("with the hooks off, the plugin is a plain tax provider", async () => {
      const { id, cart } = await coatInAustin()
      // 8.25% of 120.00, as one tax line, and 0.82 of 9.95.
      expect(cart.items[0]?.tax_lines).toHaveLength(1)
      expect(cart.tax_total).toBeCloseTo(9.9 + 0.82, 4)

      store.sandbox.clearRequests()
      const promoted = await shopper.promote(id)
      expect(store.sandbox.requests()).toEqual([])
      expect(promoted.tax_total).toBeCloseTo(8.91 + 0.82, 4)

      const { order } = await shopper.complete(id)
      expect(store.sandbox.requests()).toEqual([])
      expect(order.total).toBeCloseTo(108 + 9.95 + 8.91 + 0.82, 4)
    })

    it("with the hooks off, refreshCartTaxWorkflow refreshes a cart", async () => {
      const { id } = await coatInAustin()
      await shopper.promote(id)
      const { refreshCartTaxWorkflow } =
        await import("medusa-plugin-kintsugi/workflows")
      await refreshCartTaxWorkflow(store.container).run({
        input: { cart_id: id },
      })
      const { items, tax_total } = await shopper.read(id)
      expect(items[0]?.tax_lines).toHaveLength(3)
      expect(tax_total).toBeCloseTo(8.91 + 0.82, 4)
    })

    it("with the hooks off, an item that an order edit adds is taxed once", async () => {
      const { id } = await coatInAustin()
      const { order } = await shopper.complete(id)
      await office.edit(order.id, {
        add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 2 }],
      })
      expect((await office.read(order.id)).tax_total).toBeCloseTo(
        29.7 + 0.82,
        4
      )
    })
  }
)
