import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { instanceOfWindow } from "../../modules/kintsugi/stats/window-row"
import { PLUGIN_HOOKS, readHookOptions } from "../../shared-hooks/plugin-hooks"
import {
  findSharedHook,
  type WorkflowHooks,
} from "../../shared-hooks/share-hook"
import type { RuleKind } from "../../tax/products/classify"
import { unknownReferences } from "../products/check-references"
import type { UsedCategories } from "./checks/categories"
import type { HooksReading } from "./checks/hooks"
import type { InstanceReading } from "./checks/instances"

/** How many of the products' categories are checked. */
const MAX_PAIRS = 1_000

const DAY_MS = 24 * 60 * 60 * 1000

/** The categories that the store sends, and rules that classify nothing. */
export const readUsedCategories = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<UsedCategories> => {
  const [settings, pairs, { rules }] = await Promise.all([
    service.settings.get(),
    service.categories.readClassifiedPairs(MAX_PAIRS + 1),
    service.categories.readRows([]),
  ])
  const idsOf = (kind: RuleKind) => [
    ...new Set(
      rules.flatMap((rule) => (rule.kind === kind ? rule.reference_id : []))
    ),
  ]
  const kinds = [...new Set(rules.map(({ kind }) => kind))]
  const gone = await Promise.all(
    kinds.map((kind) =>
      unknownReferences({ kind, ids: idsOf(kind) }, container)
    )
  )
  return {
    settings,
    products: pairs.slice(0, MAX_PAIRS),
    isCut: pairs.length > MAX_PAIRS,
    rules: [
      ...new Map(
        rules.map(({ category, subcategory }) => [
          `${category}/${subcategory}`,
          { category, subcategory },
        ])
      ).values(),
    ],
    goneReferences: gone.flat(),
  }
}

/** What the store's processes recorded in the last 24 hours, each for itself. */
export const readInstances = async (
  service: KintsugiModuleService,
  now: Date
): Promise<InstanceReading[]> => {
  const windows = await service.listKintsugiEstimateWindows(
    { started_at: { $gte: new Date(now.getTime() - DAY_MS) } },
    { select: ["id", "started_at", "asked", "failed"] }
  )
  const instances = new Map<string, InstanceReading>()
  for (const { id, started_at, asked, failed } of windows) {
    const instance = instanceOfWindow(id)
    const at = new Date(started_at)
    const known = instances.get(instance)
    instances.set(instance, {
      instance,
      asked: asked + (known?.asked ?? 0),
      failed: failed + (known?.failed ?? 0),
      latest: known && known.latest > at ? known.latest : at,
    })
  }
  return [...instances.values()]
}

/** How far this server's clock is ahead of the database's, in ms. */
export const readDatabaseClock = async (
  container: MedusaContainer
): Promise<number> => {
  const knex = container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
  const before = Date.now()
  const { rows } = await knex.raw<{ rows: { now: Date }[] }>(
    "select clock_timestamp() as now"
  )
  const middle = (before + Date.now()) / 2
  return middle - new Date(rows[0]!.now).getTime()
}

/** Which of Medusa's hooks the plugin has taken in this process. */
export const readHooks = async (): Promise<HooksReading> => {
  const { isRegistered, hooks } = readHookOptions()
  // Only when asked: Medusa's workflows take seconds to load.
  const flows = (await import("@medusajs/medusa/core-flows")) as Record<
    string,
    unknown
  >
  return {
    isRegistered,
    hooks,
    taken: Object.fromEntries(
      Object.entries(PLUGIN_HOOKS).map(([workflow, { name }]) => {
        const flow = flows[workflow] as { hooks: WorkflowHooks }
        const shared = findSharedHook(flow.hooks, name)
        return [
          workflow,
          {
            isShared: shared !== undefined,
            hasOthers: shared?.others !== undefined,
          },
        ]
      })
    ),
  }
}
