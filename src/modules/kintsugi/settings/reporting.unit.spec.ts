import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { type KintsugiOptions, resolveOptions } from "../../../options"
import type { ReadJson } from "../read-together"
import { createEffective } from "./effective-settings"
import { createReporting } from "./reporting"
import { createSavedState } from "./saved-state"
import { createSecretBox } from "./secret-box"
import type { ConfigurationRow } from "./stored-settings"

const SECRET = "the secret of this store, as in its environment"

const SAVED: ConfigurationRow = {
  id: "kinconf_store",
  locked_api_key: createSecretBox([SECRET]).encrypt("sk_live_saved_in_admin"),
  api_key_ending: null,
  organization_id: "orgn_saved",
  credentials_changed_at: null,
  credentials_changed_by: null,
  behavior: null,
  behavior_changed_at: null,
  behavior_changed_by: null,
}

describe("createReporting", () => {
  const day = (count: number) => new Date(Date.UTC(2026, 0, count))

  /** A database that has this row, and keeps the store's timestamps. */
  const storeWith = (saved: ConfigurationRow) => {
    const marks = new Map<string, Date>()
    const readJson: ReadJson = async () =>
      JSON.parse(
        JSON.stringify({
          row: saved,
          customers_version: null,
          first_connected: marks.get("first_connected") ?? null,
          reporting_off: marks.get("reporting_off") ?? null,
        })
      )
    const knex = {
      raw: async (_: string, bound: unknown[]) => {
        const [id, at] = bound as [string, Date]
        if (id !== "first_connected" || !marks.has(id)) {
          marks.set(id, at)
        }
        return { rows: [{ at: marks.get(id) }] }
      },
    } as unknown as Knex
    return (sync: KintsugiOptions["sync"]) =>
      createReporting({
        knex,
        readJson,
        tables: { deleteKintsugiTimestamps: async () => undefined },
        effectiveOf: createEffective(resolveOptions({ sync })),
        saved: createSavedState(readJson, createSecretBox([SECRET])),
        startedAt: new Date(),
      })
  }

  beforeEach(() => {
    jest.useFakeTimers({ now: day(1), doNotFake: ["nextTick"] })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  it.each([
    ["with no moment chosen", undefined],
    ["with an earlier moment chosen", "2025-12-01"],
  ])(
    "leaves out orders placed while reporting was off and never on before, %s",
    async (_, since) => {
      const start = storeWith({ ...SAVED, credentials_changed_at: day(1) })
      const off = start({ enabled: false, since })
      jest.setSystemTime(day(90))
      await off.recordOff()
      jest.setSystemTime(day(91))
      const on = start({ enabled: true, since })
      expect((await on.get()).since).toEqual(day(90))
    }
  )

  it("starts when the key was saved, if reporting was only off before that", async () => {
    const start = storeWith({ ...SAVED, credentials_changed_at: day(50) })
    jest.setSystemTime(day(40))
    await start({ enabled: false }).recordOff()
    jest.setSystemTime(day(91))
    expect((await start({ enabled: true }).get()).since).toEqual(day(50))
  })
})
