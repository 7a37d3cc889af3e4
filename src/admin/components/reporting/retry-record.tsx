import { Button, toast } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Transaction } from "../../kintsugi/answers"
import { useRetry } from "../../kintsugi/ledger-api"
import { say } from "../../kintsugi/say"
import { errorMessage } from "../../kintsugi/sdk"
import { formatOrder, formatType } from "./state-badge"

const canRetry = ({ state, blocked_by }: Transaction): boolean =>
  state === "refused" ||
  (state === "waiting" && (blocked_by === "retry" || blocked_by === "product"))

/** Resends a record that Kintsugi refused or did not get. */
export const RetryRecord = ({ transaction }: { transaction: Transaction }) => {
  const { t } = useTranslation("kintsugi")
  const retry = useRetry()
  if (!canRetry(transaction)) {
    return null
  }
  return (
    <Button
      size="small"
      variant="secondary"
      aria-label={t("ledger.retryRecord", {
        record: `${formatType(transaction, t)}, ${formatOrder(transaction, t)}`,
      })}
      isLoading={retry.isPending}
      onClick={(event) => {
        event.stopPropagation()
        retry.mutate(transaction.id, {
          onSuccess: ({ state, message }) => {
            const description = message === null ? undefined : say(message)
            if (state === "delivered") {
              toast.success(t("ledger.retryDelivered"))
            } else if (state === "refused") {
              toast.error(t("ledger.retryRefused"), { description })
            } else {
              toast.info(t("ledger.retryWaiting"), { description })
            }
          },
          onError: (error) => toast.error(errorMessage(error)),
        })
      }}
    >
      {t("ledger.retry")}
    </Button>
  )
}
