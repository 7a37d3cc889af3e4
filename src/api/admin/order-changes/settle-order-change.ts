import {
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  refetchEntity,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { messageOf } from "../../../message-of"
import { settleOrderChangeWorkflow } from "../../../workflows/settle-order-change"
import { rewriteAnswer } from "../../rewrite-answer"

type Preview = { id: string; order_change?: { id: string } | null }

/** An order's edit, exchange and claim; a draft's edit, and the end of it. */
type OrderChangeBody = {
  order_preview: Preview
  draft_order_preview: Preview
  id: string
  object: string
}

/**
 * Middleware: once the route has changed what an order is to become, taxes what
 * is added as it now stands, and answers with that.
 */
export const settleOrderChange = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  rewriteAnswer<OrderChangeBody>(res, next, (body) => {
    const name = previewIn(body)
    const orderId = name ? body[name]?.id : discardedDraft(body)
    return orderId
      ? settleOrderChangeWorkflow(req.scope)
          .run({ input: { order_id: orderId } })
          .then(({ result }) => (name ? { ...body, [name]: result } : body))
      : undefined
  })
}

/** A draft's preview is all of a draft, also where its edit is confirmed. */
const previewIn = (
  body: Partial<OrderChangeBody>
): "order_preview" | "draft_order_preview" | undefined => {
  if (body.order_preview?.order_change) {
    return "order_preview"
  }
  return body.draft_order_preview ? "draft_order_preview" : undefined
}

/** The draft whose edit was discarded, and with it what its tax was for. */
const discardedDraft = ({
  id,
  object,
}: Partial<OrderChangeBody>): string | undefined =>
  object === "draft-order-edit" ? id : undefined

/**
 * Middleware: once the route has made or changed a draft, taxes it as it now
 * stands, and answers with that. If it can't be, the draft is answered as it is:
 * it is there, and is taxed once more when it becomes an order.
 */
export const settleDraft = (
  { scope, queryConfig }: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  rewriteAnswer<{ draft_order: { id: string } }>(res, next, (body) => {
    const id = body.draft_order?.id
    return id
      ? settleOrderChangeWorkflow(scope)
          .run({ input: { order_id: id } })
          .then(() =>
            refetchEntity({
              entity: "order",
              idOrFilter: id,
              scope,
              fields: queryConfig.fields,
            })
          )
          .then((draft_order) => ({ ...body, draft_order }))
          .catch((error: unknown) => {
            scope
              .resolve(ContainerRegistrationKeys.LOGGER)
              .warn(
                `[kintsugi] ${id}: the draft could not be taxed as it now stands (${messageOf(error)}); ` +
                  "it is when it is changed again or becomes an order."
              )
            return body
          })
      : undefined
  })
}
