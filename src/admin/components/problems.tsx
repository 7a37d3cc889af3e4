import { StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Health } from "../kintsugi/answers"
import { formatMoment } from "../kintsugi/format"
import { say } from "../kintsugi/say"

/** The current problems. */
export const Problems = ({ problems }: Pick<Health, "problems">) => {
  const { t } = useTranslation("kintsugi")
  return problems.length ? (
    <ul
      className="flex flex-col gap-y-3 px-6 py-4"
      aria-label={t("problems.title")}
    >
      {problems.map((problem) => (
        <li key={problem.code} className="flex flex-col items-start gap-y-1">
          <StatusBadge color="red">
            {t(`problems.codes.${problem.code}`, {
              defaultValue: problem.code,
            })}
          </StatusBadge>
          <Text size="small">{say(problem.message)}</Text>
          <Text size="xsmall" className="text-ui-fg-subtle">
            {t("problems.occurrences", {
              times: problem.count,
              first: formatMoment(problem.first_seen_at),
              last: formatMoment(problem.last_seen_at),
            })}
          </Text>
        </li>
      ))}
    </ul>
  ) : null
}
