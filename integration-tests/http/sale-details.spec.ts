import { orderDriverOf } from "./order-driver"
import { eventually } from "./eventually"
import { newProduct } from "./new-product"
import { registeredCustomer } from "./registered-customer"
import { settingsOf } from "./settings"
import { ADDRESSES } from "./shopper"
import { type Store, describeStore } from "./store"

type Body = Record<string, unknown> & {
  transaction_items: Record<string, unknown>[]
}

const NEW_YORK = {
  address_1: "11 Wall St",
  city: "New York",
  province: "ny",
  postal_code: "10005",
  country_code: "us",
}

/** The bodies that the store sent to an endpoint, latest last. */
const sentTo = (store: Store, method: string, path: RegExp): Body[] =>
  store.sandbox
    .requests()
    .filter((request) => request.method === method && path.test(request.path))
    .map(({ body }) => body as Body)

describeStore(
  "sale details",
  { options: { sync: { taxOnlyRefundReason: "tax_only" } } },
  (store) => {
    const bookkeeping = orderDriverOf(store)
    const { office, ledger, place, placeAndCapture, shopper } = bookkeeping
    const settings = settingsOf(store)

    const saleOf = (orderId: string) =>
      store.sandbox
        .transactions()
        .find(({ external_id }) => external_id === orderId)! as unknown as Body

    const locations = async () =>
      (
        await store.admin<{ stock_locations: { id: string }[] }>(
          "GET",
          "/admin/stock-locations?fields=id"
        )
      ).stock_locations

    /** Sets the address of the store's only location. */
    const moveTo = async (address: object) => {
      const [location] = await locations()
      await store.admin("POST", `/admin/stock-locations/${location!.id}`, {
        address,
      })
    }

    describe("the shop's date", () => {
      it("the shop's date is in UTC when the only location is ambiguous", async () => {
        expect(await locations()).toHaveLength(1)
        await moveTo({
          address_1: "Somewhere",
          country_code: "us",
          province: "tx",
        })
        expect((await settings.show()).shop_time_zone).toEqual({
          name: "UTC",
          from: "utc",
        })
        const id = await placeAndCapture()
        expect(saleOf(id)).toMatchObject({
          shop_date: (saleOf(id).date as string).slice(0, 10),
          shop_date_tz: "UTC",
        })
      })

      it("the shop's time zone is the location's or the setting's, for new records only", async () => {
        await moveTo(NEW_YORK)
        expect((await settings.show()).shop_time_zone).toEqual({
          name: "America/New_York",
          from: "stock_location",
        })
        const before = await place()
        await ledger.waitUntilSynced(before)

        const saved = await settings.save({ sync_time_zone: "asia/tokyo" })
        expect(saved.shop_time_zone).toEqual({
          name: "Asia/Tokyo",
          from: "setting",
        })
        const after = await placeAndCapture()
        expect(saleOf(after).shop_date_tz).toBe("Asia/Tokyo")
        await office.capture(before)
        await ledger.waitUntilSynced(before)
        expect(saleOf(before).shop_date_tz).toBe("America/New_York")
        await settings.save({ sync_time_zone: null })
      })

      it("the shop's time zone of a sale stays the same when the sale changes", async () => {
        await moveTo(NEW_YORK)
        const id = await placeAndCapture()
        await settings.save({ sync_time_zone: "Asia/Tokyo" })
        await office.edit(id, {
          add: [
            { variant_id: store.shop.variants.coat.variantId, quantity: 1 },
          ],
        })
        await office.payDifference(id)
        await ledger.waitUntilSynced(id)
        expect(sentTo(store, "PUT", /transactions/).at(-1)).toMatchObject({
          external_id: id,
          shop_date_tz: "America/New_York",
        })
        await settings.save({ sync_time_zone: null })
      })

      it("a time zone that does not exist is refused", async () => {
        await expect(
          settings.save({ sync_time_zone: "America/Springfield" })
        ).rejects.toMatchObject({
          response: {
            status: 400,
            data: { message: expect.stringContaining("IANA") },
          },
        })
      })
    })

    it("a sale names its cart, the taxable amounts and the jurisdictions", async () => {
      const cart = await shopper.createCart()
      await shopper.add(cart, store.shop.variants.mug, 3)
      await shopper.setAddress(cart, ADDRESSES.austin)
      await shopper.ship(cart)
      const { id } = (await shopper.complete(cart)).order
      await office.capture(id)
      await ledger.waitUntilSynced(id)
      const [sale] = sentTo(store, "POST", /^\/v1\/transactions$/)
      expect(sale).toMatchObject({
        secondary_external_id: cart,
        taxable_amount: sale!.total_amount,
      })
      expect(sale!.transaction_items[0]).toMatchObject({
        taxable_amount: 59.97,
        tax_items: expect.arrayContaining([
          expect.objectContaining({
            name: "Texas State Sales Tax",
            jurisdiction_name: "Texas State Sales Tax",
            jurisdiction_type: "STATE",
          }),
        ]),
      })
    })

    it("a sale that changes keeps what the merchant set at Kintsugi", async () => {
      const id = await placeAndCapture()
      store.sandbox.setMarketplace(id, true)
      await office.edit(id, {
        add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
      })
      await office.payDifference(id)
      await ledger.waitUntilSynced(id)
      // It is sent again if it is refused for a product the sandbox lacks.
      expect(
        store.sandbox
          .requests()
          .filter(
            ({ method, path, status }) =>
              method === "PUT" && /transactions/.test(path) && status === 200
          )
      ).toHaveLength(1)
      expect(saleOf(id)).toMatchObject({ marketplace: true })
      await bookkeeping.expectLedgerEqualsMoney(id)
    })

    describe("a tax-only refund", () => {
      const refundTax = async (orderId: string, amount: number) => {
        const { refund_reason } = await office
          .post<{
            refund_reason: { id: string }
          }>("/admin/refund-reasons", {
            label: `Tax back ${orderId}`,
            code: "tax_only",
          })
          .catch(async () => {
            const { refund_reasons } = await store.admin<{
              refund_reasons: { id: string; code: string }[]
            }>("GET", "/admin/refund-reasons")
            return {
              refund_reason: refund_reasons.find(
                ({ code }) => code === "tax_only"
              )!,
            }
          })
        const [payment] = await office.paymentsOf(orderId)
        await office.post(`/admin/payments/${payment!.id}/refund`, {
          amount,
          refund_reason_id: refund_reason.id,
        })
        await ledger.waitUntilSynced(orderId)
      }
      const noteOf = async (orderId: string) =>
        (await bookkeeping.transactionsOf(orderId)).find(
          ({ external_id }) => external_id !== orderId
        )!

      it("a tax-only refund credits tax and no items, and is marked as a tax refund", async () => {
        const id = await placeAndCapture()
        // 8.25% of 39.98 and of 9.95 of shipping.
        const { tax_total } = await office.read(id)
        await refundTax(id, Math.round(tax_total * 100) / 100)
        expect(await noteOf(id)).toMatchObject({
          type: "TAX_REFUND",
          total_amount: "0.00",
          total_tax_amount_imported: (
            Math.round(tax_total * 100) / 100
          ).toFixed(2),
        })
        await bookkeeping.expectLedgerEqualsMoney(id)
      })

      it("a tax-only refund is delivered with a message when Kintsugi has no such mark", async () => {
        const id = await placeAndCapture()
        store.sandbox.fail({
          kind: "status",
          status: 404,
          endpoint: "POST /v1/transactions/{transaction_id}/tax_only",
          times: 1,
        })
        await refundTax(id, 1)
        const row = (await ledger.entries(id)).find(
          ({ type }) => type === "credit_note"
        )!
        expect(row).toMatchObject({
          state: "delivered",
          message: expect.stringContaining("tax_only"),
        })
      })

      it("a tax-only refund is marked in the end when Kintsugi is down for a moment", async () => {
        const id = await placeAndCapture()
        store.sandbox.fail({
          kind: "status",
          status: 503,
          endpoint: "POST /v1/transactions/{transaction_id}/tax_only",
          times: 20,
        })
        await refundTax(id, 1).catch(() => undefined)
        await eventually(async () =>
          expect((await ledger.entries(id))[1]).toMatchObject({
            blocked_by: "retry",
          })
        )
        store.sandbox.clearFaults()
        const [, row] = await ledger.entries(id)
        await office.post(`/admin/kintsugi/transactions/${row!.id}/retry`)
        await ledger.waitUntilSynced(id)
        expect(await noteOf(id)).toMatchObject({ type: "TAX_REFUND" })
        expect(await bookkeeping.transactionsOf(id)).toHaveLength(2)
      })
    })

    describe("a product that Kintsugi refuses", () => {
      /** The records that the Admin's order page shows. */
      const recordsOf = async (orderId: string) =>
        (
          await store.admin<{
            transactions: {
              id: string
              state: string
              blocked_by: string | null
              message: string
              product: { id: string; title: string } | null
            }[]
          }>("GET", `/admin/kintsugi/transactions?order_id=${orderId}`)
        ).transactions

      const orderOf = async (variant: { variantId: string }) => {
        const cart = await shopper.createCart()
        await shopper.add(cart, variant as never, 1)
        await shopper.setAddress(cart, ADDRESSES.austin)
        await shopper.ship(cart)
        const { id } = (await shopper.complete(cart)).order
        return id
      }

      it("a product that Kintsugi refuses makes its sale wait with the product's name", async () => {
        const bowl = await newProduct(store, { title: "Odd Bowl", price: 20 })
        await eventually(async () =>
          expect(
            sentTo(store, "POST", /products$/).map(({ name }) => name)
          ).toContain("Odd Bowl")
        )
        // Kintsugi no longer has it, and does not accept it again.
        store.sandbox.reset()
        store.sandbox.fail({
          kind: "status",
          status: 422,
          endpoint: "POST /v1/products",
          times: 1_000,
        })
        const id = await orderOf(bowl)
        await office.capture(id)
        await eventually(async () =>
          expect(await recordsOf(id)).toMatchObject([
            {
              state: "waiting",
              blocked_by: "product",
              message: expect.stringContaining("Odd Bowl"),
              product: { id: bowl.productId, title: "Odd Bowl" },
            },
          ])
        )
        store.sandbox.clearFaults()
        const [record] = await recordsOf(id)
        await office.post(`/admin/kintsugi/transactions/${record!.id}/retry`)
        await ledger.waitUntilSynced(id)
        expect(await recordsOf(id)).toMatchObject([
          { state: "delivered", blocked_by: null, product: null },
        ])
      })

      it("a product that Kintsugi refuses is retried with the default category", async () => {
        const vase = await newProduct(store, { title: "Odd Vase", price: 20 })
        await office.post(`/admin/kintsugi/products/${vase.productId}`, {
          category: "Physical",
          subcategory: "General Clothing",
        })
        await eventually(async () =>
          expect(
            sentTo(store, "POST", /products$/)
              .concat(sentTo(store, "PUT", /products/))
              .map(({ name, product_subcategory }) => [
                name,
                product_subcategory,
              ])
          ).toContainEqual(["Odd Vase", "General Clothing"])
        )
        store.sandbox.reset()
        const id = await orderOf(vase)
        store.sandbox.fail({
          kind: "status",
          status: 422,
          endpoint: "POST /v1/products",
          times: 1,
        })
        await office.capture(id)
        await ledger.waitUntilSynced(id)
        expect(await recordsOf(id)).toMatchObject([{ state: "delivered" }])
        expect(
          sentTo(store, "POST", /products$/)
            .filter(({ name }) => name === "Odd Vase")
            .map(({ product_subcategory }) => product_subcategory)
        ).toEqual(["General Clothing", "General Physical"])
      })
    })

    it("a category is spelled as Kintsugi accepts it, which is remembered", async () => {
      store.sandbox.setCategoryWords("enums")
      const taxed = async (quantity: number) => {
        const cart = await shopper.createCart()
        await shopper.add(cart, store.shop.variants.coat, quantity)
        return shopper.setAddress(cart, ADDRESSES.losAngeles)
      }
      const first = await taxed(7)
      expect(first.items[0]!.tax_lines[0]!.data).toMatchObject({
        source: "kintsugi",
      })
      const estimates = () => sentTo(store, "POST", /estimate$/)
      const before = estimates().length
      expect(before).toBe(2)
      await taxed(8)
      expect(estimates()).toHaveLength(before + 1)
      // And back, once labels are accepted again.
      store.sandbox.setCategoryWords("labels")
      const back = await taxed(9)
      expect(back.items[0]!.tax_lines[0]!.data).toMatchObject({
        source: "kintsugi",
      })
    })

    describe("a customer's tax ID", () => {
      it("a customer's tax ID is registered and changed at Kintsugi, and shown as valid or not", async () => {
        const { customerId } = await registeredCustomer(
          store,
          "vat@example.com"
        )
        const path = `/admin/kintsugi/customers/${customerId}/tax-ids`
        const save = async (number: string | null) =>
          (
            await office.post<{
              customer_tax: {
                tax_ids: { number: string; is_valid: boolean | null }[]
                tax_id_problem: string | null
              }
            }>(path, { country_code: "DE", number })
          ).customer_tax
        expect(await save("DE123456789")).toMatchObject({
          tax_ids: [{ number: "DE123456789", is_valid: true }],
          tax_id_problem: null,
        })
        expect(await save("DE999999000")).toMatchObject({
          tax_ids: [{ number: "DE999999000", is_valid: false }],
        })
        expect(
          sentTo(store, "POST", /tax-registrations$/).map(
            ({ tax_id }) => tax_id
          )
        ).toEqual(["DE123456789", "DE999999000"])

        store.sandbox.fail({
          kind: "status",
          status: 503,
          endpoint: "POST /v1/customers/{customer_id}/tax-registrations",
          times: 20,
        })
        expect(await save("DE111111111")).toMatchObject({
          tax_ids: [{ number: "DE111111111", is_valid: null }],
          tax_id_problem: expect.any(String),
        })
      })
    })
  }
)
