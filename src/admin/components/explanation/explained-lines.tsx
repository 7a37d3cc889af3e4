import { Badge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { ExplainedLine, Explanation } from "../../kintsugi/explanation-api"
import { formatMoney } from "../../kintsugi/format"
import { formatSourceOfTax } from "./facts"
import { Fold } from "./fold"
import { Jurisdictions } from "./jurisdictions"

/** Each line: what it was taxed as, why so much of it, and by whom. */
export const ExplainedLines = ({
  explanation,
}: {
  explanation: Explanation
}) => (
  <ul className="flex flex-col gap-y-4">
    {explanation.lines.map((line, index) => (
      <Line
        key={line.id}
        line={line}
        number={index + 1}
        explanation={explanation}
      />
    ))}
  </ul>
)

const Line = ({
  line,
  number,
  explanation: { currency_code, source, lines },
}: {
  line: ExplainedLine
  number: number
  explanation: Explanation
}) => {
  const { t } = useTranslation("kintsugi")
  const money = (amount: string) => formatMoney(amount, currency_code)
  const name = formatLineName(line, number, t)
  return (
    <li className="flex flex-col gap-y-1">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Text size="small" weight="plus" className="min-w-0 break-words">
          {name}
        </Text>
        <Text size="small" className="tabular-nums">
          {t("explanation.lineTotal", {
            tax: money(line.tax),
            amount: money(line.amount),
          })}
        </Text>
      </div>
      {line.added_later && (
        <div>
          <Badge size="2xsmall">{t("explanation.addedLater")}</Badge>
        </div>
      )}
      <Text size="small">
        {line.taxability === "partly_taxable"
          ? t("explanation.partlyTaxable", {
              taxable: money(line.taxable),
              amount: money(line.amount),
            })
          : t(`explanation.reasons.${line.taxability}`)}
        {Number(line.discount) !== 0 &&
          ` (${t("explanation.discounted", { discount: money(line.discount) })})`}
      </Text>
      {line.kind !== "gift_card" && (
        <Text size="small" className="text-ui-fg-subtle">
          {formatClassification(line, t)}
        </Text>
      )}
      {source === "mixed" && (
        <Text size="small" className="text-ui-fg-subtle">
          {formatSourceOfTax(line, t)}
        </Text>
      )}
      {line.answered_tax !== null && (
        <Text size="small" className="text-ui-fg-subtle">
          {t("explanation.answeredTax", { tax: money(line.answered_tax) })}
        </Text>
      )}
      {lines.length > 1 && line.jurisdictions.length > 0 && (
        <Fold title={t("explanation.jurisdictions")}>
          <Jurisdictions
            jurisdictions={line.jurisdictions}
            currencyCode={currency_code}
            label={name}
          />
        </Fold>
      )}
    </li>
  )
}

const formatLineName = (
  { kind, title, quantity }: ExplainedLine,
  number: number,
  t: Translate
): string => {
  const name =
    title ??
    (kind === "shipping"
      ? t("explanation.shipping")
      : t("trial.line", { number }))
  return kind === "shipping" || quantity === "1"
    ? name
    : t("explanation.lineName", { title: name, quantity })
}

/** What a line was taxed as, and what decided that. */
export const formatClassification = (
  { classification }: Pick<ExplainedLine, "classification">,
  t: Translate
): string => {
  if (!classification) {
    return t("explanation.classificationUnknown")
  }
  const { category, subcategory, from, rule_kind, rule_name } = classification
  return from === "rule"
    ? t(`explanation.rules.${rule_kind ?? "category"}`, {
        category,
        subcategory,
        name: rule_name ?? "–",
      })
    : t(`explanation.classifications.${from}`, { category, subcategory })
}
