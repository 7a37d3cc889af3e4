import type { MedusaContainer } from "@medusajs/framework/types"
import type { Behavior } from "../../options"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import {
  keyEnding,
  maskKey,
  readBehavior,
} from "../../modules/kintsugi/settings/stored-settings"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { behaviorOf } from "../../modules/kintsugi/settings/admin-overrides"
import { type ShopTimeZone, shopTimeZone } from "../ledger-sync/shop-time-zone"
import { type Actor, readActors } from "./actors"
import {
  BEHAVIOR_FIELDS,
  BEHAVIOR_FIELD_NAMES,
  type BehaviorField,
} from "./behavior-fields"

type Change = { at: Date; by: Actor } | null

type ValueOf<Field extends BehaviorField> = NonNullable<
  Behavior[(typeof BEHAVIOR_FIELDS)[Field]]
>

/** The settings as the Admin may see them: never the key. */
export type ShownSettings = {
  /** Where the effective credentials come from: the Admin or the options. */
  source: "admin" | "options" | "none"
  /** `••••` and the end of the effective or saved key; null: none. */
  api_key: string | null
  organization_id: string | null
  /** Why there is no connection, as a phrase; null: there is one. */
  problem: string | null
  /** Whether the saved key has to be entered again. */
  is_key_unreadable: boolean
  /** The credentials that DELETE restores. */
  options: { api_key: string | null; organization_id: string | null }
  credentials_changed: Change
  /**
   * `sync_since` is in ISO 8601. Its `value`: since when orders are reported
   * automatically, which is later than the chosen moment if reporting was off
   * after it; `configured`: the option, or else the first connection.
   */
  behavior: {
    [Field in BehaviorField]: {
      value: ValueOf<Field> | null
      saved: ValueOf<Field> | null
      configured: ValueOf<Field> | null
    }
  }
  /** The time zone of the dates of new sales, and its source. */
  shop_time_zone: ShopTimeZone
  behavior_changed: Change
  base_url: string
}

/** The effective settings, their sources, and who changed them. */
export const showSettings = async (
  container: MedusaContainer
): Promise<ShownSettings> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [row, saved, { settings, missing }, { since }] = await Promise.all([
    service.settings.getRow(),
    service.settings.getSaved(),
    service.settings.getEffective(),
    service.reporting.get(),
  ])
  const firstConnection = await service.reporting.getFirstConnection()
  const configured = service.settings.getOptions()
  const options = {
    api_key: configured.apiKey ? maskKey(keyEnding(configured.apiKey)) : null,
    organization_id: configured.organizationId ?? null,
  }
  const isSaved = saved?.credentials !== undefined
  const changes = await changesOf(row, container)
  const effectiveBehavior = behaviorOf(settings)
  const configuredBehavior = behaviorOf(configured)
  const savedBehavior = readBehavior(row?.behavior ?? null)
  return {
    source: isSaved ? "admin" : missing ? "none" : "options",
    ...(isSaved
      ? {
          api_key: maskKey(row?.api_key_ending),
          organization_id: row?.organization_id ?? null,
        }
      : options),
    problem: missing ?? null,
    is_key_unreadable: saved?.credentials === "unreadable",
    options,
    ...changes,
    behavior: {
      ...(Object.fromEntries(
        BEHAVIOR_FIELD_NAMES.map((field) => {
          const name = BEHAVIOR_FIELDS[field]
          return [
            field,
            {
              value: effectiveBehavior[name] ?? null,
              saved: savedBehavior[name] ?? null,
              configured: configuredBehavior[name] ?? null,
            },
          ]
        })
      ) as ShownSettings["behavior"]),
      sync_since: {
        value: since?.toISOString() ?? null,
        saved: savedBehavior.syncSince ?? null,
        configured:
          configuredBehavior.syncSince ??
          firstConnection?.toISOString() ??
          null,
      },
    },
    shop_time_zone: await shopTimeZone(settings, container),
    base_url: configured.baseUrl,
  }
}

const changesOf = async (
  row: Awaited<ReturnType<KintsugiModuleService["settings"]["getRow"]>>,
  container: MedusaContainer
): Promise<Pick<ShownSettings, "credentials_changed" | "behavior_changed">> => {
  const ids = [row?.credentials_changed_by, row?.behavior_changed_by].filter(
    (id): id is string => Boolean(id)
  )
  const describeActor = await readActors(ids, container)
  const change = (at?: Date | null, by?: string | null): Change =>
    at && by ? { at, by: describeActor(by) } : null
  return {
    credentials_changed: change(
      row?.credentials_changed_at,
      row?.credentials_changed_by
    ),
    behavior_changed: change(
      row?.behavior_changed_at,
      row?.behavior_changed_by
    ),
  }
}
