import { resolveOptions } from "../options"
import { type SavedSettings, createEffective } from "./effective"

const OPTIONS = {
  apiKey: "sk_from_options",
  organizationId: "orgn_from_options",
  onFailure: "zero",
} as const

const saved = (settings: Partial<SavedSettings>): SavedSettings => ({
  behaviour: {},
  ...settings,
})

const SAVED = saved({
  credentials: { apiKey: "sk_from_admin", organizationId: "orgn_from_admin" },
  behaviour: { onFailure: "throw" },
})

describe("what is in force", () => {
  it("is the options, where nothing is saved", () => {
    const effective = createEffective(resolveOptions(OPTIONS))(undefined)
    expect(effective.connection?.organizationId).toBe("orgn_from_options")
    expect(effective.settings.onFailure).toBe("zero")
    expect(effective.missing).toBe(undefined)
  })

  it("is what is saved, and the options for the rest", () => {
    const effective = createEffective(resolveOptions(OPTIONS))(SAVED)
    expect(effective.connection?.organizationId).toBe("orgn_from_admin")
    expect(effective.settings.onFailure).toBe("throw")
    expect(effective.settings.onTaxChange).toBe("refuse")
  })

  it("takes the time of reporting from what is saved, and the rest of sync from the options", () => {
    const effective = createEffective(
      resolveOptions({
        ...OPTIONS,
        sync: { on: "fulfilled", totalsIncludeTax: true },
      })
    )
    expect(effective(SAVED).settings.sync.on).toBe("fulfilled")
    expect(
      effective(saved({ behaviour: { syncOn: "order_placed" } })).settings.sync
    ).toMatchObject({
      on: "order_placed",
      totalsIncludeTax: true,
      refundsAs: "credit_note",
    })
  })

  it("has no secret in it", () => {
    const effective = createEffective(
      resolveOptions({ ...OPTIONS, encryptionKey: "e".repeat(32) })
    )(SAVED)
    const text = JSON.stringify(effective)
    expect(text).not.toContain("sk_from")
    expect(text).not.toContain("eeee")
  })

  it("says what is missing", () => {
    const effective = createEffective(resolveOptions({}))(saved({}))
    expect(effective.connection).toBe(undefined)
    expect(effective.missing).toBe("apiKey and organizationId not set")
  })

  it("does not go back to the options when the saved key is unreadable", () => {
    const effective = createEffective(resolveOptions(OPTIONS))(
      saved({ credentials: "unreadable" })
    )
    expect(effective.connection).toBe(undefined)
    expect(effective.missing).toContain("enter the key again")
  })

  it("keeps the client while the credentials stay", () => {
    const effectiveOf = createEffective(resolveOptions(OPTIONS))
    const first = effectiveOf(SAVED)
    expect(effectiveOf(SAVED)).toBe(first)
    const changed = effectiveOf({ ...SAVED, behaviour: {} })
    expect(changed.connection?.client).toBe(first.connection?.client)
    expect(effectiveOf(undefined).connection?.client).not.toBe(
      first.connection?.client
    )
  })

  it("has a key that tells what decides on an estimate", () => {
    const effectiveOf = createEffective(resolveOptions(OPTIONS))
    const key = (settings?: SavedSettings) => effectiveOf(settings).key
    expect(key(SAVED)).not.toBe(key(undefined))
    expect(key({ ...SAVED, behaviour: {} })).toBe(key(SAVED))
    expect(
      key({
        ...SAVED,
        behaviour: { defaultSubcategory: "General Clothing" },
      })
    ).not.toBe(key(SAVED))
    expect(key(saved({ credentials: "unreadable" }))).not.toBe(key(undefined))
  })
})
