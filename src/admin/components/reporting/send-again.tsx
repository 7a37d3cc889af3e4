import { Button, toast } from "@medusajs/ui"
import { type Transaction, useRetry } from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"
import { kindOf, orderName } from "./state-badge"

const texts = TEXTS.reporting

const canBeSent = ({ state, blocked_by }: Transaction): boolean =>
  state === "refused" ||
  (state === "waiting" && (blocked_by === "retry" || blocked_by === "product"))

/** Resends a record that Kintsugi refused or did not get. */
export const SendAgain = ({ transaction }: { transaction: Transaction }) => {
  const retry = useRetry()
  if (!canBeSent(transaction)) {
    return null
  }
  return (
    <Button
      size="small"
      variant="secondary"
      aria-label={texts.sendAgainOf(
        `${kindOf(transaction)}, ${orderName(transaction)}`
      )}
      isLoading={retry.isPending}
      onClick={(event) => {
        event.stopPropagation()
        retry.mutate(transaction.id, {
          onSuccess: ({ state, message }) => {
            if (state === "delivered") {
              toast.success(texts.sent)
            } else if (state === "refused") {
              toast.error(texts.notSent, { description: message ?? undefined })
            } else {
              toast.info(texts.waitsAgain, {
                description: message ?? undefined,
              })
            }
          },
          onError: (error) => toast.error(errorMessage(error)),
        })
      }}
    >
      {texts.sendAgain}
    </Button>
  )
}
