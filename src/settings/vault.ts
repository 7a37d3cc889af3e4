import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from "node:crypto"

/** Tells a later format from this one. */
const VERSION = "v1"
const CIPHER = "aes-256-gcm"
const KEY_BYTES = 32
const SALT_BYTES = 16
/** What GCM is specified for (NIST SP 800-38D). */
const IV_BYTES = 12
const TAG_BYTES = 16

/** Keeps a secret so that the database alone gives nothing away. */
export type Vault = {
  /**
   * @returns `v1.` and the rest in base64url, different each time
   * @throws Error where there is no secret to lock with
   */
  lock(secret: string): string
  /**
   * What was locked; `undefined` where none of the vault's secrets fits, or
   * where somebody has tampered with it.
   */
  unlock(locked: string): string | undefined
}

/**
 * AES-256-GCM under a key that HKDF (RFC 5869) derives from a secret, with a
 * salt of its own each time.
 *
 * @param secrets - the first one locks, every one unlocks
 */
export const createVault = (secrets: string[]): Vault => ({
  lock(secret) {
    const [first] = secrets
    if (!first) {
      throw new Error("There is no secret to encrypt with")
    }
    const salt = randomBytes(SALT_BYTES)
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, keyOf(first, salt), iv)
    cipher.setAAD(Buffer.from(VERSION))
    const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()])
    const parts = [salt, iv, cipher.getAuthTag(), text]
    return [VERSION, ...parts.map((part) => part.toString("base64url"))].join(
      "."
    )
  },

  unlock(locked) {
    const [version, ...parts] = locked.split(".")
    const [salt, iv, tag, text] = parts.map((part) =>
      Buffer.from(part, "base64url")
    )
    if (version !== VERSION || !salt || !iv || !tag || !text) {
      return undefined
    }
    for (const secret of secrets) {
      try {
        const decipher = createDecipheriv(CIPHER, keyOf(secret, salt), iv, {
          authTagLength: TAG_BYTES,
        })
        decipher.setAAD(Buffer.from(VERSION))
        decipher.setAuthTag(tag)
        return Buffer.concat([
          decipher.update(text),
          decipher.final(),
        ]).toString("utf8")
      } catch {
        // Locked with another secret, or not as it was.
      }
    }
    return undefined
  },
})

const keyOf = (secret: string, salt: Buffer): Buffer =>
  Buffer.from(
    hkdfSync(
      "sha256",
      secret,
      salt,
      "medusa-plugin-kintsugi/api-key",
      KEY_BYTES
    )
  )
