import type { CorrectionEstimate } from "../../src/workflows/address-corrections"
import { merchantOf } from "./classification"
import { orderDriverOf } from "./order-driver"
import { ADDRESSES, type Address } from "./shopper"
import { describeStore } from "./store"

const REASON = "tax_correction"

type OrderWithDifference = {
  total: number
  tax_total: number
  summary: { pending_difference: number }
  payment_collections: { status: string; amount: number }[]
}

describeStore(
  "address corrections",
  { options: { sync: { taxOnlyRefundReason: REASON } } },
  (store) => {
    const {
      placeAndCapture,
      place,
      office,
      ledger,
      kept,
      transactionsOf,
      expectLedgerEqualsMoney,
    } = orderDriverOf(store)
    const merchant = merchantOf(store)

    const path = (orderId: string) =>
      `/admin/kintsugi/orders/${orderId}/address-correction`
    const correct = async (orderId: string, address: Address) => {
      await office.post(`/admin/orders/${orderId}`, {
        shipping_address: address,
      })
      await ledger.waitUntilSynced(orderId)
    }
    const estimate = (orderId: string) =>
      office.post<CorrectionEstimate>(`${path(orderId)}/estimate`)
    const apply = (orderId: string, difference: string) =>
      office.post<CorrectionEstimate>(path(orderId), { difference })
    const readOrder = async (orderId: string) =>
      (
        await store.admin<{ order: OrderWithDifference }>(
          "GET",
          `/admin/orders/${orderId}?fields=+total,+tax_total,+summary,*payment_collections`
        )
      ).order
    const paid = async (orderId: string) => {
      const collections = (await readOrder(orderId)).payment_collections
      return collections.map(({ status }) => status).sort()
    }

    it("the sale is updated with the address, and nothing else happens by itself", async () => {
      const id = await placeAndCapture()
      expect(await merchant.call("GET", path(id))).toEqual({
        order_id: id,
        corrected_at: null,
      })
      const before = await readOrder(id)
      await correct(id, ADDRESSES.losAngeles)
      const [sale] = await transactionsOf(id)
      expect(sale?.addresses).toContainEqual(
        expect.objectContaining({ postal_code: "90012", state: "CA" })
      )
      expect(Number(sale?.total_tax_amount_imported)).toBeCloseTo(
        before.tax_total,
        6
      )
      expect(await readOrder(id)).toMatchObject({
        total: before.total,
        tax_total: before.tax_total,
        summary: { pending_difference: 0 },
      })
      expect(await merchant.call("GET", path(id))).toEqual({
        order_id: id,
        corrected_at: expect.any(String),
      })
      await expectLedgerEqualsMoney(id)
    })

    it.each<[string, keyof typeof ADDRESSES, keyof typeof ADDRESSES]>([
      ["more", "austin", "nashville"],
      ["less", "nashville", "austin"],
    ])(
      "the tax would have been %s, as if the order had been placed there",
      async (_, from, to) => {
        const id = await placeAndCapture({ address: ADDRESSES[from] })
        const there = await readOrder(
          await placeAndCapture({ address: ADDRESSES[to] })
        )
        const here = await readOrder(id)
        await correct(id, ADDRESSES[to])
        const found = await estimate(id)
        expect(found).toMatchObject({ currency_code: "usd", blocked_by: null })
        expect(Number(found.charged)).toBeCloseTo(here.tax_total, 6)
        expect(Number(found.calculated)).toBeCloseTo(there.tax_total, 6)
        expect(Number(found.difference)).toBeCloseTo(
          there.tax_total - here.tax_total,
          6
        )
        expect(await readOrder(id)).toMatchObject({ total: here.total })
      }
    )

    it("a difference is collected by an order edit, and reported once it is paid", async () => {
      const id = await placeAndCapture()
      const before = await readOrder(id)
      await correct(id, ADDRESSES.nashville)
      const { difference, calculated } = await estimate(id)
      expect(Number(difference)).toBeGreaterThan(0)
      await apply(id, difference)

      const edited = await readOrder(id)
      expect(edited.tax_total).toBeCloseTo(Number(calculated), 6)
      expect(edited.total).toBeCloseTo(before.total + Number(difference), 6)
      expect(edited.summary.pending_difference).toBeCloseTo(
        Number(difference),
        6
      )
      expect(await paid(id)).toEqual(["completed", "not_paid"])
      // Until then, the sale is what was paid.
      await expectLedgerEqualsMoney(id)

      await office.payDifference(id)
      await expectLedgerEqualsMoney(id)
      const [sale, ...others] = await transactionsOf(id)
      expect(others).toEqual([])
      expect(sale?.total_tax_amount_imported).toBe(calculated)
      expect(await kept(id)).toBeCloseTo(before.total + Number(difference), 6)
      expect(await estimate(id)).toMatchObject({ difference: "0" })
      const { order_changes } = await store.admin<{
        order_changes: { change_type: string; status: string }[]
      }>("GET", `/admin/orders/${id}/changes`)
      expect(order_changes).toContainEqual(
        expect.objectContaining({ change_type: "edit", status: "confirmed" })
      )
    })

    it.each([true, false])(
      "a difference is given back as a refund (with a reason for it: %s)",
      async (hasReason) => {
        if (hasReason) {
          await office.post("/admin/refund-reasons", {
            label: "Tax correction",
            code: REASON,
          })
        }
        const id = await placeAndCapture({ address: ADDRESSES.nashville })
        const before = await readOrder(id)
        await correct(id, ADDRESSES.austin)
        const { difference, calculated } = await estimate(id)
        expect(Number(difference)).toBeLessThan(0)
        await apply(id, difference)

        expect(await readOrder(id)).toMatchObject({
          summary: { pending_difference: 0 },
        })
        expect(await kept(id)).toBeCloseTo(before.total + Number(difference), 6)
        await expectLedgerEqualsMoney(id)
        const [sale] = await transactionsOf(id)
        expect(sale?.total_tax_amount_imported).toBe(calculated)
        // The sale itself is right: a credit note would take the tax twice.
        expect(
          (await ledger.entries(id)).map(({ type, state }) => [type, state])
        ).toEqual([
          ["sale", "delivered"],
          ["credit_note", "skipped"],
        ])
      }
    )

    describe("nothing is changed", () => {
      const refusalOf = async (id: string, difference: string) => {
        const before = await readOrder(id)
        const refusal = await merchant.expectRefusal(apply(id, difference))
        expect(await readOrder(id)).toEqual(before)
        return refusal
      }

      it("where the difference is another one than the merchant has seen", async () => {
        const id = await placeAndCapture()
        await correct(id, ADDRESSES.nashville)
        expect(await refusalOf(id, "0.01")).toMatchObject({
          status: 400,
          message: expect.stringContaining("Look at it again"),
        })
      })

      it("where the tax is the same", async () => {
        const id = await placeAndCapture()
        await correct(id, { ...ADDRESSES.austin, address_1: "1 Main St" })
        expect(await estimate(id)).toMatchObject({ difference: "0" })
        expect(await refusalOf(id, "0")).toMatchObject({
          status: 400,
          message: expect.stringContaining("the same"),
        })
      })

      it("where the order is not paid", async () => {
        const id = await place()
        await office.post(`/admin/orders/${id}`, {
          shipping_address: ADDRESSES.nashville,
        })
        const { difference, blocked_by } = await estimate(id)
        expect(blocked_by).toBe("not_paid")
        expect(await refusalOf(id, difference)).toMatchObject({
          status: 400,
          message: expect.stringContaining("Capture the payment first"),
        })
      })

      it("where a part was refunded", async () => {
        const id = await placeAndCapture()
        await office.refund(id, 10)
        await correct(id, ADDRESSES.nashville)
        const { difference, blocked_by } = await estimate(id)
        expect(blocked_by).toBe("refunded")
        expect(await refusalOf(id, difference)).toMatchObject({ status: 400 })
      })

      it("where the sale is in a filing", async () => {
        const id = await placeAndCapture()
        store.sandbox.lock(id)
        await correct(id, ADDRESSES.nashville)
        const { difference, blocked_by } = await estimate(id)
        expect(blocked_by).toBe("in_filing")
        expect(await refusalOf(id, difference)).toMatchObject({
          status: 400,
          message: expect.stringContaining("in a filing"),
        })
      })

      it("where an order edit is pending", async () => {
        const id = await placeAndCapture()
        await correct(id, ADDRESSES.nashville)
        await office.post("/admin/order-edits", { order_id: id })
        const { difference, blocked_by } = await estimate(id)
        expect(blocked_by).toBe("pending_change")
        expect(await refusalOf(id, difference)).toMatchObject({ status: 400 })
      })

      it("where Kintsugi can't answer", async () => {
        const id = await placeAndCapture({ articles: { mug: 5 } })
        await correct(id, ADDRESSES.nashville)
        store.sandbox.fail({
          kind: "status",
          status: 503,
          endpoint: "POST /v1/tax/estimate",
          times: Infinity,
        })
        expect(await merchant.expectRefusal(estimate(id))).toMatchObject({
          status: 400,
          message: expect.stringContaining("Nothing was changed"),
        })
      })

      it("where the order does not exist, or the difference is no decimal", async () => {
        expect(
          await merchant.expectRefusal(estimate("order_nobodys"))
        ).toMatchObject({ status: 404 })
        const id = await placeAndCapture()
        expect(await refusalOf(id, "much")).toMatchObject({
          status: 400,
          message: expect.stringContaining("difference"),
        })
      })
    })
  }
)
