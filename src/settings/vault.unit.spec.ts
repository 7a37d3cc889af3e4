import { createVault } from "./vault"

const SECRET = "a secret of this store, and of no other"
const OTHER = "the secret that the store has had before"
const KEY = "sk_live_8kQ2vN4rT6yU"

describe("a vault", () => {
  it("gives back what was locked", () => {
    expect(createVault([SECRET]).unlock(createVault([SECRET]).lock(KEY))).toBe(
      KEY
    )
  })

  it("shows nothing of it, and never the same twice", () => {
    const vault = createVault([SECRET])
    const locked = vault.lock(KEY)
    expect(locked).toMatch(/^v1\.[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(locked).not.toContain(KEY)
    expect(Buffer.from(locked.split(".")[4]!, "base64url").toString()).not.toBe(
      KEY
    )
    expect(vault.lock(KEY)).not.toBe(locked)
  })

  it("stays shut for another secret", () => {
    expect(createVault([OTHER]).unlock(createVault([SECRET]).lock(KEY))).toBe(
      undefined
    )
    expect(createVault([]).unlock(createVault([SECRET]).lock(KEY))).toBe(
      undefined
    )
  })

  it("opens with any of its secrets, so that one can be replaced", () => {
    const before = createVault([OTHER]).lock(KEY)
    const both = createVault([SECRET, OTHER])
    expect(both.unlock(before)).toBe(KEY)
    expect(createVault([OTHER]).unlock(both.lock(KEY))).toBe(undefined)
  })

  it.each([1, 2, 3, 4])("notices when part %i was changed", (part) => {
    const parts = createVault([SECRET]).lock(KEY).split(".")
    const bytes = Buffer.from(parts[part]!, "base64url")
    bytes[0]! ^= 1
    parts[part] = bytes.toString("base64url")
    expect(createVault([SECRET]).unlock(parts.join("."))).toBe(undefined)
  })

  it.each(["", "v1", "v1....", "v2.a.b.c.d", "sk_live_8kQ2vN4rT6yU"])(
    "takes %j for shut",
    (locked) => {
      expect(createVault([SECRET]).unlock(locked)).toBe(undefined)
    }
  )

  it("refuses to lock without a secret", () => {
    expect(() => createVault([]).lock(KEY)).toThrow("no secret")
  })
})
