import { zodResolver } from "@hookform/resolvers/zod"
import { Alert, Button, Input, StatusBadge, Text, toast } from "@medusajs/ui"
import type { FormEvent } from "react"
import { useForm } from "react-hook-form"
import { z } from "zod"
import {
  type Backfill,
  useBackfill,
  useStartBackfill,
} from "../../kintsugi/api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS, day } from "../../kintsugi/texts"
import { Field } from "../field"
import { incompleteDateField } from "../incomplete-date"
import { Loaded } from "../loaded"
import { Section } from "../section"

const texts = TEXTS.reporting

/** Starts a backfill, and shows the progress of the latest one. */
export const BackfillSection = () => {
  const backfill = useBackfill()
  const latest = backfill.data?.backfill
  return (
    <Section
      title={texts.backfill}
      subtitle={texts.backfillSubtitle}
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
            {texts.backfillStates[latest.state] ?? latest.state}
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
                {texts.noBackfill}
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

const duration = (seconds: number): string => {
  if (seconds < MINUTE_S) {
    return texts.seconds(seconds)
  }
  return seconds < HOUR_S
    ? texts.minutes(Math.round(seconds / MINUTE_S))
    : texts.hours(Math.round(seconds / HOUR_S))
}

const Progress = ({ backfill }: { backfill: Backfill }) => {
  const { percent, done, total, seconds_left, failed, from, to } = backfill
  return (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <div className="flex items-center justify-between gap-x-4">
        <Text size="small">{texts.range(day(from), day(to))}</Text>
        <Text size="small" className="text-ui-fg-subtle">
          {texts.percent(percent)}
        </Text>
      </div>
      <div
        role="progressbar"
        aria-label={texts.progress}
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
        {texts.ordersDone(done, total)}
        {seconds_left !== null && `, ${texts.timeLeft(duration(seconds_left))}`}
      </Text>
      {failed > 0 && (
        <Alert variant="warning">{texts.undelivered(failed)}</Alert>
      )}
    </div>
  )
}

const schema = z.object({ from: z.string(), to: z.string() })

/** The first moment of a day in the reader's time zone. */
const startOf = (value: string, daysLater = 0): Date => {
  const [year = 0, month = 1, date = 1] = value.split("-").map(Number)
  return new Date(year, month - 1, date + daysLater)
}

const StartForm = ({ isRunning }: { isRunning: boolean }) => {
  const start = useStartBackfill()
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { from: "", to: "" },
  })
  const { errors } = form.formState
  const submit = form.handleSubmit(({ from, to }) => {
    const end = to ? startOf(to, 1) : undefined
    start.mutate(
      {
        from: from ? startOf(from).toISOString() : undefined,
        // Today is not over yet: the range ends now.
        to: end && end < new Date() ? end.toISOString() : undefined,
      },
      { onSuccess: () => toast.success(texts.started) }
    )
  })
  const send = (event: FormEvent<HTMLFormElement>) => {
    const incompleteField = incompleteDateField(event)
    if (incompleteField === "from" || incompleteField === "to") {
      event.preventDefault()
      form.setError(incompleteField, { message: TEXTS.halfDate })
      return
    }
    void submit(event)
  }
  return (
    <form
      onSubmit={send}
      noValidate
      className="flex flex-col gap-y-4 px-6 py-4"
    >
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <Field
          label={texts.from}
          hint={texts.fromHint}
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
        <Field label={texts.to} hint={texts.toHint} error={errors.to?.message}>
          {(ids) => (
            <Input {...ids} {...form.register("to")} size="small" type="date" />
          )}
        </Field>
      </div>
      {start.isError && (
        <Alert variant="error" role="alert">
          {errorMessage(start.error)}
        </Alert>
      )}
      <div className="flex justify-end">
        <Button
          type="submit"
          size="small"
          variant="secondary"
          disabled={isRunning}
          isLoading={start.isPending}
        >
          {texts.start}
        </Button>
      </div>
    </form>
  )
}
