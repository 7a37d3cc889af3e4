import { Button, toast } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useRetryAll } from "../../kintsugi/ledger-api"
import { useHealth } from "../../kintsugi/settings-api"
import { errorMessage } from "../../kintsugi/sdk"

/** Shown only when there is something to send again. */
export const RetryAll = () => {
  const { t } = useTranslation("kintsugi")
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
          onSuccess: ({ count }) =>
            toast.success(t("reporting.retriedAll", { count })),
          onError: (error) => toast.error(errorMessage(error)),
        })
      }
    >
      {t("reporting.retryAll")}
    </Button>
  )
}
