import Medusa from "@medusajs/js-sdk"
import { say } from "./say"

// The store's Admin build defines these; see Medusa's guide on the JS SDK.
declare const __BACKEND_URL__: string | undefined
declare const __AUTH_TYPE__: "session" | "jwt" | undefined
declare const __JWT_TOKEN_STORAGE_KEY__: string | undefined

const backendUrl =
  typeof __BACKEND_URL__ === "undefined" ? undefined : __BACKEND_URL__
const authType =
  typeof __AUTH_TYPE__ === "undefined" ? undefined : __AUTH_TYPE__
const storageKey =
  typeof __JWT_TOKEN_STORAGE_KEY__ === "undefined"
    ? undefined
    : __JWT_TOKEN_STORAGE_KEY__

export const sdk = new Medusa({
  baseUrl: backendUrl || "/",
  auth: {
    type: authType || "session",
    jwtTokenStorageKey: storageKey || undefined,
  },
})

/** The error's message, in the language of the Admin where it is ours. */
export const errorMessage = (error: unknown): string =>
  say(error instanceof Error ? error.message : String(error))
