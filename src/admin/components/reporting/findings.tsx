import { Button, Table, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Finding } from "../../kintsugi/answers"
import { say } from "../../kintsugi/say"
import { Scrolling } from "../scrolling"
import { DismissFinding } from "./dismiss-finding"
import {
  FindingCurrency,
  FindingKind,
  FindingSubject,
  formatFinding,
  formatSubject,
} from "./finding-cells"

/** How many findings are listed. */
const LISTED = 50

/** @param total - how many there are, of which these are the first */
export const Findings = ({
  findings,
  total,
}: {
  findings: Finding[]
  total: number
}) => {
  const { t } = useTranslation("kintsugi")
  const [dismissing, setDismissing] = useState<Finding | undefined>()
  const shown = findings.slice(0, LISTED)
  return (
    <div>
      <Scrolling label={t("reconciliation.openFindings")}>
        <Table>
          <Table.Header>
            <Table.Row>
              <Table.HeaderCell>{t("reconciliation.finding")}</Table.HeaderCell>
              <Table.HeaderCell>
                {t("reconciliation.orderOrRecord")}
              </Table.HeaderCell>
              <Table.HeaderCell>
                {t("reconciliation.currency")}
              </Table.HeaderCell>
              <Table.HeaderCell>{t("reconciliation.meaning")}</Table.HeaderCell>
              <Table.HeaderCell>
                <span className="sr-only">{t("reconciliation.actions")}</span>
              </Table.HeaderCell>
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {shown.map((finding) => (
              <Table.Row key={finding.id}>
                <Table.Cell className="whitespace-nowrap">
                  <FindingKind finding={finding} />
                </Table.Cell>
                <Table.Cell className="whitespace-nowrap">
                  <FindingSubject finding={finding} />
                </Table.Cell>
                <Table.Cell>
                  <FindingCurrency finding={finding} />
                </Table.Cell>
                <Table.Cell className="min-w-80 whitespace-normal py-3">
                  {say(finding.message)}
                </Table.Cell>
                <Table.Cell>
                  <Button
                    size="small"
                    variant="secondary"
                    aria-label={t("reconciliation.dismissFinding", {
                      finding: formatFinding(finding, t),
                      order: formatSubject(finding, t),
                    })}
                    onClick={() => setDismissing(finding)}
                  >
                    {t("reconciliation.dismiss")}
                  </Button>
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </Scrolling>
      {total > shown.length && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("reconciliation.moreFindings", { count: total - shown.length })}
        </Text>
      )}
      <DismissFinding
        finding={dismissing}
        onClose={() => setDismissing(undefined)}
      />
    </div>
  )
}
