import type { Logger } from "@medusajs/framework/types"
import { resolveOptions } from "../../../options"
import type { ReadJson } from "../read-together"
import { createEffective } from "./effective-settings"
import { createSavedState } from "./saved-state"
import { createSecretBox } from "./secret-box"
import { createSettings } from "./settings"
import type { ConfigurationRow } from "./stored-settings"

const CREDENTIALS = { apiKey: "sk_live_4f9a27d1c3", organizationId: "orgn_1" }

/** Settings over a database with one row at most. */
const createStore = () => {
  const vault = createSecretBox(["the secret of this store"])
  const state: { row?: ConfigurationRow; fails?: boolean } = {}
  const readJson: ReadJson = async () => {
    if (state.fails) {
      throw new Error('relation "kintsugi_timestamp" does not exist')
    }
    return JSON.parse(
      JSON.stringify({
        row: state.row ?? null,
        customers_version: null,
        first_connected: null,
        reporting_off: null,
      })
    )
  }
  const write = async (columns: ConfigurationRow) => {
    state.row = { ...state.row, ...columns }
  }
  const settings = createSettings({
    readJson,
    tables: {
      createKintsugiConfigurations: write,
      updateKintsugiConfigurations: write,
      deleteKintsugiConfigurations: async () => {
        state.row = undefined
      },
    } as never,
    options: resolveOptions({}),
    effectiveOf: createEffective(resolveOptions({})),
    vault,
    saved: createSavedState(readJson, vault),
  })
  return { settings, state }
}

describe("createSettings", () => {
  it("change saves the key encrypted, with effect at once", async () => {
    const { settings, state } = createStore()
    await expect(settings.isConfigured()).resolves.toBe(false)
    await settings.change({ credentials: CREDENTIALS, by: "user_1" })
    await expect(settings.getSaved()).resolves.toMatchObject({
      credentials: CREDENTIALS,
    })
    await expect(settings.isConfigured()).resolves.toBe(true)
    expect(JSON.stringify(state.row)).not.toContain(CREDENTIALS.apiKey)
    expect(state.row).toMatchObject({
      api_key_ending: "d1c3",
      credentials_changed_by: "user_1",
      credentials_changed_at: expect.any(Date),
    })
  })

  it("change leaves what it does not name", async () => {
    const { settings, state } = createStore()
    await settings.change({ behavior: { onFailure: "throw" }, by: "user_1" })
    await settings.change({ behavior: { onTaxChange: "accept" }, by: "user_2" })
    expect(state.row).toMatchObject({
      behavior: { onFailure: "throw", onTaxChange: "accept" },
      behavior_changed_by: "user_2",
    })
    expect(state.row).not.toHaveProperty("credentials_changed_by")
    await settings.change({ behavior: { onFailure: null }, by: "user_2" })
    await expect(settings.get()).resolves.toMatchObject({
      onFailure: "remember",
      onTaxChange: "accept",
    })
  })

  it("restore brings a row back, or deletes it if there was none", async () => {
    const { settings } = createStore()
    const none = await settings.getRow()
    await settings.change({ behavior: { onFailure: "throw" }, by: "user_1" })
    const before = await settings.getRow()
    await settings.change({ behavior: { onFailure: "zero" }, by: "user_1" })
    await settings.restore(before)
    await expect(settings.get()).resolves.toMatchObject({ onFailure: "throw" })
    await settings.restore(none)
    await expect(settings.getSaved()).resolves.toBeUndefined()
  })

  it("warnIfNotConfigured warns before the store's migrations have run", async () => {
    const { settings, state } = createStore()
    state.fails = true
    const warnings: string[] = []
    await settings.warnIfNotConfigured({
      warn: (text: string) => warnings.push(text),
    } as unknown as Logger)
    expect(warnings).toEqual([
      expect.stringContaining("apiKey and organizationId not set"),
    ])
  })
})
