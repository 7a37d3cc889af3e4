import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { asValue } from "@medusajs/framework/awilix"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { AlertKind } from "../../src/options"
import {
  type AlertEvent,
  type AlertReading,
  evaluateAlerts,
} from "../../src/workflows/alerts"
import { eventually } from "./eventually"
import { orderDriverOf } from "./order-driver"
import { registeredCustomer } from "./registered-customer"
import { CREDENTIALS, kintsugiServiceOf, settingsOf } from "./settings"
import { createMugCart } from "./single-mug-cart"
import { describeStore } from "./store"

const DAY_MS = 24 * 60 * 60 * 1000

type Announced = { name: string; data: AlertEvent }

const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

describeStore(
  "alerts",
  { options: { onFailure: "zero", retries: 0, timeoutMs: 2_000 } },
  (store) => {
    const merchant = settingsOf(store)
    const { place, placeAndCapture, office, ledger } = orderDriverOf(store)
    const service = () => kintsugiServiceOf(store)
    const knex = () =>
      store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
    const evaluate = () => evaluateAlerts(store.container)

    const list = async (state: "open" | "closed" = "open") =>
      (
        await merchant.call<{ alerts: AlertReading[] }>(
          "GET",
          `/admin/kintsugi/alerts?state=${state}`
        )
      ).alerts
    const openOf = async (kind: AlertKind) =>
      (await list()).filter((alert) => alert.kind === kind)

    /** What the bell of the Admin shows. */
    const feed = async () =>
      (
        await store.admin<{
          notifications: { data: { title: string; description: string } }[]
        }>("GET", "/admin/notifications?channel=feed&order=created_at")
      ).notifications.map(({ data }) => data)

    const announced: Announced[] = []
    beforeAll(() => {
      const bus = store.container.resolve(Modules.EVENT_BUS)
      for (const name of ["kintsugi.alert.opened", "kintsugi.alert.closed"]) {
        bus.subscribe(name, async ({ data }) => {
          announced.push({ name, data: data as AlertEvent })
        })
      }
    })
    beforeEach(() => {
      announced.length = 0
    })

    /** As if the alerts that seem to be over had seemed so for a while. */
    const waitUntilTheyCount = () =>
      knex().raw(
        "update kintsugi_alert set absent_since = absent_since - interval '11 minutes'"
      )

    /** As if Kintsugi had been asked about thresholds some time ago. */
    const makeNexusDue = () =>
      service().timestamps.record(
        "alerts_nexus:orgn_sandbox",
        new Date(Date.now() - DAY_MS)
      )

    it("an outage is announced once, and is over once Kintsugi has answered for a while", async () => {
      const cart = await createMugCart(store)
      store.sandbox.fail({ kind: "status", status: 503, times: Infinity })
      await cart.tax()
      await Promise.all([evaluate(), evaluate()])
      await evaluate()
      expect(await list()).toMatchObject([
        { kind: "outage", facts: { carts: 1, may_be_more: false } },
      ])
      expect(await feed()).toEqual([
        {
          title: "Kintsugi can't be reached",
          description: expect.stringContaining("1 cart or order got no answer"),
        },
      ])

      store.sandbox.clearFaults()
      await evaluate()
      await evaluate()
      expect(await list()).toHaveLength(1)
      await waitUntilTheyCount()
      await evaluate()
      expect(await list()).toEqual([])
      expect(await list("closed")).toMatchObject([
        { kind: "outage", closed_at: expect.any(String) },
      ])
      await eventually(() =>
        expect(announced.map(({ name, data }) => [name, data.kind])).toEqual([
          ["kintsugi.alert.opened", "outage"],
          ["kintsugi.alert.closed", "outage"],
        ])
      )
      expect(await feed()).toHaveLength(1)
    })

    it("one cart that failed is no outage if Kintsugi answers again", async () => {
      const cart = await createMugCart(store)
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "POST /v1/tax/estimate",
        times: Infinity,
      })
      await cart.tax()
      await evaluate()
      expect(await list()).toEqual([])
    })

    it("a refused key is announced, and another outage of the same kind as a new one", async () => {
      const cart = await createMugCart(store)
      for (const times of [1, 2]) {
        store.sandbox.fail({ kind: "status", status: 401, times: Infinity })
        await cart.tax()
        await evaluate()
        expect(await list()).toMatchObject([
          { kind: "key_refused", facts: { reason: "unauthorized" } },
        ])
        expect(await feed()).toHaveLength(times)
        store.sandbox.clearFaults()
        await evaluate()
        expect(await list()).toEqual([])
      }
      expect(await list("closed")).toHaveLength(2)
      const { health } = await merchant.call<{
        health: { problems: unknown[] }
      }>("GET", "/admin/kintsugi/health")
      expect(health.problems).toEqual([])
    })

    it("a key is about to expire on the day that the merchant has entered, until there is another one", async () => {
      const expires_on = dayFromNow(10)
      const { behavior } = await merchant.save({
        api_key_expires_on: expires_on,
      })
      expect(behavior.api_key_expires_on.value).toBe(expires_on)
      await evaluate()
      expect(await list()).toMatchObject([
        { kind: "key_expiring", subject: expires_on, facts: { expires_on } },
      ])
      expect(await feed()).toMatchObject([
        { title: `Kintsugi's API key expires on ${expires_on}` },
      ])

      const saved = await merchant.save(CREDENTIALS)
      expect(saved.behavior.api_key_expires_on.value).toBe(null)
      await evaluate()
      expect(await list()).toEqual([])
    })

    it("a day that is none is refused, and so is an alert that does not exist", async () => {
      expect(
        await merchant.expectRefusal(
          merchant.save({ api_key_expires_on: "31.12.2026" })
        )
      ).toMatchObject({
        status: 400,
        message: expect.stringContaining("api_key_expires_on"),
      })
      expect(
        await merchant.expectRefusal(merchant.save({ alerts: ["outages"] }))
      ).toMatchObject({
        status: 400,
        message: expect.stringContaining("alerts"),
      })
    })

    it("refused records are announced together, until they are accepted", async () => {
      const ids = [await place(), await place()]
      store.sandbox.fail({
        kind: "status",
        status: 422,
        endpoint: "POST /v1/transactions",
        times: Infinity,
      })
      for (const id of ids) {
        await office.capture(id)
        await ledger.waitUntilSynced(id)
      }
      await evaluate()
      await evaluate()
      expect(await list()).toMatchObject([
        {
          kind: "record_refused",
          subject: "invalid_request",
          facts: { code: "invalid_request", count: 2 },
        },
      ])
      expect(await feed()).toMatchObject([
        { title: "2 tax records were refused" },
      ])

      store.sandbox.clearFaults()
      await store.admin("POST", "/admin/kintsugi/transactions/retry", {})
      for (const id of ids) {
        await ledger.waitUntilSynced(id)
      }
      await evaluate()
      await waitUntilTheyCount()
      await evaluate()
      expect(await list()).toEqual([])
    })

    it("thresholds are announced together, those that are near and those that are met", async () => {
      store.sandbox.setRegistrations(["US-TX"])
      store.sandbox.setNexus([
        { place: "US-FL", status: "APPROACHING" },
        { place: "US-OH", status: "EXPOSED" },
        { place: "US-UT", status: "EXPOSED" },
      ])
      // At first, the merchant is given time to set the store up.
      await evaluate()
      expect(await list()).toEqual([])
      await makeNexusDue()
      await evaluate()
      await evaluate()
      expect(
        (await list()).map(({ kind, subject }) => `${kind} ${subject}`).sort()
      ).toEqual(["nexus_met US-OH", "nexus_met US-UT", "nexus_near US-FL"])
      expect((await feed()).map(({ title }) => title).sort()).toEqual([
        "Nexus threshold almost reached: Florida",
        "Nexus threshold met: Ohio and Utah",
      ])

      store.sandbox.setNexus([])
      // Another key has a client of its own, without an earlier answer.
      store.sandbox.setAccess({
        apiKey: "sk_another_key",
        organizationId: CREDENTIALS.organization_id,
      })
      await merchant.save({ ...CREDENTIALS, api_key: "sk_another_key" })
      await makeNexusDue()
      await evaluate()
      expect(await list()).toEqual([])
      await eventually(() =>
        expect(
          announced
            .filter(({ name }) => name.endsWith("closed"))
            .map(({ data }) => data.alerts.length)
            .sort()
        ).toEqual([1, 2])
      )
    })

    it("differences that a comparison found are announced, until they are resolved", async () => {
      const id = await placeAndCapture()
      await ledger.waitUntilIdle(id)
      await knex().raw("delete from kintsugi_ledger_entry where order_id = ?", [
        id,
      ])
      await store.admin("POST", "/admin/kintsugi/reconciliation", {})
      await evaluate()
      expect(await list()).toMatchObject([
        { kind: "ledger_differs", facts: { count: expect.any(Number) } },
      ])
      expect(await feed()).toHaveLength(1)

      await ledger.waitUntilSynced(id)
      await evaluate()
      expect(await openOf("ledger_differs")).toEqual([])
    })

    it("an exemption that ends within 30 days is announced, unless there is another one for longer", async () => {
      const { customerId } = await registeredCustomer(store)
      const exempt = (end_date: string) =>
        store.admin(
          "POST",
          `/admin/kintsugi/customers/${customerId}/exemptions`,
          {
            fein: "12-3456789",
            jurisdictions: ["TX"],
            start_date: dayFromNow(-100),
            end_date,
          }
        )
      await exempt(dayFromNow(31))
      await evaluate()
      expect(await list()).toEqual([])

      await knex().raw(
        "update kintsugi_exemption set end_date = ?, ends_on = ?",
        [dayFromNow(20), dayFromNow(20)]
      )
      await evaluate()
      expect(await list()).toMatchObject([
        {
          kind: "exemption_ending",
          subject: dayFromNow(20),
          facts: { ends_on: dayFromNow(20), count: 1 },
        },
      ])
      expect(await feed()).toMatchObject([
        { title: "1 exemption ends within 30 days" },
      ])

      await exempt(dayFromNow(400))
      await evaluate()
      expect(await list()).toEqual([])
    })

    it("a customer group whose exemption ends within 30 days is announced with the others of that day, until it is extended or deleted", async () => {
      const createGroup = async (name: string) =>
        (
          await store.admin<{ customer_group: { id: string } }>(
            "POST",
            "/admin/customer-groups",
            { name }
          )
        ).customer_group.id
      const exemptGroup = (id: string, end_date: string | null) =>
        store.admin("POST", `/admin/kintsugi/customer-groups/${id}`, {
          reason: "Foreign mission",
          country_code: "US",
          jurisdictions: ["NY"],
          end_date,
        })
      const [diplomats, schools] = [
        await createGroup("Diplomats"),
        await createGroup("Schools"),
      ]
      await exemptGroup(diplomats, dayFromNow(31))
      await exemptGroup(schools, null)
      await evaluate()
      expect(await list()).toEqual([])

      const { customerId } = await registeredCustomer(store)
      await store.admin(
        "POST",
        `/admin/kintsugi/customers/${customerId}/exemptions`,
        {
          fein: "12-3456789",
          jurisdictions: ["TX"],
          start_date: dayFromNow(-100),
          end_date: dayFromNow(20),
        }
      )
      await exemptGroup(diplomats, dayFromNow(20))
      await exemptGroup(schools, dayFromNow(0))
      await evaluate()
      expect(
        (await openOf("exemption_ending")).map(({ subject, facts }) => ({
          subject,
          facts,
        }))
      ).toEqual([
        {
          subject: dayFromNow(0),
          facts: { ends_on: dayFromNow(0), count: 1 },
        },
        {
          subject: dayFromNow(20),
          facts: { ends_on: dayFromNow(20), count: 2 },
        },
      ])
      expect(await feed()).toMatchObject([
        { title: "3 exemptions end within 30 days" },
      ])

      await exemptGroup(diplomats, dayFromNow(365))
      await merchant.call("DELETE", `/admin/customer-groups/${schools}`)
      await evaluate()
      expect(await openOf("exemption_ending")).toMatchObject([
        { facts: { ends_on: dayFromNow(20), count: 1 } },
      ])
    })

    it("orders that were charged too little are announced by month", async () => {
      store.sandbox.fail({
        kind: "status",
        status: 503,
        endpoint: "POST /v1/tax/estimate",
        times: Infinity,
      })
      // Not answered before, so that nothing is remembered.
      const id = await placeAndCapture({ articles: { mug: 7 } })
      store.sandbox.clearFaults()
      const [sale] = await ledger.waitUntilSynced(id)
      await evaluate()
      expect(await openOf("tax_under_collected")).toMatchObject([
        {
          facts: {
            currency_code: "usd",
            orders: 1,
            amount: sale?.calculated_tax,
          },
        },
      ])
      expect((await feed()).map(({ title }) => title)).toContain(
        "Tax was under-collected on 1 order"
      )

      await knex().raw(
        "update kintsugi_ledger_entry set occurred_at = occurred_at - interval '50 days'"
      )
      await evaluate()
      expect(await openOf("tax_under_collected")).toEqual([])
    })

    it("nothing of what is switched off is announced", async () => {
      await merchant.save({ api_key_expires_on: dayFromNow(10) })
      await evaluate()
      expect(await list()).toHaveLength(1)
      const { behavior } = await merchant.save({ alerts: [] })
      expect(behavior.alerts.value).toEqual([])
      const cart = await createMugCart(store)
      store.sandbox.fail({ kind: "status", status: 503, times: Infinity })
      await cart.tax()
      await evaluate()
      expect(await list()).toEqual([])
      expect(await feed()).toHaveLength(1)
    })

    it("a crash between writing and telling loses no notification, and doubles none", async () => {
      await merchant.save({ api_key_expires_on: dayFromNow(10) })
      await evaluate()
      // Written, but not announced: the process has died in between.
      await knex().raw("delete from notification where channel = 'feed'")
      await knex().raw("update kintsugi_alert set announced_at = null")
      await evaluate()
      expect(await feed()).toHaveLength(1)
      // Announced, but that was not recorded.
      await knex().raw("update kintsugi_alert set announced_at = null")
      await evaluate()
      expect(await feed()).toHaveLength(1)
      await eventually(() => expect(announced).toHaveLength(3))
      expect(new Set(announced.map(({ data }) => data.id)).size).toBe(1)
    })

    it("a store whose notifications have no feed says so once in its log", async () => {
      const warnings: string[] = []
      const container = store.container.createScope() as typeof store.container
      container.register({
        [Modules.NOTIFICATION]: asValue({
          createNotifications: () =>
            Promise.reject(
              new Error(
                "Could not find a notification provider for channel: feed "
              )
            ),
        }),
        [ContainerRegistrationKeys.LOGGER]: asValue({
          warn: (message: string) => warnings.push(message),
        }),
      } as never)
      await merchant.save({ api_key_expires_on: dayFromNow(10) })
      await evaluateAlerts(container)
      await merchant.save({ api_key_expires_on: dayFromNow(9) })
      await evaluateAlerts(container)
      expect(warnings).toEqual([
        expect.stringContaining("medusa/notification-local"),
      ])
      expect(await list()).toMatchObject([{ subject: dayFromNow(9) }])
      await eventually(() =>
        expect(
          announced.filter(({ name }) => name.endsWith("opened"))
        ).toHaveLength(2)
      )
    })
  }
)
