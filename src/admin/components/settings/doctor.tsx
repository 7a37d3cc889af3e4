import { Alert, Button, StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Doctor } from "../../kintsugi/answers"
import { formatMoment } from "../../kintsugi/format"
import { say } from "../../kintsugi/say"
import { errorMessage } from "../../kintsugi/sdk"
import { useDoctor } from "../../kintsugi/settings-api"
import { Section } from "../section"

type Check = Doctor["checks"][number]

const COLORS = {
  ok: "green",
  warning: "orange",
  failed: "red",
  skipped: "grey",
} as const

/** Runs the reading checks of the installation, and shows their results. */
export const DoctorSection = () => {
  const { t } = useTranslation("kintsugi")
  const doctor = useDoctor()
  return (
    <Section
      title={t("doctor.title")}
      subtitle={t("doctor.subtitle")}
      aside={
        <Button
          size="small"
          variant="secondary"
          isLoading={doctor.isPending}
          onClick={() => doctor.mutate()}
        >
          {doctor.data ? t("doctor.runAgain") : t("doctor.run")}
        </Button>
      }
    >
      <div aria-live="polite" className="divide-y">
        {doctor.error && (
          <div className="px-6 py-4">
            <Alert variant="error">
              {t("doctor.failed")}: {errorMessage(doctor.error)}
            </Alert>
          </div>
        )}
        {doctor.data ? (
          <Results doctor={doctor.data} />
        ) : (
          <Text size="small" className="text-ui-fg-subtle px-6 py-4">
            {t("doctor.notRun")}
          </Text>
        )}
      </div>
    </Section>
  )
}

const Results = ({ doctor: { at, checks } }: { doctor: Doctor }) => {
  const { t } = useTranslation("kintsugi")
  const countOf = (status: Check["status"]) =>
    checks.filter((check) => check.status === status).length
  const failed = countOf("failed")
  const warnings = countOf("warning")
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-6 py-4">
        {failed > 0 && (
          <StatusBadge color="red">
            {t("doctor.counts.failed", { count: failed })}
          </StatusBadge>
        )}
        {warnings > 0 && (
          <StatusBadge color="orange">
            {t("doctor.counts.warning", { count: warnings })}
          </StatusBadge>
        )}
        {!failed && !warnings && (
          <StatusBadge color="green">{t("doctor.counts.fine")}</StatusBadge>
        )}
        <Text size="small" className="text-ui-fg-subtle">
          {t("doctor.ranAt", { at: formatMoment(at) })}
        </Text>
      </div>
      <ul aria-label={t("doctor.list")} className="divide-y">
        {checks.map((check) => (
          <CheckResult key={check.id} check={check} />
        ))}
      </ul>
    </>
  )
}

const CheckResult = ({
  check: { id, status, meaning, advice, facts },
}: {
  check: Check
}) => {
  const { t } = useTranslation("kintsugi")
  return (
    <li className="flex flex-col gap-y-1 px-6 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <Text size="small" weight="plus">
          {t(`doctor.checks.${id}`)}
        </Text>
        <StatusBadge color={COLORS[status]}>
          {t(`doctor.statuses.${status}`)}
        </StatusBadge>
      </div>
      <Text size="small">{say(meaning)}</Text>
      {advice && (
        <Text size="small" weight="plus">
          {t("doctor.whatToDo", { advice: say(advice) })}
        </Text>
      )}
      {facts.length > 0 && (
        <details>
          <summary className="txt-compact-small text-ui-fg-subtle cursor-pointer">
            {t("doctor.facts")}
          </summary>
          <ul className="mt-1 list-disc pl-5">
            {facts.map((fact) => (
              <li
                key={fact}
                className="txt-small text-ui-fg-subtle break-words"
              >
                {say(fact)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
