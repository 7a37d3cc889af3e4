import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { deadlineFor, isKintsugiError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiSettings } from "../../options"
import type { ClassificationFacts } from "../../tax/explanation/tax-facts"
import {
  type Classified,
  type RuleKind,
  isSameCategory,
} from "../../tax/products/classify"
import { defaultCategories } from "../../tax/products/default-categories"
import { atMost } from "../limit-concurrency"
import {
  classificationsWithSource,
  syncedCategoriesFor,
} from "../products/read-classifications"

type LineToClassify = {
  kind: "item" | "shipping"
  product_id?: string | null
}

/** How many products are looked up at Kintsugi at the same time. */
const AT_ONCE = 5

/** Returns what a line is taxed as; `null` where that can't be known now. */
export type ClassificationOf = (
  line: LineToClassify
) => ClassificationFacts | null

/**
 * What lines are taxed as, and what decides that: the product's own
 * classification, a rule, Kintsugi's or the default.
 *
 * @param waiting - who waits for the look-ups at Kintsugi
 */
export const classifyLines = async (
  lines: LineToClassify[],
  waiting: "admin" | "background",
  container: MedusaContainer
): Promise<ClassificationOf> => {
  const productIds = [
    ...new Set(lines.flatMap(({ product_id }) => product_id ?? [])),
  ]
  const [{ connection, settings }, classified] = await Promise.all([
    container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .settings.getEffective(),
    classificationsWithSource(productIds, container),
  ])
  const [ruleNames, theirs] = await Promise.all([
    readRuleNames([...classified.values()], container),
    readAtKintsugi(
      connection ? productIds.filter((id) => !classified.has(id)) : [],
      waiting,
      container
    ),
  ])
  return ({ kind, product_id }) => {
    if (kind === "shipping") {
      return shippingClassification(settings)
    }
    const own = classified.get(product_id ?? "")
    if (own) {
      return toFacts(own, ruleNames)
    }
    if (!product_id || !connection) {
      return defaultClassification(settings)
    }
    const found = theirs.get(product_id)
    return found === undefined
      ? null
      : (found ?? defaultClassification(settings))
  }
}

export const shippingClassification = (
  settings: KintsugiSettings
): ClassificationFacts => ({
  ...defaultCategories(settings).shipping,
  from: "shipping",
})

export const defaultClassification = (
  settings: KintsugiSettings
): ClassificationFacts => ({
  ...defaultCategories(settings).fallback,
  from: "default",
})

const toFacts = (
  { category, subcategory, source }: Classified,
  ruleNames: ReadonlyMap<string, string>
): ClassificationFacts => {
  if (source.from === "product") {
    return { category, subcategory, from: "product" }
  }
  const name = ruleNames.get(source.reference_id)
  return {
    category,
    subcategory,
    from: "rule",
    rule_kind: source.kind,
    ...(name && { rule_name: name }),
  }
}

/** By product id; null: not classified there, absent: could not be asked. */
const readAtKintsugi = async (
  productIds: string[],
  waiting: "admin" | "background",
  container: MedusaContainer
): Promise<ReadonlyMap<string, ClassificationFacts | null>> => {
  if (!productIds.length) {
    return new Map()
  }
  const { lookups } = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const inTurn = atMost(AT_ONCE)
  const call = deadlineFor(waiting === "admin" ? "adminDetail" : "background")
  const theirs = await Promise.all(
    productIds.map((id) =>
      inTurn(async () => {
        try {
          return [id, await lookups.getProductCategory(id, call)] as const
        } catch (error) {
          if (isKintsugiError(error)) {
            return undefined
          }
          throw error
        }
      })
    )
  )
  // Read second, since a category is stored before it is sent to Kintsugi.
  const synced = await syncedCategoriesFor(productIds, container)
  return new Map(
    theirs.flatMap((found) => {
      if (!found) {
        return []
      }
      const [id, category] = found
      const isOurs =
        !category ||
        (synced.get(id) ?? []).some((ours) => isSameCategory(ours, category))
      return [[id, isOurs ? null : { ...category, from: "kintsugi" as const }]]
    })
  )
}

/** Where the names of what rules match are. */
const NAMED: Record<RuleKind, { entity: string; field: string }> = {
  category: { entity: "product_category", field: "name" },
  collection: { entity: "product_collection", field: "title" },
  product_type: { entity: "product_type", field: "value" },
  tag: { entity: "product_tag", field: "value" },
}

/** By the ids that the rules match. */
const readRuleNames = async (
  classified: Classified[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, string>> => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const ids = new Map<RuleKind, Set<string>>()
  for (const { source } of classified) {
    if (source.from === "rule") {
      const known = ids.get(source.kind) ?? new Set()
      ids.set(source.kind, known.add(source.reference_id))
    }
  }
  const names = await Promise.all(
    [...ids].map(async ([kind, wanted]) => {
      const { entity, field } = NAMED[kind]
      const { data } = await query.graph({
        entity,
        fields: ["id", field],
        filters: { id: [...wanted] },
      } as Parameters<typeof query.graph>[0])
      return (data as Record<string, string>[]).map(
        (row) => [row.id ?? "", row[field] ?? ""] as const
      )
    })
  )
  return new Map(names.flat())
}
