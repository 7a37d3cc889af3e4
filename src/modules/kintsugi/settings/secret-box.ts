import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from "node:crypto"

/** Distinguishes this format from later ones. */
const VERSION = "v1"
const CIPHER = "aes-256-gcm"
const KEY_BYTES = 32
const SALT_BYTES = 16
/** The length that GCM is specified for (NIST SP 800-38D). */
const IV_BYTES = 12
const TAG_BYTES = 16

/** Encrypts a secret so that the database alone does not reveal it. */
export type SecretBox = {
  /**
   * @returns `v1.` and the rest in base64url, different each time
   * @throws Error if there is no secret to lock with
   */
  encrypt(secret: string): string
  /**
   * Returns what was locked; `undefined` if none of the box's secrets fits, or
   * if it was tampered with.
   */
  decrypt(locked: string): string | undefined
}

/**
 * AES-256-GCM under a key that HKDF (RFC 5869) derives from a secret, with a
 * salt of its own each time.
 *
 * @param secrets - the first one locks, every one unlocks
 */
export const createSecretBox = (secrets: string[]): SecretBox => ({
  encrypt(secret) {
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

  decrypt(locked) {
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
        // It was locked with another secret, or changed since.
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
