import { Button, toast } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useRetryAll } from "../../kintsugi/ledger-api"
import { useHealth } from "../../kintsugi/settings-api"
import { errorMessage } from "../../kintsugi/sdk"

/**
 * Shown only where something failed that can be sent again, which the records
 * of another organization can't.
 */
export const RetryAll = () => {
  const { t } = useTranslation("kintsugi")
  const { data } = useHealth()
  const retryAll = useRetryAll()
  if (!data?.health.ledger.failed) {
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
