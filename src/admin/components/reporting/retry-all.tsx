import { Button, toast } from "@medusajs/ui"
import { useHealth, useRetryAll } from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS } from "../../kintsugi/texts"

const texts = TEXTS.reporting

/** Shown only when there is something to send again. */
export const RetryAll = () => {
  const { data } = useHealth()
  const retryAll = useRetryAll()
  const { refused = 0, retrying = 0 } = data?.health.ledger ?? {}
  if (!refused && !retrying) {
    return null
  }
  return (
    <Button
      size="small"
      variant="secondary"
      isLoading={retryAll.isPending}
      onClick={() =>
        retryAll.mutate(undefined, {
          onSuccess: ({ count }) => toast.success(texts.retriedAll(count)),
          onError: (error) => toast.error(errorMessage(error)),
        })
      }
    >
      {texts.retryAll}
    </Button>
  )
}
