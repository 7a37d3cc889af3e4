import type { IOrderModuleService, OrderDTO } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  when,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStep,
  previewOrderChangeStep,
  releaseLockStep,
  updateOrderTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"
import { lockOwnerOfRun } from "../locking/lock-owner-of-run"
import { isKintsugi } from "../settings/taxed-countries"
import {
  refreshOrderDiscountsStep,
  writeShippingDiscountsStep,
} from "./order-discounts"

type Line = {
  id: string
  actions?: { action: string }[]
  tax_lines?: { provider_id?: string | null }[] | null
}

type Preview = Pick<OrderDTO, "is_draft_order"> & {
  order_change?: { id: string } | null
  items?: Line[]
  shipping_methods?: Line[]
}

const ADDED = ["ITEM_ADD", "SHIPPING_ADD"]

/**
 * The lines of an order whose tax is still open: those that a pending change
 * adds, or all of a draft. Sold lines keep the tax that they were sold with.
 *
 * @returns no ids where there are no such lines, or another provider taxes them
 */
export const linesToRefresh = (
  order: Preview
): { item_ids: string[]; shipping_method_ids: string[] } => {
  const idsOf = (lines: Line[] | undefined): string[] =>
    (lines ?? [])
      .filter(
        ({ actions, tax_lines }) =>
          (order.is_draft_order ||
            (order.order_change &&
              actions?.some(({ action }) => ADDED.includes(action)))) &&
          tax_lines?.some(({ provider_id }) => isKintsugi(provider_id))
      )
      .map(({ id }) => id)
  return {
    item_ids: idsOf(order.items),
    shipping_method_ids: idsOf(order.shipping_methods),
  }
}

const linesToRefreshStep = createStep(
  "kintsugi-lines-to-refresh",
  async (orderId: string, { container }) => {
    const orders: IOrderModuleService = container.resolve(Modules.ORDER)
    const [preview, { is_draft_order }] = await Promise.all([
      orders.previewOrderChange(orderId),
      orders.retrieveOrder(orderId, { select: ["id", "is_draft_order"] }),
    ])
    return new StepResponse(
      linesToRefresh({ ...(preview as Preview), is_draft_order })
    )
  }
)

/**
 * Taxes the lines that an order's pending change adds, by their current
 * quantity and after their discounts, neither of which Medusa knew when it
 * asked. The discounts are refreshed first ({@link refreshOrderDiscountsStep}).
 *
 * @returns the order as the change would leave it
 * @example
 * await refreshOrderChangeTaxWorkflow(container).run({ input: { order_id: "order_123" } })
 */
export const refreshOrderChangeTaxWorkflow = createWorkflow(
  "kintsugi-refresh-order-change-tax",
  ({ order_id }: { order_id: string }) => {
    const ownerId = lockOwnerOfRun()
    // As in Medusa's own order workflows: 2 s to get the lock, 10 s to keep it.
    acquireLockStep({ key: order_id, ownerId, timeout: 2, ttl: 10 })
    const worths = refreshOrderDiscountsStep(order_id)
    const lines = linesToRefreshStep(order_id)
    when({ lines }, ({ lines }) =>
      Object.values(lines).some((ids) => ids.length > 0)
    ).then(() => {
      updateOrderTaxLinesWorkflow.runAsStep({
        input: {
          order_id,
          item_ids: lines.item_ids,
          shipping_method_ids: lines.shipping_method_ids,
        },
      })
    })
    writeShippingDiscountsStep({ orderId: order_id, worths })
    const preview = previewOrderChangeStep(order_id)
    releaseLockStep({ key: order_id, ownerId })
    return new WorkflowResponse(preview)
  }
)
