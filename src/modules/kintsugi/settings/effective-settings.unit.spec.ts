import { resolveOptions } from "../../../options"
import { type SavedSettings, createEffective } from "./effective-settings"

const OPTIONS = {
  apiKey: "sk_from_options",
  organizationId: "orgn_from_options",
  onFailure: "zero",
} as const

const saved = (settings: Partial<SavedSettings>): SavedSettings => ({
  behavior: {},
  ...settings,
})

const SAVED = saved({
  credentials: { apiKey: "sk_from_admin", organizationId: "orgn_from_admin" },
  behavior: { onFailure: "throw" },
})

describe("the effective settings", () => {
  it("are the options when nothing is saved", () => {
    const effective = createEffective(resolveOptions(OPTIONS))(undefined)
    expect(effective.connection?.organizationId).toBe("orgn_from_options")
    expect(effective.settings.onFailure).toBe("zero")
    expect(effective.missing).toBe(undefined)
  })

  it("are the saved settings, and the options for the rest", () => {
    const effective = createEffective(resolveOptions(OPTIONS))(SAVED)
    expect(effective.connection?.organizationId).toBe("orgn_from_admin")
    expect(effective.settings.onFailure).toBe("throw")
    expect(effective.settings.onTaxChange).toBe("refuse")
  })

  it("take syncOn from the saved settings, and the rest of sync from the options", () => {
    const effective = createEffective(
      resolveOptions({
        ...OPTIONS,
        sync: { on: "fulfilled", totalsIncludeTax: true },
      })
    )
    expect(effective(SAVED).settings.sync.on).toBe("fulfilled")
    expect(
      effective(saved({ behavior: { syncOn: "order_placed" } })).settings.sync
    ).toMatchObject({
      on: "order_placed",
      totalsIncludeTax: true,
      refundsAs: "credit_note",
    })
  })

  it("contain no secret", () => {
    const effective = createEffective(
      resolveOptions({ ...OPTIONS, encryptionKey: "e".repeat(32) })
    )(SAVED)
    const text = JSON.stringify(effective)
    expect(text).not.toContain("sk_from")
    expect(text).not.toContain("eeee")
  })

  it("say which credentials are missing", () => {
    const effective = createEffective(resolveOptions({}))(saved({}))
    expect(effective.connection).toBe(undefined)
    expect(effective.missing).toBe("apiKey and organizationId not set")
  })

  it("do not fall back to the options when the saved key is unreadable", () => {
    const effective = createEffective(resolveOptions(OPTIONS))(
      saved({ credentials: "unreadable" })
    )
    expect(effective.connection).toBe(undefined)
    expect(effective.missing).toContain("enter the key again")
  })

  it("keep the client while the credentials stay the same", () => {
    const effectiveOf = createEffective(resolveOptions(OPTIONS))
    const first = effectiveOf(SAVED)
    expect(effectiveOf(SAVED)).toBe(first)
    const changed = effectiveOf({ ...SAVED, behavior: {} })
    expect(changed.connection?.client).toBe(first.connection?.client)
    expect(effectiveOf(undefined).connection?.client).not.toBe(
      first.connection?.client
    )
  })

  it("have a key that depends on all that affects an estimate", () => {
    const effectiveOf = createEffective(resolveOptions(OPTIONS))
    const key = (settings?: SavedSettings) => effectiveOf(settings).key
    expect(key(SAVED)).not.toBe(key(undefined))
    expect(key({ ...SAVED, behavior: {} })).toBe(key(SAVED))
    expect(
      key({
        ...SAVED,
        behavior: { defaultSubcategory: "General Clothing" },
      })
    ).not.toBe(key(SAVED))
    expect(key(saved({ credentials: "unreadable" }))).not.toBe(key(undefined))
  })

  it.each([{ roundDiscounts: false }, { combineJurisdictions: true }])(
    "have another key with the option %j, so that carts are taxed again",
    (option) => {
      const keyOf = (options: object) =>
        createEffective(resolveOptions(options))(undefined).key
      expect(keyOf({ ...OPTIONS, ...option })).not.toBe(keyOf(OPTIONS))
    }
  )
})
