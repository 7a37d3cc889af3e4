import { Heading, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Explanation } from "../../kintsugi/explanation-api"
import { ExplainedLines } from "./explained-lines"
import { factsOf } from "./facts"
import { Fold } from "./fold"
import { Jurisdictions } from "./jurisdictions"
import { formatTotals } from "./totals"

/** Why a tax is what it is, in sentences and numbers. */
export const ExplanationDetails = ({
  explanation,
}: {
  explanation: Explanation
}) => {
  const { t } = useTranslation("kintsugi")
  return (
    <div className="flex flex-col gap-y-4">
      <Heading level="h3">{formatTotals(explanation, t)}</Heading>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-2 sm:grid-cols-[9rem_1fr]">
        {factsOf(explanation, t).map(({ name, sentences }) => (
          <div key={name} className="contents">
            <dt className="txt-compact-small-plus text-ui-fg-subtle">{name}</dt>
            <dd className="mb-1">
              {sentences.map((sentence) => (
                <Text key={sentence} size="small" className="break-words">
                  {sentence}
                </Text>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Jurisdictions
        jurisdictions={explanation.jurisdictions}
        currencyCode={explanation.currency_code}
        label={t("explanation.jurisdictions")}
      />
      <Fold title={t("explanation.lines")} isOpen>
        <ExplainedLines explanation={explanation} />
      </Fold>
    </div>
  )
}
