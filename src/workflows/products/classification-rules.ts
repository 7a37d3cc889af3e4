import { MedusaError } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { retryConflict } from "../../modules/kintsugi/retry-conflict"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ClassificationRule } from "../../tax/products/classify"
import { checkCategoriesStep } from "./check-categories"
import { checkReferencesStep } from "./check-references"

export type NewRule = Omit<ClassificationRule, "id">

/**
 * Creates or updates the rule of a category, collection, type or tag.
 *
 * @example
 * saveClassificationRuleStep({
 *   kind: "tag",
 *   reference_id: "ptag_1",
 *   category: "Physical",
 *   subcategory: "General Clothing",
 * })
 */
export const saveClassificationRuleStep = createStep(
  "kintsugi-save-classification-rule",
  async (rule: NewRule, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const { kind, reference_id } = rule
    const { saved, before } = await retryConflict(async () => {
      const [row] = await service.listKintsugiClassificationRules({
        kind,
        reference_id,
      })
      return {
        before: row,
        saved: row
          ? await service.updateKintsugiClassificationRules({
              ...rule,
              id: row.id,
            })
          : await service.createKintsugiClassificationRules(rule),
      }
    })
    await service.stats.recordEvent("classifiedAt")
    return new StepResponse(saved, { id: saved.id, before })
  },
  async (saved, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    if (saved?.before) {
      const { id, category, subcategory } = saved.before
      await service.updateKintsugiClassificationRules({
        id,
        category,
        subcategory,
      })
    } else if (saved) {
      await service.deleteKintsugiClassificationRules(saved.id)
    }
  }
)

/**
 * Removes a rule.
 *
 * @throws MedusaError (not_found)
 */
export const deleteClassificationRuleStep = createStep(
  "kintsugi-delete-classification-rule",
  async ({ id }: { id: string }, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const [before] = await service.listKintsugiClassificationRules({ id })
    if (!before) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `There is no classification rule ${id}.`
      )
    }
    await service.deleteKintsugiClassificationRules(id)
    await service.stats.recordEvent("classifiedAt")
    return new StepResponse({ id }, before)
  },
  async (before, { container }) => {
    if (before) {
      const { id, kind, reference_id, category, subcategory } = before
      await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .createKintsugiClassificationRules({
          id,
          kind,
          reference_id,
          category,
          subcategory,
        })
    }
  }
)

/**
 * Classifies all products of a category, collection, type or with a tag. The
 * very next estimate uses it.
 *
 * @example
 * await setClassificationRuleWorkflow(container).run({
 *   input: {
 *     kind: "collection",
 *     reference_id: "pcol_1",
 *     category: "Physical",
 *     subcategory: "General Clothing",
 *   },
 * })
 */
export const setClassificationRuleWorkflow = createWorkflow(
  "kintsugi-set-classification-rule",
  (rule: NewRule) => {
    checkReferencesStep(
      transform({ rule }, (input) => ({
        kind: input.rule.kind,
        ids: [input.rule.reference_id],
      }))
    )
    checkCategoriesStep(transform({ rule }, (input) => [input.rule]))
    return new WorkflowResponse(saveClassificationRuleStep(rule))
  }
)

/**
 * Removes a classification rule.
 *
 * @example
 * await deleteClassificationRuleWorkflow(container).run({
 *   input: { id: "kinrule_1" },
 * })
 */
export const deleteClassificationRuleWorkflow = createWorkflow(
  "kintsugi-delete-classification-rule",
  (rule: { id: string }) =>
    new WorkflowResponse(deleteClassificationRuleStep(rule))
)
