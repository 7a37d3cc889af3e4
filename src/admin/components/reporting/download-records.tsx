import { Button, toast } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import {
  type RecordFilter,
  downloadTransactions,
} from "../../kintsugi/ledger-api"
import { errorMessage } from "../../kintsugi/sdk"

type Props = { filter: RecordFilter; disabled: boolean }

/** Downloads all records that the filter lists as a CSV file. */
export const DownloadRecords = ({ filter, disabled }: Props) => {
  const { t } = useTranslation("kintsugi")
  const download = useMutation({
    mutationFn: () => downloadTransactions(filter),
    onSuccess: () => toast.success(t("ledger.downloaded")),
    onError: (error) => toast.error(errorMessage(error)),
  })
  return (
    <Button
      size="small"
      variant="secondary"
      disabled={disabled}
      isLoading={download.isPending}
      onClick={() => download.mutate()}
    >
      {t("ledger.download")}
    </Button>
  )
}
