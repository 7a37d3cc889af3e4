import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import {
  endingOf,
  masked,
  readBehaviour,
} from "../../modules/kintsugi/saved-configuration"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { behaviourOf } from "../../settings/behaviour"
import {
  BEHAVIOUR_FIELDS,
  BEHAVIOUR_FIELD_NAMES,
  type BehaviourField,
} from "./behaviour-fields"

type Change = {
  at: Date
  /** `name`: a user's e-mail address, or a secret API key's title. */
  by: { id: string; email: string | null; name: string | null }
} | null

/** What the Admin may see of the settings: never the key. */
export type ShownSettings = {
  /**
   * Whose credentials are in force: those saved in the Admin, the options', or
   * nobody's.
   */
  source: "admin" | "options" | "none"
  /** `••••` and the last four of the key in force or saved; null: none. */
  api_key: string | null
  organization_id: string | null
  /** Why Kintsugi can't be asked, as a phrase; null where it can. */
  problem: string | null
  /** Whether the saved key has to be entered again. */
  is_key_unreadable: boolean
  /** What DELETE goes back to. */
  options: { api_key: string | null; organization_id: string | null }
  credentials_changed: Change
  behaviour: Record<
    BehaviourField,
    { value: string; saved: string | null; configured: string }
  >
  behaviour_changed: Change
  base_url: string
}

/** The settings in force, where each comes from, and who changed them. */
export const showSettings = async (
  container: MedusaContainer
): Promise<ShownSettings> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [row, saved, { settings, missing }] = await Promise.all([
    service.getConfigurationRow(),
    service.getSavedSettings(),
    service.getEffective(),
  ])
  const configured = service.getOptions()
  const options = {
    api_key: configured.apiKey ? masked(endingOf(configured.apiKey)) : null,
    organization_id: configured.organizationId ?? null,
  }
  const isSaved = saved?.credentials !== undefined
  const changes = await changesOf(row, container)
  const inForce = behaviourOf(settings)
  const configuredBehaviour = behaviourOf(configured)
  const savedBehaviour = readBehaviour(row?.behaviour ?? null)
  return {
    source: isSaved ? "admin" : missing ? "none" : "options",
    ...(isSaved
      ? {
          api_key: masked(row?.api_key_ending),
          organization_id: row?.organization_id ?? null,
        }
      : options),
    problem: missing ?? null,
    is_key_unreadable: saved?.credentials === "unreadable",
    options,
    ...changes,
    behaviour: Object.fromEntries(
      BEHAVIOUR_FIELD_NAMES.map((field) => {
        const name = BEHAVIOUR_FIELDS[field]
        return [
          field,
          {
            value: inForce[name],
            saved: savedBehaviour[name] ?? null,
            configured: configuredBehaviour[name],
          },
        ]
      })
    ) as ShownSettings["behaviour"],
    base_url: configured.baseUrl,
  }
}

const changesOf = async (
  row: Awaited<ReturnType<KintsugiModuleService["getConfigurationRow"]>>,
  container: MedusaContainer
): Promise<
  Pick<ShownSettings, "credentials_changed" | "behaviour_changed">
> => {
  const ids = [row?.credentials_changed_by, row?.behaviour_changed_by].filter(
    (id): id is string => Boolean(id)
  )
  const [users, keys] = ids.length
    ? await Promise.all([
        container
          .resolve(Modules.USER)
          .listUsers({ id: ids }, { select: ["id", "email"] }),
        container
          .resolve(Modules.API_KEY)
          .listApiKeys({ id: ids }, { select: ["id", "title"] }),
      ])
    : [[], []]
  const emails = new Map(users.map(({ id, email }) => [id, email]))
  const titles = new Map(keys.map(({ id, title }) => [id, title]))
  const whoIs = (id: string) => {
    const email = emails.get(id) ?? null
    return { id, email, name: email ?? titles.get(id) ?? null }
  }
  const change = (at?: Date | null, by?: string | null): Change =>
    at && by ? { at, by: whoIs(by) } : null
  return {
    credentials_changed: change(
      row?.credentials_changed_at,
      row?.credentials_changed_by
    ),
    behaviour_changed: change(
      row?.behaviour_changed_at,
      row?.behaviour_changed_by
    ),
  }
}
