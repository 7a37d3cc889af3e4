import { Badge } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { Finding } from "../../kintsugi/answers"
import { PageLink } from "../page-link"

type About = Pick<
  Finding,
  "kind" | "external_id" | "order_id" | "display_id" | "currency_code"
>

/** The kind of a finding, in words. */
export const formatFinding = ({ kind }: Pick<About, "kind">, t: Translate) =>
  t(`reconciliation.findings.${kind}`, { defaultValue: kind })

/** What a finding is about: an order's number, or else an id. */
export const formatSubject = (
  { external_id, order_id, display_id }: About,
  t: Translate
): string =>
  display_id
    ? t("ledger.orderNumber", { number: display_id })
    : (order_id ?? external_id)

/** The kind of a finding. */
export const FindingKind = ({ finding }: { finding: About }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Badge size="2xsmall" color="orange">
      {formatFinding(finding, t)}
    </Badge>
  )
}

/** The order that a finding is about, as a link, or what else it is about. */
export const FindingSubject = ({ finding }: { finding: About }) => {
  const { t } = useTranslation("kintsugi")
  const { order_id, display_id, external_id } = finding
  if (!order_id) {
    return <span className="break-all">{external_id}</span>
  }
  return (
    <PageLink
      to={`/orders/${order_id}`}
      aria-label={
        display_id
          ? t("reconciliation.openOrderWithNumber", { number: display_id })
          : t("reconciliation.openOrderWithId", { id: order_id })
      }
    >
      {display_id
        ? t("ledger.orderNumber", { number: display_id })
        : t("reconciliation.openOrder")}
    </PageLink>
  )
}

/** A finding's currency. */
export const FindingCurrency = ({ finding }: { finding: About }) => {
  const { t } = useTranslation("kintsugi")
  return <>{finding.currency_code?.toUpperCase() ?? t("common.noValue")}</>
}
