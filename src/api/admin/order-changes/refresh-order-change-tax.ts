import {
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  refetchEntity,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { safeErrorMessage } from "../../../safe-error-message"
import { refreshOrderChangeTaxWorkflow } from "../../../workflows/order-tax/refresh-order-change-tax"
import { interceptResponse } from "../../intercept-response"

type Preview = { id: string; order_change?: { id: string } | null }

/** Responses to an order's edit, exchange or claim, or to a draft's edit. */
type OrderChangeBody = {
  order_preview: Preview
  draft_order_preview: Preview
  id: string
  object: string
  order_change: { order_id?: string | null }
}

/**
 * Middleware: once the route has changed a pending order change, taxes the
 * lines that it adds, and answers with the result.
 */
export const refreshOrderChangeTax = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  interceptResponse<OrderChangeBody>(res, next, (body) => {
    const field = findPreviewField(body)
    const orderId = field
      ? body[field]?.id
      : (discardedDraft(body) ?? body.order_change?.order_id)
    return orderId
      ? refreshOrderChangeTaxWorkflow(req.scope)
          .run({ input: { order_id: orderId } })
          .then(({ result }) => (field ? { ...body, [field]: result } : body))
      : undefined
  })
}

/** A draft's preview is the whole draft, even where its edit is confirmed. */
const findPreviewField = (
  body: Partial<OrderChangeBody>
): "order_preview" | "draft_order_preview" | undefined => {
  if (body.order_preview?.order_change) {
    return "order_preview"
  }
  return body.draft_order_preview ? "draft_order_preview" : undefined
}

/** The draft whose edit was discarded: its tax was calculated for that edit. */
const discardedDraft = ({
  id,
  object,
}: Partial<OrderChangeBody>): string | undefined =>
  object === "draft-order-edit" ? id : undefined

/**
 * Middleware: once the route has created or changed a draft, refreshes its tax
 * and answers with the result. If that fails, answers with the draft as it is:
 * it exists, and is taxed again when it becomes an order.
 */
export const refreshDraftTax = (
  { scope, queryConfig }: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  interceptResponse<{ draft_order: { id: string } }>(res, next, (body) => {
    const id = body.draft_order?.id
    return id
      ? refreshOrderChangeTaxWorkflow(scope)
          .run({ input: { order_id: id } })
          .then(() =>
            refetchEntity({
              entity: "order",
              idOrFilter: id,
              scope,
              fields: queryConfig.fields,
            })
          )
          .then((draft_order: unknown) => ({ ...body, draft_order }))
          .catch((error: unknown) => {
            scope
              .resolve(ContainerRegistrationKeys.LOGGER)
              .warn(
                `[kintsugi] ${id}: the tax of this draft could not be refreshed (${safeErrorMessage(error)}); ` +
                  "it is refreshed when the draft is changed again or becomes an order."
              )
            return body
          })
      : undefined
  })
}
