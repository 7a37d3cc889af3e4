import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { settleOrderChangeWorkflow } from "../../../workflows/settle-order-change"
import { rewriteAnswer } from "../../rewrite-answer"

type Preview = { id: string; order_change?: { id: string } | null }

/** An order's edit, exchange and claim, and a draft's edit. */
type OrderChangeBody = { order_preview: Preview; draft_order_preview: Preview }

const PREVIEWS = ["order_preview", "draft_order_preview"] as const

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
    const name = PREVIEWS.find((preview) => body[preview]?.order_change)
    return (
      name &&
      settleOrderChangeWorkflow(req.scope)
        .run({ input: { order_id: body[name]!.id } })
        .then(({ result }) => ({ ...body, [name]: result }))
    )
  })
}
