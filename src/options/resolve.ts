import { MedusaError } from "@medusajs/framework/utils"
import type { z } from "@medusajs/framework/zod"
import { optionsSchema } from "./schema"
import type {
  KintsugiOptions,
  KintsugiSettings,
  ResolvedKintsugiOptions,
} from "./types"

/** The options without the secrets, which must never be logged. */
export const withoutSecrets = (
  options: ResolvedKintsugiOptions
): KintsugiSettings => {
  const settings: Partial<ResolvedKintsugiOptions> = { ...options }
  delete settings.apiKey
  delete settings.organizationId
  delete settings.encryptionKey
  return settings as KintsugiSettings
}

const optionName = (path: PropertyKey[]): string => path.map(String).join(".")

/** The schema of a group, such as `hooks`; of all options for an empty name. */
const groupSchema = (name: string) =>
  name === "hooks" || name === "sync" || name === "remember"
    ? optionsSchema.shape[name].unwrap()
    : optionsSchema

const describeIssue = (issue: z.core.$ZodIssue): string => {
  const name = optionName(issue.path)
  if (issue.code === "unrecognized_keys") {
    const prefix = name ? `${name}.` : ""
    const known = Object.keys(groupSchema(name).shape)
    return issue.keys
      .map(
        (key) =>
          `there is no option "${prefix}${key}"; the options are ${known.join(", ")}`
      )
      .join("; ")
  }
  return name ? `option "${name}": ${issue.message}` : issue.message
}

/** Medusa writes its database settings into a module's options at boot. */
const withoutMedusaSettings = (options: object | undefined): object => {
  const settings: { database?: unknown } = { ...options }
  delete settings.database
  return settings
}

/**
 * Checks a store's options and fills in the defaults.
 *
 * @throws MedusaError (invalid_data) naming each unknown or malformed option;
 * values are left out of the message, since one of them may be the key.
 *
 * @example
 * resolveOptions({ apiKey: "sk_…", organizationId: "orgn_…" }).deadlineMs // 1900
 */
export const resolveOptions = (
  options: KintsugiOptions | undefined
): ResolvedKintsugiOptions => {
  const parsed = optionsSchema.safeParse(withoutMedusaSettings(options), {
    reportInput: false,
  })
  if (!parsed.success) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `medusa-plugin-kintsugi: ${parsed.error.issues.map(describeIssue).join("; ")}.`
    )
  }
  return parsed.data
}

/**
 * The credentials that are missing from these options, as a phrase for a log
 * line; `undefined` if none is missing.
 */
export const missingCredentials = (
  options: Pick<ResolvedKintsugiOptions, "apiKey" | "organizationId">
): string | undefined => {
  const missing = (["apiKey", "organizationId"] as const).filter(
    (name) => !options[name]
  )
  return missing.length ? missing.join(" and ") : undefined
}
