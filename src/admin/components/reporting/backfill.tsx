import { zodResolver } from "@hookform/resolvers/zod"
import { Alert, Button, Input, StatusBadge, Text, toast } from "@medusajs/ui"
import type { FormEvent } from "react"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { z } from "zod"
import type { Translate } from "../../i18n/translate"
import type { Backfill } from "../../kintsugi/answers"
import { useBackfill, useStartBackfill } from "../../kintsugi/ledger-api"
import { formatDay, formatPercent } from "../../kintsugi/format"
import { FormFooter } from "../form-footer"
import { Field } from "../field"
import { incompleteDateField } from "../incomplete-date"
import { Loaded } from "../loaded"
import { Section } from "../section"

/** Starts a backfill, and shows the progress of the latest one. */
export const BackfillSection = () => {
  const { t } = useTranslation("kintsugi")
  const backfill = useBackfill()
  const latest = backfill.data?.backfill
  return (
    <Section
      title={t("backfill.title")}
      subtitle={t("backfill.subtitle")}
      aside={
        latest && (
          <StatusBadge
            color={
              latest.state === "running"
                ? "blue"
                : latest.state === "done"
                  ? "green"
                  : "grey"
            }
          >
            {t(`backfill.states.${latest.state}`, {
              defaultValue: latest.state,
            })}
          </StatusBadge>
        )
      }
    >
      <Loaded query={backfill}>
        {({ backfill: loaded }) => (
          <>
            {loaded ? (
              <Progress backfill={loaded} />
            ) : (
              <Text size="small" className="text-ui-fg-subtle px-6 py-4">
                {t("backfill.none")}
              </Text>
            )}
            <StartForm isRunning={loaded?.state === "running"} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S

const formatDuration = (seconds: number, t: Translate): string => {
  if (seconds < MINUTE_S) {
    return t("backfill.seconds", { count: seconds })
  }
  return seconds < HOUR_S
    ? t("backfill.minutes", { count: Math.round(seconds / MINUTE_S) })
    : t("backfill.hours", { count: Math.round(seconds / HOUR_S) })
}

const Progress = ({ backfill }: { backfill: Backfill }) => {
  const { t } = useTranslation("kintsugi")
  const { percent, done, total, seconds_left, undelivered, from, to } = backfill
  return (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <div className="flex items-center justify-between gap-x-4">
        <Text size="small">
          {t("backfill.range", { from: formatDay(from), to: formatDay(to) })}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {formatPercent(percent)}
        </Text>
      </div>
      <div
        role="progressbar"
        aria-label={t("backfill.progress")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="bg-ui-bg-disabled h-2 w-full overflow-hidden rounded-full"
      >
        <div
          className="bg-ui-fg-interactive h-full rounded-full transition-all"
          style={{
            width: `${percent}%`,
            backgroundColor: "var(--fg-interactive)",
          }}
        />
      </div>
      <Text size="small" className="text-ui-fg-subtle">
        {t("backfill.processedOrders", { done, count: total })}
        {seconds_left !== null &&
          `, ${t("backfill.timeLeft", { duration: formatDuration(seconds_left, t) })}`}
      </Text>
      {undelivered > 0 && (
        <Alert variant="warning">
          {t("backfill.undelivered", { count: undelivered })}
        </Alert>
      )}
    </div>
  )
}

const schema = z.object({ from: z.string(), to: z.string() })

/** The first moment of a day in the reader's time zone. */
const startOfDay = (value: string, daysLater = 0): Date => {
  const [year = 0, month = 1, date = 1] = value.split("-").map(Number)
  return new Date(year, month - 1, date + daysLater)
}

const StartForm = ({ isRunning }: { isRunning: boolean }) => {
  const { t } = useTranslation("kintsugi")
  const start = useStartBackfill()
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { from: "", to: "" },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ from, to }) => {
    const end = to ? startOfDay(to, 1) : undefined
    start.mutate(
      {
        from: from ? startOfDay(from).toISOString() : undefined,
        // Today is not over yet: the range ends now.
        to: end && end < new Date() ? end.toISOString() : undefined,
      },
      { onSuccess: () => toast.success(t("backfill.started")) }
    )
  })
  const checkAndSubmit = (event: FormEvent<HTMLFormElement>) => {
    const incompleteField = incompleteDateField(event)
    if (incompleteField === "from" || incompleteField === "to") {
      event.preventDefault()
      form.setError(incompleteField, { message: t("common.incompleteDate") })
      return
    }
    void submit(event)
  }
  return (
    <form
      onSubmit={checkAndSubmit}
      noValidate
      className="flex flex-col gap-y-4 px-6 py-4"
    >
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <Field
          label={t("backfill.from")}
          hint={t("backfill.fromHint")}
          error={errors.from?.message}
        >
          {(ids) => (
            <Input
              {...ids}
              {...form.register("from")}
              size="small"
              type="date"
            />
          )}
        </Field>
        <Field
          label={t("backfill.to")}
          hint={t("backfill.toHint")}
          error={errors.to?.message}
        >
          {(ids) => (
            <Input {...ids} {...form.register("to")} size="small" type="date" />
          )}
        </Field>
      </div>
      <FormFooter error={start.error}>
        <Button
          type="submit"
          size="small"
          variant="secondary"
          disabled={isRunning}
          isLoading={start.isPending}
        >
          {t("backfill.start")}
        </Button>
      </FormFooter>
    </form>
  )
}
