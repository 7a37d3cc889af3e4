import { Button, Table, Text, toast } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type { DismissedFinding } from "../../kintsugi/answers"
import {
  useDismissedFindings,
  useTakeBackDismissal,
} from "../../kintsugi/ledger-api"
import { formatMoment } from "../../kintsugi/format"
import { say } from "../../kintsugi/say"
import { errorMessage } from "../../kintsugi/sdk"
import { Scrolling } from "../scrolling"
import {
  FindingKind,
  FindingSubject,
  formatFinding,
  formatSubject,
} from "./finding-cells"

const PAGE = 50

/** The findings that were dismissed, once somebody wants to see them. */
export const DismissedFindings = () => {
  const { t } = useTranslation("kintsugi")
  const id = useId()
  const [isShown, setShown] = useState(false)
  const { data } = useDismissedFindings({ limit: PAGE, offset: 0 })
  if (!data?.count) {
    return null
  }
  return (
    <div>
      <div className="px-6 py-4">
        <Button
          size="small"
          variant="transparent"
          aria-expanded={isShown}
          aria-controls={id}
          onClick={() => setShown(!isShown)}
        >
          {isShown
            ? t("reconciliation.hideDismissed")
            : t("reconciliation.showDismissed", { count: data.count })}
        </Button>
      </div>
      <div id={id}>
        {isShown && (
          <Scrolling label={t("reconciliation.dismissedTitle")}>
            <DismissedTable findings={data.dismissed_findings} />
          </Scrolling>
        )}
      </div>
      {isShown && data.count > PAGE && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("reconciliation.moreFindings", { count: data.count - PAGE })}
        </Text>
      )}
    </div>
  )
}

const DismissedTable = ({ findings }: { findings: DismissedFinding[] }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Table aria-label={t("reconciliation.dismissedTitle")}>
      <Table.Header>
        <Table.Row>
          <Table.HeaderCell>{t("reconciliation.finding")}</Table.HeaderCell>
          <Table.HeaderCell>
            {t("reconciliation.orderOrRecord")}
          </Table.HeaderCell>
          <Table.HeaderCell>{t("reconciliation.meaning")}</Table.HeaderCell>
          <Table.HeaderCell>{t("reconciliation.note")}</Table.HeaderCell>
          <Table.HeaderCell>
            <span className="sr-only">{t("reconciliation.actions")}</span>
          </Table.HeaderCell>
        </Table.Row>
      </Table.Header>
      <Table.Body>
        {findings.map((finding) => (
          <DismissedRow key={finding.id} finding={finding} />
        ))}
      </Table.Body>
    </Table>
  )
}

const DismissedRow = ({ finding }: { finding: DismissedFinding }) => {
  const { t } = useTranslation("kintsugi")
  const takeBack = useTakeBackDismissal()
  const { id, message, note, dismissed_at, dismissed_by } = finding
  return (
    <Table.Row>
      <Table.Cell className="whitespace-nowrap">
        <FindingKind finding={finding} />
      </Table.Cell>
      <Table.Cell className="whitespace-nowrap">
        <FindingSubject finding={finding} />
      </Table.Cell>
      <Table.Cell className="min-w-80 whitespace-normal py-3">
        {say(message)}
      </Table.Cell>
      <Table.Cell className="min-w-52 whitespace-normal py-3">
        {note ?? t("reconciliation.noteErased")}
        <Text size="xsmall" className="text-ui-fg-subtle">
          {t("reconciliation.dismissedBy", {
            at: formatMoment(dismissed_at),
            by: dismissed_by?.name ?? dismissed_by?.id ?? t("common.noValue"),
          })}
        </Text>
      </Table.Cell>
      <Table.Cell>
        <Button
          size="small"
          variant="secondary"
          className="whitespace-nowrap"
          aria-label={t("reconciliation.takeBackFinding", {
            finding: formatFinding(finding, t),
            order: formatSubject(finding, t),
          })}
          isLoading={takeBack.isPending}
          onClick={() =>
            takeBack.mutate(id, {
              onSuccess: () => toast.success(t("reconciliation.takenBack")),
              onError: (error) => toast.error(errorMessage(error)),
            })
          }
        >
          {t("reconciliation.takeBack")}
        </Button>
      </Table.Cell>
    </Table.Row>
  )
}
