import { createSecretBox } from "./secret-box"

const SECRET = "a secret of this store, and of no other"
const OTHER = "the secret that the store has had before"
const KEY = "sk_live_8kQ2vN4rT6yU"

describe("createSecretBox", () => {
  it("unlocks what it has locked", () => {
    expect(
      createSecretBox([SECRET]).decrypt(createSecretBox([SECRET]).encrypt(KEY))
    ).toBe(KEY)
  })

  it("hides the secret, and never locks it the same way twice", () => {
    const vault = createSecretBox([SECRET])
    const locked = vault.encrypt(KEY)
    expect(locked).toMatch(/^v1\.[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(locked).not.toContain(KEY)
    expect(Buffer.from(locked.split(".")[4]!, "base64url").toString()).not.toBe(
      KEY
    )
    expect(vault.encrypt(KEY)).not.toBe(locked)
  })

  it("does not unlock with another secret", () => {
    expect(
      createSecretBox([OTHER]).decrypt(createSecretBox([SECRET]).encrypt(KEY))
    ).toBe(undefined)
    expect(
      createSecretBox([]).decrypt(createSecretBox([SECRET]).encrypt(KEY))
    ).toBe(undefined)
  })

  it("unlocks with any of its secrets, so that a secret can be replaced", () => {
    const before = createSecretBox([OTHER]).encrypt(KEY)
    const both = createSecretBox([SECRET, OTHER])
    expect(both.decrypt(before)).toBe(KEY)
    expect(createSecretBox([OTHER]).decrypt(both.encrypt(KEY))).toBe(undefined)
  })

  it.each([1, 2, 3, 4])("does not unlock with a changed part %i", (part) => {
    const parts = createSecretBox([SECRET]).encrypt(KEY).split(".")
    const bytes = Buffer.from(parts[part]!, "base64url")
    bytes[0]! ^= 1
    parts[part] = bytes.toString("base64url")
    expect(createSecretBox([SECRET]).decrypt(parts.join("."))).toBe(undefined)
  })

  it.each(["", "v1", "v1....", "v2.a.b.c.d", "sk_live_8kQ2vN4rT6yU"])(
    "does not unlock %j, which it has not locked",
    (locked) => {
      expect(createSecretBox([SECRET]).decrypt(locked)).toBe(undefined)
    }
  )

  it("refuses to lock without a secret", () => {
    expect(() => createSecretBox([]).encrypt(KEY)).toThrow("no secret")
  })
})
