import { Button, DropdownMenu, toast } from "@medusajs/ui"
import { ArrowDownTray } from "@medusajs/icons"
import { useMutation } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import {
  REPORT_CSVS,
  type ReportCsv,
  type ReportQuery,
  downloadReport,
} from "../../kintsugi/report-api"
import { errorMessage } from "../../kintsugi/sdk"

/** A menu of the CSVs of what the page shows. */
export const Download = ({ query }: { query: ReportQuery }) => {
  const { t } = useTranslation("kintsugi")
  const download = useMutation({
    mutationFn: (view: ReportCsv) => downloadReport(view, query),
    onError: (error) =>
      toast.error(t("report.downloadFailed", { problem: errorMessage(error) })),
  })
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <Button
          size="small"
          variant="secondary"
          isLoading={download.isPending}
          className="shrink-0"
        >
          <ArrowDownTray />
          {t("report.download")}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end">
        {REPORT_CSVS.map((view) => (
          <DropdownMenu.Item key={view} onSelect={() => download.mutate(view)}>
            {t(`report.downloads.${view}`)}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
