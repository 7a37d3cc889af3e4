import { setTimeout as delay } from "node:timers/promises"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { reconcileNightly } from "../../src/workflows/ledger-sync"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { eventually } from "./eventually"
import { registeredCustomer } from "./registered-customer"
import { CREDENTIALS, kintsugiServiceOf, settingsOf } from "./settings"
import { describeStore } from "./store"

const AT_ONCE = 6

/** Calls it several times without waiting. */
const atOnce = <T>(call: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: AT_ONCE }, (_, i) => call(i)))

const failures = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((result) =>
    result.status === "rejected" ? [String(result.reason)] : []
  )

// Each finds no row at first, and only one of them can create it.
describeStore("simultaneous writes", {}, (store) => {
  const knex = () =>
    store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)

  it("first sweeps that run at the same time all finish", async () => {
    await knex().raw("delete from kintsugi_timestamp where id = 'swept'")
    expect(failures(await atOnce(() => sweep(store.container)))).toEqual([])
    await expect(
      kintsugiServiceOf(store).listKintsugiTimestamps({ id: "swept" })
    ).resolves.toHaveLength(1)
  })

  it("tax ids saved for one country at the same time leave one of them", async () => {
    const { customerId } = await registeredCustomer(store)
    const path = `/admin/kintsugi/customers/${customerId}/tax-ids`
    const numbers = Array.from({ length: AT_ONCE }, (_, i) => `DE12345678${i}`)
    const results = await atOnce((i) =>
      store.admin("POST", path, { country_code: "de", number: numbers[i] })
    )
    expect(failures(results)).toEqual([])
    const rows = await kintsugiServiceOf(store).listKintsugiTaxIds({
      customer_id: customerId,
    })
    expect(rows).toHaveLength(1)
    expect(numbers).toContain(rows[0]?.number)
  })

  it("a customer group that is marked exempt twice at the same time is exempt once", async () => {
    const { customer_group } = await store.admin<{
      customer_group: { id: string }
    }>("POST", "/admin/customer-groups", { name: "Schools" })
    const results = await atOnce((i) =>
      store.admin(
        "POST",
        `/admin/kintsugi/customer-groups/${customer_group.id}`,
        { reason: `School ${i}` }
      )
    )
    expect(failures(results)).toEqual([])
    await expect(
      kintsugiServiceOf(store).listKintsugiExemptGroups({
        customer_group_id: customer_group.id,
      })
    ).resolves.toHaveLength(1)
  })

  it("rules saved for one tag at the same time leave one of them", async () => {
    const { product_tag } = await store.admin<{ product_tag: { id: string } }>(
      "POST",
      "/admin/product-tags",
      { value: "at once" }
    )
    const results = await atOnce(() =>
      store.admin("POST", "/admin/kintsugi/classification-rules", {
        kind: "tag",
        reference_id: product_tag.id,
        category: "Physical",
        subcategory: "General Clothing",
      })
    )
    expect(failures(results)).toEqual([])
    await expect(
      kintsugiServiceOf(store).listKintsugiClassificationRules({
        reference_id: product_tag.id,
      })
    ).resolves.toHaveLength(1)
  })

  it("first settings that are saved at the same time are all saved", async () => {
    const merchant = settingsOf(store)
    const results = await atOnce(() => merchant.save(CREDENTIALS))
    expect(failures(results)).toEqual([])
  })

  it("only one of several backfills that are started at the same time runs", async () => {
    const results = await atOnce(() =>
      store.admin("POST", "/admin/kintsugi/backfill", {})
    )
    const refusals = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason] : []
    )
    // One that is over before the next one starts does not count.
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        response: {
          data: { message: expect.stringContaining("running already") },
        },
      })
    }
    await eventually(async () =>
      expect(
        await kintsugiServiceOf(store).listKintsugiBackfills({
          state: "running",
        })
      ).toEqual([])
    )
  })

  it("a job that one instance must do alone runs one after another", async () => {
    const log: string[] = []
    await atOnce((i) =>
      kintsugiServiceOf(store).runExclusively(
        "test",
        { waitMs: 20_000, expireMs: 60_000 },
        async () => {
          log.push(`${i} begins`)
          await delay(20)
          log.push(`${i} ends`)
        }
      )
    )
    expect(log).toHaveLength(2 * AT_ONCE)
    for (let job = 0; job < AT_ONCE; job++) {
      expect(log[2 * job + 1]).toBe(log[2 * job]!.replace("begins", "ends"))
    }
  })

  it("a job is refused while another instance does it, and free once that one has died", async () => {
    const run = () =>
      kintsugiServiceOf(store).runExclusively(
        "long",
        { waitMs: 0, expireMs: 60_000 },
        async () => "done"
      )
    await knex().raw(
      "insert into kintsugi_timestamp (id, at) values ('running:long', now())"
    )
    await expect(run()).rejects.toThrow(
      "Another instance of the store has been busy with long"
    )
    await knex().raw(
      "update kintsugi_timestamp set at = now() - interval '2 minutes' where id = 'running:long'"
    )
    await expect(run()).resolves.toBe("done")
    await expect(run()).resolves.toBe("done")
  })

  it("the comparison of a night runs once, however many instances start it", async () => {
    const service = kintsugiServiceOf(store)
    await atOnce(() => reconcileNightly(store.container))
    await reconcileNightly(store.container)
    await expect(service.listKintsugiReconciliations({})).resolves.toHaveLength(
      1
    )
  })
})
