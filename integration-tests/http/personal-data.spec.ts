import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { eraseDeletedCustomers } from "../../src/workflows/exemptions"
import { trimDelivered } from "../../src/workflows/ledger-sync/trim-delivered"
import { orderDriverOf } from "./order-driver"
import { eventually } from "./eventually"
import { registeredCustomer } from "./registered-customer"
import { describeStore } from "./store"

describeStore("personal data", {}, (store) => {
  const { place, placeAndCapture, office, ledger } = orderDriverOf(store)
  const service = () =>
    store.container.resolve<KintsugiModuleService>("kintsugi")
  const knex = () =>
    store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)

  it("personal data is deleted from a delivered entry and still sent with a change or a repair", async () => {
    const waiting = await place()
    const [entry] = await ledger.waitUntilSynced(waiting)
    expect(JSON.stringify(entry)).toContain("1100 Congress")

    const id = await placeAndCapture()
    const email = "mia@example.com"
    await store.admin("POST", `/admin/orders/${id}`, { email })
    await office.refund(id, 10)
    const rows = await ledger.waitUntilSynced(id)
    expect(rows).toHaveLength(2)
    for (const word of [email, "1100 Congress", "78701"]) {
      expect(JSON.stringify(rows)).not.toContain(word)
    }
    const saleAtKintsugi = () =>
      store.sandbox
        .transactions()
        .find(({ external_id }) => external_id === id) as unknown as {
        customer: { email: string }
        addresses: { street_1: string }[]
        total_amount: string
      }

    // A change of the order sends the whole of it again.
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await ledger.waitUntilSynced(id)
    expect(saleAtKintsugi()).toMatchObject({
      total_amount: "169.93",
      customer: { email },
      addresses: [{ street_1: expect.stringContaining("1100 Congress") }],
    })
    expect(JSON.stringify(await ledger.entries(id))).not.toContain(email)

    // And so does a repair.
    const [sale] = await ledger.entries(id)
    saleAtKintsugi().total_amount = "1.00"
    await store.admin("POST", `/admin/kintsugi/transactions/${sale!.id}/retry`)
    await ledger.waitUntilSynced(id)
    expect(saleAtKintsugi()).toMatchObject({
      total_amount: "169.93",
      customer: { email },
    })
  })

  it("personal data is deleted from an older version's delivered entries, except the pickup location", async () => {
    const id = await placeAndCapture()
    const [row] = await ledger.entries(id)
    await service().ledger.changeEntry(row!.id, {
      request: {
        ...row!.request,
        customer: { external_id: "cus_1", email: "mia@example.com" },
        addresses: [{ type: "SHIP_TO", street_1: "1100 Congress Ave" }],
      },
      trimmed_at: null,
    })
    await trimDelivered(store.container)
    const [after] = await ledger.entries(id)
    expect(after?.request).toEqual(row?.request)
    expect(after?.delivered_content).toEqual(row?.delivered_content)
  })

  it("personal data is deleted with the customer, by the event or by the nightly job", async () => {
    const { customerId } = await registeredCustomer(store)
    await service().createKintsugiTaxIds({
      customer_id: customerId,
      country_code: "DE",
      number: "DE123456789",
    })
    await service().createKintsugiCustomers({
      customer_id: customerId,
      organization_id: "orgn_sandbox",
      kintsugi_id: "cust_1",
      exempted_at: new Date(),
      exempted_by: "user_1",
    })
    const id = await place()
    const [row] = await ledger.waitUntilSynced(id)
    await service().ledger.changeEntry(row!.id, {
      request: {
        ...row!.request,
        customer: { external_id: customerId, email: "mia@example.com" },
      },
    })
    // Another order of this customer, which names a guest.
    const asGuest = await place()
    await knex().raw(`update "order" set customer_id = ? where id = ?`, [
      customerId,
      asGuest,
    ])
    await ledger.waitUntilSynced(asGuest)
    const note = (key: string) =>
      service().createKintsugiDismissedFindings({
        key,
        kind: "amount_differs",
        external_id: asGuest,
        order_id: asGuest,
        message: "It was sent as 49.93 USD.",
        note: "Mia asked us to.",
        dismissed_by: "user_1",
      })
    const notes = async () =>
      (
        await service().listKintsugiDismissedFindings({ order_id: asGuest })
      ).map((dismissed) => dismissed.note)
    await note("by_the_event")
    await store.api.delete(`/admin/customers/${customerId}`, {
      headers: store.adminHeaders(),
    })
    const remainingData = async () => ({
      taxIds: await service().listKintsugiTaxIds({ customer_id: customerId }),
      records: await service().listKintsugiCustomers({
        customer_id: customerId,
      }),
    })
    await eventually(async () =>
      expect(await remainingData()).toEqual({ taxIds: [], records: [] })
    )
    await eventually(async () =>
      expect(JSON.stringify(await ledger.entries(id))).not.toContain(customerId)
    )
    await eventually(async () =>
      expect((await ledger.entries(asGuest))[0]?.request).not.toHaveProperty(
        "customer"
      )
    )
    await eventually(async () => expect(await notes()).toEqual([null]))
    // The sale is still sent, with the order's data.
    await office.capture(id)
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { state: "delivered" },
    ])

    await service().createKintsugiTaxIds({
      customer_id: customerId,
      country_code: "FR",
      number: "FR12345678901",
    })
    await note("by_the_job")
    await eraseDeletedCustomers(store.container)
    expect((await remainingData()).taxIds).toEqual([])
    expect(await notes()).toEqual([null, null])
    await service().signedInCarts.record("cart_gone", customerId)
    await eraseDeletedCustomers(store.container)
    expect(
      await service().listKintsugiSignedInCarts({ customer_id: customerId })
    ).toEqual([])
    const { rows } = await knex().raw(
      "select count(*) from kintsugi_tax_id where customer_id = ?",
      [customerId]
    )
    expect(rows[0].count).toBe("0")
  })

  it("a guest's personal data is deleted from entries that are still to be sent", async () => {
    const id = await place()
    const [row] = await ledger.waitUntilSynced(id)
    expect(row!.request).toMatchObject({
      customer: { external_id: `guest-${id}` },
    })
    const { order } = await store.admin<{
      order: { customer_id: string; email: string }
    }>("GET", `/admin/orders/${id}?fields=customer_id,email`)
    await store.api.delete(`/admin/customers/${order.customer_id}`, {
      headers: store.adminHeaders(),
    })
    const expectErased = async () =>
      expect(JSON.stringify(await ledger.entries(id))).not.toContain(
        order.email
      )
    await eventually(expectErased)
    // Later events of the order do not restore it.
    await store.admin("POST", `/admin/orders/${id}`, {
      metadata: { note: "called" },
    })
    await ledger.processOrder(id)
    await ledger.waitUntilIdle(id)
    await expectErased()

    // The nightly job deletes it where the event was lost.
    await service().ledger.changeEntry(row!.id, {
      request: row!.request,
      trimmed_at: null,
    })
    await eraseDeletedCustomers(store.container)
    await expectErased()
    await office.capture(id)
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { state: "delivered" },
    ])
  })
})
