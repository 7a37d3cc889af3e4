import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { retryConflict } from "../../modules/kintsugi/retry-conflict"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"

export type ExemptGroup = {
  customer_group_id: string
  /** Null: its members are taxed again. */
  reason: string | null
  by: string
}

/** A customer group's exemption, for the Admin. */
export type CustomerGroupTax = {
  customer_group_id: string
  /** Why its members are exempt; null: they are not. */
  reason: string | null
  since: Date | null
}

/** @throws MedusaError (not_found) if there is no such group */
export const readCustomerGroupTax = async (
  customerGroupId: string,
  container: MedusaContainer
): Promise<CustomerGroupTax> => {
  await assertGroupExists(customerGroupId, container)
  const [group] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiExemptGroups({ customer_group_id: customerGroupId })
  return {
    customer_group_id: customerGroupId,
    reason: group?.reason ?? null,
    since: group?.created_at ?? null,
  }
}

const assertGroupExists = async (
  customerGroupId: string,
  container: MedusaContainer
): Promise<void> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "customer_group",
      fields: ["id"],
      filters: { id: customerGroupId },
    })
  if (!data.length) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `There is no customer group ${customerGroupId}.`
    )
  }
}

/** Marks a customer group as exempt, or removes the mark. */
export const markExemptGroupStep = createStep(
  "kintsugi-mark-exempt-group",
  async ({ customer_group_id, reason, by }: ExemptGroup, { container }) => {
    await assertGroupExists(customer_group_id, container)
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const [before] = await service.listKintsugiExemptGroups({
      customer_group_id,
    })
    await write(service, { customer_group_id, reason, by })
    return new StepResponse({ customer_group_id, reason }, {
      customer_group_id,
      reason: before?.reason ?? null,
      by: before?.marked_by ?? by,
    } satisfies ExemptGroup)
  },
  async (before, { container }) => {
    if (before) {
      await write(
        container.resolve<KintsugiModuleService>(KINTSUGI_MODULE),
        before
      )
    }
  }
)

const write = async (
  service: KintsugiModuleService,
  group: ExemptGroup
): Promise<void> => {
  await retryConflict(() => writeRow(service, group))
  await service.customers.invalidate()
}

const writeRow = async (
  service: KintsugiModuleService,
  { customer_group_id, reason, by }: ExemptGroup
): Promise<void> => {
  const [row] = await service.listKintsugiExemptGroups({ customer_group_id })
  if (reason === null) {
    if (row) {
      await service.deleteKintsugiExemptGroups(row.id)
    }
  } else if (row) {
    await service.updateKintsugiExemptGroups({
      id: row.id,
      reason,
      marked_by: by,
    })
  } else {
    await service.createKintsugiExemptGroups({
      customer_group_id,
      reason,
      marked_by: by,
    })
  }
}

/** @throws MedusaError (not_found) if there is no such group */
export const markExemptGroupWorkflow = createWorkflow(
  "kintsugi-mark-exempt-group",
  (input: ExemptGroup) => new WorkflowResponse(markExemptGroupStep(input))
)
