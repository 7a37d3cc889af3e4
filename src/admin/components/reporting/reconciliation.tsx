import {
  Alert,
  Badge,
  Button,
  StatusBadge,
  Table,
  Text,
  toast,
  usePrompt,
} from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Reconciliation } from "../../kintsugi/answers"
import { useReconcile, useReconciliation } from "../../kintsugi/ledger-api"
import { errorMessage } from "../../kintsugi/sdk"
import { formatDay, formatMoment } from "../../kintsugi/format"
import { Loaded } from "../loaded"
import { PageLink } from "../page-link"
import { Section } from "../section"

/** How many findings are listed. */
const LISTED = 50

/** Compares the ledger with Kintsugi. */
export const ReconciliationSection = () => {
  const { t } = useTranslation("kintsugi")
  const reconciliation = useReconciliation()
  const reconcile = useReconcile()
  const prompt = usePrompt()
  const run = (repairs: { repair?: boolean; take_over?: boolean }) =>
    reconcile.mutate(repairs, {
      onError: (error) => toast.error(errorMessage(error)),
    })
  const runAndRepair = async () => {
    const isConfirmed = await prompt({
      title: t("reconciliation.repairPrompt.title"),
      description: t("reconciliation.repairPrompt.text"),
      confirmText: t("reconciliation.repair"),
      cancelText: t("common.cancel"),
      variant: "confirmation",
    })
    if (isConfirmed) {
      run({ repair: true })
    }
  }
  const runAndTakeOver = async () => {
    const isConfirmed = await prompt({
      title: t("reconciliation.takeOverPrompt.title"),
      description: t("reconciliation.takeOverPrompt.text"),
      confirmText: t("reconciliation.takeOver"),
      cancelText: t("common.cancel"),
      variant: "confirmation",
    })
    if (isConfirmed) {
      run({ take_over: true })
    }
  }
  const hasOrdersOfAnotherOrganization =
    reconciliation.data?.reconciliation?.findings?.items.some(
      ({ kind }) => kind === "reported_to_another_organization"
    )
  const isRepairRequested = reconcile.variables?.repair === true
  const isRepairing =
    isRepairRequested || reconcile.variables?.take_over === true
  return (
    <Section
      title={t("reconciliation.title")}
      subtitle={t("reconciliation.subtitle")}
      aside={
        <div className="flex shrink-0 items-center gap-x-2">
          <Button
            size="small"
            variant="secondary"
            disabled={reconcile.isPending}
            isLoading={reconcile.isPending && !isRepairing}
            onClick={() => run({})}
          >
            {t("reconciliation.compare")}
          </Button>
          <Button
            size="small"
            variant="secondary"
            disabled={reconcile.isPending}
            isLoading={reconcile.isPending && isRepairRequested}
            onClick={() => void runAndRepair()}
          >
            {t("reconciliation.repair")}
          </Button>
          {hasOrdersOfAnotherOrganization && (
            <Button
              size="small"
              variant="secondary"
              disabled={reconcile.isPending}
              onClick={() => void runAndTakeOver()}
            >
              {t("reconciliation.takeOver")}
            </Button>
          )}
        </div>
      }
    >
      <Loaded query={reconciliation}>
        {({ reconciliation: latest }) =>
          latest ? (
            <Latest reconciliation={latest} />
          ) : (
            <Text size="small" className="text-ui-fg-subtle px-6 py-4">
              {t("reconciliation.none")}
            </Text>
          )
        }
      </Loaded>
    </Section>
  )
}

const Latest = ({
  reconciliation: {
    state,
    message,
    count,
    compared,
    findings,
    from,
    to,
    created_at,
  },
}: {
  reconciliation: Reconciliation
}) => {
  const { t } = useTranslation("kintsugi")
  return (
    <>
      <div
        className="flex flex-col items-start gap-y-2 px-6 py-4"
        aria-live="polite"
      >
        {state === "running" && (
          <StatusBadge color="blue">{t("reconciliation.running")}</StatusBadge>
        )}
        {state === "done" && (
          <StatusBadge color={count ? "orange" : "green"}>
            {count
              ? t("reconciliation.findingCount", { count })
              : t("reconciliation.noDifferences")}
          </StatusBadge>
        )}
        {state === "failed" && (
          <Alert variant="error">
            {t("reconciliation.failed", { message: message ?? "" })}
          </Alert>
        )}
        {compared && (
          <Text size="small">
            {t("reconciliation.compared", {
              orders: t("reconciliation.comparedOrders", {
                count: compared.orders,
              }),
              records: t("reconciliation.comparedRecords", {
                count: compared.records,
              }),
              transactions: t("reconciliation.comparedTransactions", {
                count: compared.transactions,
              }),
            })}
            {compared.older
              ? ` ${t("reconciliation.olderOrders", { count: compared.older })}`
              : ""}
          </Text>
        )}
        <Text size="xsmall" className="text-ui-fg-subtle">
          {t("reconciliation.lastRun", {
            at: formatMoment(created_at),
            from: formatDay(from),
            to: formatDay(to),
          })}
        </Text>
      </div>
      {findings && findings.items.length > 0 && (
        <Findings items={findings.items} />
      )}
    </>
  )
}

const Findings = ({
  items,
}: {
  items: NonNullable<Reconciliation["findings"]>["items"]
}) => {
  const { t } = useTranslation("kintsugi")
  return (
    <div className="overflow-x-auto">
      <Table>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("reconciliation.finding")}</Table.HeaderCell>
            <Table.HeaderCell>{t("reconciliation.meaning")}</Table.HeaderCell>
            <Table.HeaderCell>
              {t("reconciliation.orderOrRecord")}
            </Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {items
            .slice(0, LISTED)
            .map(({ kind, external_id, order_id, message }) => (
              <Table.Row key={`${kind} ${external_id} ${message}`}>
                <Table.Cell className="whitespace-nowrap">
                  <Badge size="2xsmall" color="orange">
                    {t(`reconciliation.findings.${kind}`, {
                      defaultValue: kind,
                    })}
                  </Badge>
                </Table.Cell>
                <Table.Cell className="whitespace-normal py-3">
                  {message}
                </Table.Cell>
                <Table.Cell>
                  {order_id ? (
                    <PageLink
                      to={`/orders/${order_id}`}
                      aria-label={t("reconciliation.openOrderWithId", {
                        id: order_id,
                      })}
                    >
                      {t("reconciliation.openOrder")}
                    </PageLink>
                  ) : (
                    external_id
                  )}
                </Table.Cell>
              </Table.Row>
            ))}
        </Table.Body>
      </Table>
      {items.length > LISTED && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("reconciliation.moreFindings", { count: items.length - LISTED })}
        </Text>
      )}
    </div>
  )
}
