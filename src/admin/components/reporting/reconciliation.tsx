import {
  Alert,
  Button,
  StatusBadge,
  Text,
  toast,
  usePrompt,
} from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { Reconciliation } from "../../kintsugi/answers"
import { useReconcile, useReconciliation } from "../../kintsugi/ledger-api"
import { say } from "../../kintsugi/say"
import { errorMessage } from "../../kintsugi/sdk"
import { formatDay, formatMoment } from "../../kintsugi/format"
import { Loaded } from "../loaded"
import { Section } from "../section"
import { DismissedFindings } from "./dismissed-findings"
import { Findings } from "./findings"

/** Compares the ledger with Kintsugi. */
export const ReconciliationSection = () => {
  const { t } = useTranslation("kintsugi")
  const reconciliation = useReconciliation()
  const reconcile = useReconcile()
  const isRunning =
    reconcile.isPending ||
    reconciliation.data?.reconciliation?.state === "running"
  const prompt = usePrompt()
  const run = (repairs: { repair?: boolean; take_over?: boolean }) =>
    reconcile.mutate(repairs, {
      onSuccess: ({ reconciliation: report }) => {
        if (report.repaired) {
          toast.info(formatRepaired(report.repaired, t))
        }
      },
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
      ({ kind, state }) =>
        kind === "reported_to_another_organization" && state === "open"
    )
  const isRepairRequested = reconcile.variables?.repair === true
  const isRepairing =
    isRepairRequested || reconcile.variables?.take_over === true
  return (
    <Section
      title={t("reconciliation.title")}
      subtitle={t("reconciliation.subtitle")}
      aside={
        <div className="flex flex-wrap items-center justify-end gap-2">
          <Button
            size="small"
            variant="secondary"
            disabled={isRunning}
            isLoading={reconcile.isPending && !isRepairing}
            onClick={() => run({})}
          >
            {t("reconciliation.compare")}
          </Button>
          <Button
            size="small"
            variant="secondary"
            disabled={isRunning}
            isLoading={reconcile.isPending && isRepairRequested}
            onClick={() => void runAndRepair()}
          >
            {t("reconciliation.repair")}
          </Button>
          {hasOrdersOfAnotherOrganization && (
            <Button
              size="small"
              variant="secondary"
              disabled={isRunning}
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
      <DismissedFindings />
    </Section>
  )
}

/** "Fixed 1, needs you: 2". */
const formatRepaired = (
  {
    fixed,
    retrying,
    needs_you: needs,
  }: NonNullable<Reconciliation["repaired"]>,
  t: Translate
): string => {
  if (retrying) {
    return t("reconciliation.repairedAndRetrying", { fixed, retrying, needs })
  }
  return needs
    ? t("reconciliation.repaired", { fixed, needs })
    : t("reconciliation.repairedAll", { fixed })
}

const Latest = ({ reconciliation }: { reconciliation: Reconciliation }) => {
  const { t } = useTranslation("kintsugi")
  const { state, message, open, count, compared, repaired, findings } =
    reconciliation
  const { from, to, created_at } = reconciliation
  const openFindings =
    findings?.items.filter((finding) => finding.state === "open") ?? []
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
          <StatusBadge color={open ? "orange" : "green"}>
            {open
              ? t("reconciliation.findingCount", { count: open })
              : count || compared?.dismissed
                ? t("reconciliation.nothingOpen")
                : t("reconciliation.noDifferences")}
          </StatusBadge>
        )}
        {repaired && (
          <Text size="small" weight="plus">
            {formatRepaired(stillNeeded(repaired, open), t)}
          </Text>
        )}
        {state === "failed" && (
          <Alert variant="error">
            {t("reconciliation.failed", { message: say(message ?? "") })}
          </Alert>
        )}
        {compared && (
          <Text size="small">
            {t("reconciliation.compared", {
              orders: t("reconciliation.comparedOrders", {
                count: compared.orders ?? 0,
              }),
              records: t("reconciliation.comparedRecords", {
                count: compared.records ?? 0,
              }),
              transactions: t("reconciliation.comparedTransactions", {
                count: compared.transactions ?? 0,
              }),
            })}
            {compared.older
              ? ` ${t("reconciliation.olderOrders", { count: compared.older })}`
              : ""}
            {compared.dismissed
              ? ` ${t("reconciliation.dismissedCount", { count: compared.dismissed })}`
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
      {openFindings.length > 0 && (
        <Findings findings={openFindings} total={open} />
      )}
    </>
  )
}

/** What was delivered or dismissed since the run needs nobody any more. */
const stillNeeded = (
  { fixed, retrying, needs_you }: NonNullable<Reconciliation["repaired"]>,
  open: number
): NonNullable<Reconciliation["repaired"]> => {
  const needed = Math.min(needs_you, open)
  return {
    fixed,
    retrying: Math.min(retrying, open - needed),
    needs_you: needed,
  }
}
