import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import { createStep } from "@medusajs/framework/workflows-sdk"
import type { RuleKind } from "../../tax/products/classify"

const ENTITIES = {
  product: "product",
  category: "product_category",
  collection: "product_collection",
  product_type: "product_type",
  tag: "product_tag",
} as const satisfies Record<RuleKind | "product", string>

type References = { kind: RuleKind | "product"; ids: string[] }

/** How many unknown ids a message names. */
const NAMED = 10

/** The ids that the store doesn't have. */
export const unknownReferences = async (
  { kind, ids }: References,
  container: MedusaContainer
): Promise<string[]> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: ENTITIES[kind], fields: ["id"], filters: { id: ids } })
  const known = new Set((data as { id: string }[]).map(({ id }) => id))
  return ids.filter((id) => !known.has(id))
}

/**
 * Refuses ids of products, categories, collections, types or tags that the
 * store doesn't have.
 *
 * @param consequence - the consequence for the request, as a sentence
 * @throws MedusaError (not_found) that names them
 */
export const checkReferences = async (
  { kind, ids }: References,
  container: MedusaContainer,
  consequence?: string
): Promise<void> => {
  const unknown = await unknownReferences({ kind, ids }, container)
  if (unknown.length) {
    const named = unknown.slice(0, NAMED).join(", ")
    const others = unknown.length - NAMED
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      [
        `This store has no ${ENTITIES[kind].replaceAll("_", " ")} ${named}${others > 0 ? ` and ${others} more` : ""}.`,
        consequence,
      ]
        .filter(Boolean)
        .join(" ")
    )
  }
}

/**
 * {@link checkReferences} as a step.
 *
 * @example
 * checkReferencesStep({ kind: "product", ids: ["prod_1"] })
 */
export const checkReferencesStep = createStep(
  "kintsugi-check-references",
  async (references: References, { container }) =>
    checkReferences(references, container, "Nothing was saved.")
)
