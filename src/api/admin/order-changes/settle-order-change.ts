import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
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
    const orderId = name ? body[name]?.id : discardedDraft(body)
    return orderId
      ? settleOrderChangeWorkflow(req.scope)
          .run({ input: { order_id: orderId } })
          .then(({ result }) => (name ? { ...body, [name]: result } : body))
      : undefined
  })
}

/** The draft whose edit was discarded, and with it what its tax was for. */
const discardedDraft = ({
  id,
  object,
}: Partial<OrderChangeBody>): string | undefined =>
  object === "draft-order-edit" ? id : undefined
