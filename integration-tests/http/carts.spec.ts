import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { giftCardOf } from "./new-product"
import { type Cart, type TaxLine, ADDRESSES, shopperOf } from "./shopper"
import { registeredCustomer } from "./registered-customer"
import { OWN_RATES } from "./single-mug-cart"
import { describeStore } from "./store"
import { deleteUsRates } from "./delete-tax-rates"

const CENTS = 4

/** A tax line in short: `Texas State Sales Tax 6.25`. */
const summaryOf = ({ description, rate }: TaxLine) =>
  `${description} ${Number(rate.toFixed(4))}`

const names = (lines: TaxLine[] | undefined) =>
  (lines ?? []).map(({ description }) => description)

describeStore("carts", OWN_RATES, (store) => {
  const shopper = shopperOf(store, { neighbors: true })
  const variants = () => store.shop.variants
  const estimates = () => store.sandbox.requests({ path: "/v1/tax/estimate" })

  const cartWith = async (
    region: "us" | "ca" | "de" | "jp",
    items: [keyof (typeof store)["shop"]["variants"], number][]
  ) => {
    const id = await shopper.createCart(region)
    for (const [variant, quantity] of items) {
      await shopper.add(id, variants()[variant], quantity)
    }
    return id
  }

  beforeEach(() => {
    store.sandbox.addProduct({
      external_id: variants().coat.productId,
      product_category: "Physical",
      product_subcategory: "General Clothing",
    })
  })

  it("no estimate is requested until the cart has a complete address", async () => {
    const id = await cartWith("us", [["mug", 1]])
    const withCountry = await shopper.setAddress(id, { country_code: "us" })
    const withState = await shopper.setAddress(id, {
      country_code: "us",
      province: "TX",
    })

    expect(store.sandbox.requests()).toEqual([])
    expect(withCountry.tax_total).toBe(0)
    expect(withState.tax_total).toBe(0)
    expect(withState.items[0]?.tax_lines).toEqual([
      expect.objectContaining({
        rate: 0,
        data: {
          source: "pending",
          reason: "address_incomplete",
          customer: "guest",
        },
      }),
    ])
  })

  it("a cart in Texas gets one tax line for each jurisdiction", async () => {
    const id = await cartWith("us", [["mug", 2]])
    const cart = await shopper.setAddress(id, ADDRESSES.austin)

    expect(cart.tax_total).toBeCloseTo(3.3, CENTS)
    expect(cart.items[0]?.tax_lines.map(summaryOf)).toEqual([
      "Texas State Sales Tax 6.2531",
      "Austin City Sales Tax 1.0005",
      "Austin MTA Transit Sales Tax 1.0005",
    ])
    expect(cart.items[0]?.tax_lines[0]).toMatchObject({
      code: "us-tx:texas-state-sales-tax",
      provider_id: "tp_kintsugi_kintsugi",
      data: {
        source: "kintsugi",
        has_active_registration: true,
        address_status: "VERIFIED",
        jurisdiction: { rate: "0.0625", amount: "2.50" },
        line: { tax_amount: "3.30", taxable_amount: "39.98" },
      },
    })
    expect(estimates()).toHaveLength(1)
    expect(estimates()[0]?.body).toMatchObject({
      currency: "USD",
      addresses: [
        {
          type: "SHIP_TO",
          street_1: "1100 Congress Ave",
          city: "Austin",
          state: "TX",
          postal_code: "78701",
          country: "US",
        },
      ],
      transaction_items: [
        {
          external_id: cart.items[0]?.id,
          external_product_id: variants().mug.productId,
          product_category: "Physical",
          product_subcategory: "General Physical",
          quantity: 2,
          amount: 39.98,
        },
      ],
    })
  })

  it("shipping to California is untaxed, with tax lines at a rate of 0", async () => {
    const id = await cartWith("us", [["tent", 1]])
    await shopper.setAddress(id, ADDRESSES.losAngeles)
    const cart = await shopper.ship(id)

    expect(cart.item_tax_total).toBeCloseTo(190, CENTS)
    expect(cart.shipping_tax_total).toBe(0)
    expect(cart.shipping_methods[0]?.tax_lines.length).toBeGreaterThan(0)
    for (const taxLine of cart.shipping_methods[0]?.tax_lines ?? []) {
      expect(taxLine).toMatchObject({ rate: 0, data: { source: "kintsugi" } })
    }
  })

  it("a coat in New York is taxed from 110.00 on, as classified at Kintsugi", async () => {
    const id = await cartWith("us", [["coat", 1]])
    const cart = await shopper.setAddress(id, ADDRESSES.newYork)

    expect(cart.tax_total).toBeCloseTo(10.65, CENTS)
    expect(estimates()[0]?.body).toMatchObject({
      transaction_items: [{ external_product_id: variants().coat.productId }],
    })
    expect(JSON.stringify(estimates()[0]?.body)).not.toContain(
      "product_category"
    )
  })

  it("Tennessee's local tax stops at the single-article cap", async () => {
    const id = await cartWith("us", [["tent", 1]])
    const cart = await shopper.setAddress(id, ADDRESSES.nashville)

    expect(cart.tax_total).toBeCloseTo(176, CENTS)
  })

  it("Florida's surtax stops at 5,000.00", async () => {
    const id = await cartWith("us", [["tent", 4]])
    const cart = await shopper.setAddress(id, ADDRESSES.miami)

    expect(cart.tax_total).toBeCloseTo(530, CENTS)
  })

  it("a cart in Oregon is charged no tax, with a tax line at a rate of 0", async () => {
    const id = await cartWith("us", [["mug", 1]])
    const cart = await shopper.setAddress(id, ADDRESSES.portland)

    expect(cart.tax_total).toBe(0)
    expect(cart.items[0]?.tax_lines).toEqual([
      expect.objectContaining({
        rate: 0,
        provider_id: "tp_kintsugi_kintsugi",
        data: expect.objectContaining({ source: "kintsugi" }),
      }),
    ])
  })

  it("Colorado's delivery fee is charged once", async () => {
    const id = await cartWith("us", [["coat", 1]])
    const cart = await shopper.setAddress(id, ADDRESSES.denver)

    // 2.9 + 4.81 + 1 + 0.1% of 120.00, and 0.29.
    expect(cart.tax_total).toBeCloseTo(3.48 + 5.77 + 1.2 + 0.12 + 0.29, CENTS)
    expect(names(cart.items[0]?.tax_lines)).toContain(
      "Colorado Retail Delivery Fee"
    )
  })

  it("a cart in Ontario is charged HST in Canadian dollars", async () => {
    const id = await cartWith("ca", [["mug", 3]])
    await shopper.setAddress(id, ADDRESSES.toronto)
    const cart = await shopper.ship(id)

    // 13% of 78.00 and of 14.00.
    expect(cart.item_tax_total).toBeCloseTo(10.14, CENTS)
    expect(cart.shipping_tax_total).toBeCloseTo(1.82, CENTS)
    expect(estimates().map(({ body }) => body)).toEqual([
      expect.objectContaining({ currency: "CAD" }),
      expect.objectContaining({ currency: "CAD" }),
    ])
  })

  it("a cart in Germany is charged VAT without a state", async () => {
    const id = await cartWith("de", [["mug", 1]])
    const cart = await shopper.setAddress(id, ADDRESSES.berlin)

    // 19% of 18.50 is 3.515.
    expect(cart.tax_total).toBeCloseTo(3.52, CENTS)
    expect(estimates()[0]?.body).toMatchObject({
      addresses: [{ state: "", country: "DE" }],
    })
  })

  it("a cart in Japan is charged consumption tax in whole yen", async () => {
    const id = await cartWith("jp", [["mug", 3]])
    const cart = await shopper.setAddress(id, ADDRESSES.tokyo)

    expect(cart.tax_total).toBeCloseTo(894, CENTS)
  })

  it("a free item is taxed at a rate of 0 next to a priced item", async () => {
    const id = await cartWith("us", [
      ["sticker", 1],
      ["mug", 1],
    ])
    const cart = await shopper.setAddress(id, ADDRESSES.austin)
    const sticker = cart.items.find(({ title }) => title === "Free Sticker")

    expect(cart.tax_total).toBeCloseTo(1.65, CENTS)
    expect(sticker?.tax_lines.every(({ rate }) => rate === 0)).toBe(true)
  })

  it("a gift card in a cart gets no tax lines", async () => {
    const card = await giftCardOf(store)
    const id = await cartWith("us", [["mug", 1]])
    await shopper.add(id, card)
    const cart = await shopper.setAddress(id, ADDRESSES.austin)

    const giftCard = cart.items.find(
      ({ product_id }) => product_id === card.productId
    )
    expect(giftCard?.tax_lines).toEqual([])
    expect(cart.tax_total).toBeCloseTo(1.65, CENTS)
  })

  it("a cart is charged no tax where the merchant is not registered", async () => {
    store.sandbox.setRegistrations(["US-CA"])
    const id = await cartWith("us", [["mug", 1]])
    const cart = await shopper.setAddress(id, ADDRESSES.austin)

    expect(cart.tax_total).toBe(0)
    expect(cart.items[0]?.tax_lines[0]).toMatchObject({
      rate: 0,
      data: { source: "kintsugi", has_active_registration: false },
    })
  })

  it("an exemption that Kintsugi has for the customer applies to the cart", async () => {
    const { customerId, token } = await registeredCustomer(store)
    store.sandbox.addCustomer({ external_id: customerId, exempt: true })
    // This test reads a field that the least answers don't have.
    store.sandbox.setAnswers("full")
    const id = await cartWith("us", [["mug", 1]])
    await store.api.post(
      `/store/carts/${id}/customer`,
      {},
      {
        headers: {
          "x-publishable-api-key": store.shop.publishableKey,
          authorization: `Bearer ${token}`,
        },
      }
    )
    const taxed = await shopper.setAddress(id, ADDRESSES.austin)

    expect(taxed.tax_total).toBe(0)
    expect(taxed.items[0]?.tax_lines[0]?.data).toMatchObject({
      line: { exempt: true, exempt_reason: "CUSTOMER" },
    })
  })

  describe("the tax lines of a cart after each call", () => {
    const AUSTIN = [
      "Austin City Sales Tax",
      "Austin MTA Transit Sales Tax",
      "Texas State Sales Tax",
    ]
    /** Medusa promises no order. */
    const setsOf = ({ items, shipping_methods }: Cart) =>
      [...items, ...shipping_methods].map(({ tax_lines }) =>
        names(tax_lines).sort()
      )

    it("a cart has one set of tax lines after the same item is added again", async () => {
      const id = await cartWith("us", [["mug", 1]])
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.add(id, variants().mug, 1)
      const cart = await shopper.add(id, variants().mug, 2)

      expect(setsOf(cart)).toEqual([AUSTIN])
      // 4 × 19.99 at 6.25, 1 and 1%, each rounded.
      expect(cart.tax_total).toBeCloseTo(5 + 0.8 + 0.8, CENTS)
    })

    it("a cart has one set of tax lines after its shipping method is replaced", async () => {
      const id = await cartWith("us", [["mug", 1]])
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.ship(id, "standard")
      await shopper.ship(id, "free")
      const cart = await shopper.ship(id, "standard")

      expect(setsOf(cart)).toEqual([AUSTIN, AUSTIN])
      expect(cart.shipping_tax_total).toBeCloseTo(0.62 + 0.1 + 0.1, CENTS)
    })

    it("a cart's tax lines follow a move from a taxed state to an untaxed one and back", async () => {
      const id = await cartWith("us", [["mug", 1]])
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.ship(id)
      const inOregon = await shopper.setAddress(id, ADDRESSES.portland)
      expect(inOregon.tax_total).toBe(0)
      expect(setsOf(inOregon)).toEqual([["No tax"], ["No tax"]])

      const back = await shopper.setAddress(id, ADDRESSES.austin)
      expect(setsOf(back)).toEqual([AUSTIN, AUSTIN])
    })

    it("a cart has one set of tax lines after a move, an added item and POST /taxes", async () => {
      const id = await cartWith("us", [["mug", 1]])
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.setAddress(id, ADDRESSES.portland)
      const cart = await shopper.add(id, variants().mug, 1)
      expect(setsOf(cart)).toEqual([["No tax"]])

      expect(setsOf(await shopper.calculateTaxes(id))).toEqual([["No tax"]])
    })

    it("tax lines that were written twice are replaced by one set", async () => {
      const id = await cartWith("us", [["mug", 1]])
      const { items } = await shopper.setAddress(id, ADDRESSES.austin)
      await store.container.resolve(Modules.CART).upsertLineItemTaxLines(
        items.flatMap(({ id: item_id, tax_lines }) =>
          tax_lines.map(({ rate, code, description, provider_id, data }) => ({
            item_id,
            rate,
            code,
            description,
            provider_id,
            data,
          }))
        ) as never
      )
      const twice = await shopper.read(id)
      expect(twice.items[0]?.tax_lines).toHaveLength(6)

      expect(setsOf(await shopper.calculateTaxes(id))).toEqual([AUSTIN])
      expect(estimates()).toHaveLength(1)
    })

    it("a cart has one set of tax lines after a promotion is applied", async () => {
      const id = await cartWith("us", [["tent", 1]])
      await shopper.setAddress(id, ADDRESSES.austin)
      const cart = await shopper.promote(id)

      expect(setsOf(cart)).toEqual([AUSTIN])
      expect(cart.tax_total).toBeCloseTo(1800 * 0.0825, CENTS)
    })

    it("a cart keeps its tax lines when a change fails", async () => {
      const id = await cartWith("us", [["mug", 1]])
      await shopper.setAddress(id, ADDRESSES.austin)
      await deleteUsRates(store)
      store.sandbox.fail({ kind: "status", status: 401, times: Infinity })

      await expect(shopper.add(id, variants().mug, 1)).rejects.toMatchObject({
        response: {
          status: 500,
          data: {
            message: expect.stringContaining("Tax could not be calculated"),
          },
        },
      })
      const cart = await shopper.read(id)
      expect(cart.items[0]?.quantity).toBe(1)
      expect(setsOf(cart)).toEqual([AUSTIN])
    })

    const mugOf = async (id: string) =>
      (await shopper.read(id)).items.find(({ title }) => title.includes("Mug"))!

    /** Changes to a cart with a mug, a gift wrap and shipping. */
    const changes: [string, (id: string) => Promise<unknown>][] = [
      ["another shipping method is chosen", (id) => shopper.ship(id, "free")],
      [
        "more of the same item is added",
        (id) => shopper.add(id, variants().mug, 2),
      ],
      ["an item is removed", (id) => removeMug(id)],
      [
        "an item's quantity is set to 0",
        async (id) => {
          const { id: item } = await mugOf(id)
          await shopper.call("POST", `/store/carts/${id}/line-items/${item}`, {
            quantity: 0,
          })
        },
      ],
      [
        "the country is unset",
        async (id) => {
          await shopper.call("POST", `/store/carts/${id}`, {
            region_id: await benelux(),
          })
        },
      ],
    ]

    /** A region with several countries, which therefore implies none. */
    const benelux = async () => {
      const { regions } = await store.admin<{ regions: { id: string }[] }>(
        "GET",
        "/admin/regions?q=Benelux"
      )
      return (
        regions[0] ??
        (
          await store.admin<{ region: { id: string } }>(
            "POST",
            "/admin/regions",
            {
              name: "Benelux",
              currency_code: "usd",
              countries: ["be", "nl", "lu"],
              payment_providers: ["pp_system_default"],
            }
          )
        ).region
      ).id
    }

    const promotionOn = async (
      target_type: "items" | "shipping_methods",
      code: string,
      method: object = { allocation: "across", value: 20 }
    ) => {
      await store.admin("POST", "/admin/promotions", {
        code,
        type: "standard",
        status: "active",
        application_method: { type: "percentage", target_type, ...method },
      })
      return code
    }

    /**
     * A cart whose taxes and discounts have been calculated several times, and
     * which has lost one of its promotions.
     */
    const createChangedCart = async () => {
      const id = await cartWith("us", [
        ["mug", 3],
        ["giftWrap", 1],
      ])
      const promotions = `/store/carts/${id}/promotions`
      const removedCode = await promotionOn("items", `BACK-${id}`)
      const shippingCode = await promotionOn("shipping_methods", `SHIP-${id}`)
      await shopper.setAddress(id, ADDRESSES.losAngeles)
      await shopper.ship(id)
      await shopper.call("POST", promotions, {
        promo_codes: [removedCode, shippingCode],
      })
      await shopper.call("DELETE", promotions, { promo_codes: [removedCode] })
      await shopper.promote(id)
      return { id, before: await shopper.setAddress(id, ADDRESSES.austin) }
    }

    const discounts = ({ items, shipping_methods }: Cart) =>
      [...items, ...shipping_methods]
        .flatMap(({ id, adjustments = [] }) =>
          adjustments.map(({ code, amount }) => `${id} ${code} ${amount}`)
        )
        .sort()

    const answers = ({ items, shipping_methods }: Cart) =>
      [...items, ...shipping_methods]
        .flatMap(({ id, tax_lines }) =>
          tax_lines.map(({ rate, data }) => JSON.stringify({ id, rate, data }))
        )
        .sort()

    const expectAsBefore = async (id: string, before: Cart) => {
      const after = await shopper.read(id)
      expect(setsOf(after)).toEqual([AUSTIN, AUSTIN, AUSTIN])
      expect(answers(after)).toEqual(answers(before))
      expect(discounts(after)).toEqual(discounts(before))
      expect(after.tax_total).toBeCloseTo(before.tax_total, CENTS)
      expect(after.total).toBeCloseTo(before.total, CENTS)
    }

    /** Makes a change fail at its last step, the amount to pay. */
    const failAtEnd = async (change: () => Promise<unknown>) => {
      const knex = store.container.resolve(
        ContainerRegistrationKeys.PG_CONNECTION
      )
      await knex.raw(
        "alter table payment_collection add constraint never check (false) not valid"
      )
      try {
        await expect(change()).rejects.toMatchObject({
          response: { status: 500 },
        })
      } finally {
        await knex.raw("alter table payment_collection drop constraint never")
      }
    }
    const toPay = (cart_id: string) =>
      shopper.call("POST", "/store/payment-collections", { cart_id })
    const removeMug = async (id: string) => {
      const { id: item } = await mugOf(id)
      await shopper.call("DELETE", `/store/carts/${id}/line-items/${item}`)
    }

    it.each(changes)(
      "a cart is restored when a change fails at its end: %s",
      async (name, change) => {
        const { id, before } = await createChangedCart()
        await toPay(id)
        await failAtEnd(() => change(id))
        await expectAsBefore(id, before)

        await change(id)
        const changed = await shopper.read(id)
        for (const set of setsOf(changed)) {
          expect(set).toEqual(name.includes("country") ? [] : AUSTIN)
        }
        expect(answers(changed)).not.toEqual(answers(before))
      }
    )

    it("a cart is restored when one change fails after another", async () => {
      const { id, before } = await createChangedCart()
      await toPay(id)
      await failAtEnd(() => shopper.setAddress(id, ADDRESSES.losAngeles))
      await failAtEnd(() => removeMug(id))
      await expectAsBefore(id, before)
    })

    it("a cart is restored without a promotion that was refused", async () => {
      const { id, before } = await createChangedCart()
      await toPay(id)
      const refused = await promotionOn("items", `REFUSED-${id}`)
      await failAtEnd(() =>
        shopper.call("POST", `/store/carts/${id}/promotions`, {
          promo_codes: [refused],
        })
      )
      await failAtEnd(() => removeMug(id))
      await expectAsBefore(id, before)
      const { order } = await shopper.complete(id)
      expect(order.total).toBeCloseTo(before.total, CENTS)
    })

    it("a cart is restored with a discount that had moved to another item", async () => {
      const id = await cartWith("us", [["coat", 1]])
      await shopper.setAddress(id, ADDRESSES.austin)
      const code = await promotionOn("items", `ONCE-${id}`, {
        allocation: "once",
        max_quantity: 1,
        value: 50,
      })
      await shopper.call("POST", `/store/carts/${id}/promotions`, {
        promo_codes: [code],
      })
      const withCoat = await shopper.read(id)
      const before = await shopper.add(id, variants().giftWrap, 1)
      expect(discounts(before)).not.toEqual(discounts(withCoat))
      await toPay(id)
      await failAtEnd(() =>
        shopper.call(
          "DELETE",
          `/store/carts/${id}/line-items/${withCoat.items[0]?.id}`
        )
      )
      const after = await shopper.read(id)
      expect(discounts(after)).toEqual(discounts(before))
      expect(after.total).toBeCloseTo(before.total, CENTS)
    })

    it("a cart keeps a discount that the store itself added", async () => {
      const id = await cartWith("us", [["mug", 3]])
      const { items } = await shopper.setAddress(id, ADDRESSES.austin)
      await store.container.resolve(Modules.CART).addLineItemAdjustments([
        {
          item_id: items[0]!.id,
          code: "LOYALTY",
          amount: 5,
        },
      ])
      const before = await shopper.calculateTaxes(id)
      await expect(
        shopper.call("POST", `/store/carts/${id}/promotions`, {
          promo_codes: ["NO-SUCH-CODE"],
        })
      ).rejects.toMatchObject({ response: { status: 400 } })
      const after = await shopper.read(id)
      expect(discounts(after)).toEqual(discounts(before))
      expect(after.total).toBeCloseTo(before.total, CENTS)
    })

    it.each(changes.slice(0, 4))(
      "a cart is restored when the tax of a change can't be calculated: %s",
      async (_, change) => {
        const { id, before } = await createChangedCart()
        await deleteUsRates(store)
        store.sandbox.fail({ kind: "status", status: 401, times: Infinity })

        await expect(change(id)).rejects.toMatchObject({
          response: { status: 500 },
        })
        await expectAsBefore(id, before)
      }
    )

    it.each(["POST", "DELETE"] as const)(
      "a cart keeps its promotions when the tax after a %s can't be calculated",
      async (method) => {
        const id = await cartWith("us", [
          ["mug", 3],
          ["giftWrap", 1],
        ])
        await shopper.setAddress(id, ADDRESSES.losAngeles)
        await shopper.ship(id)
        if (method === "DELETE") {
          await shopper.promote(id)
        }
        const before = await shopper.setAddress(id, ADDRESSES.austin)
        await deleteUsRates(store)
        store.sandbox.fail({ kind: "status", status: 401, times: Infinity })

        await expect(
          shopper.call(method, `/store/carts/${id}/promotions`, {
            promo_codes: [store.shop.promotionCode],
          })
        ).rejects.toMatchObject({ response: { status: 500 } })
        await expectAsBefore(id, before)
      }
    )
  })
})
