import { StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { ShownExemption } from "../../kintsugi/customer-api"
import { formatCalendarDay, humanize } from "../../kintsugi/format"
import { AttachCertificate } from "./attach-certificate"

type Props = { customerId: string; exemptions: ShownExemption[] }

/** A customer's exemptions as Kintsugi has them. */
export const ExemptionList = ({ customerId, exemptions }: Props) => {
  const { t } = useTranslation("kintsugi")
  return exemptions.length ? (
    <>
      <ul className="divide-y">
        {exemptions.map((exemption) => (
          <li
            key={exemption.id}
            className="flex items-start justify-between gap-x-4 px-6 py-4"
          >
            <Exemption customerId={customerId} exemption={exemption} />
          </li>
        ))}
      </ul>
      <Text size="xsmall" className="text-ui-fg-subtle px-6 py-4">
        {t("exemptions.endEarly")}
      </Text>
    </>
  ) : (
    <Text size="small" className="text-ui-fg-subtle px-6 py-4">
      {t("exemptions.none")}
    </Text>
  )
}

const Exemption = ({
  customerId,
  exemption,
}: {
  customerId: string
  exemption: ShownExemption
}) => {
  const { t } = useTranslation("kintsugi")
  const { start_date, end_date, fein, sales_tax_id, certificates } = exemption
  const numbers = [
    fein && t("exemptions.feinNumber", { fein }),
    sales_tax_id && t("exemptions.salesTaxIdNumber", { id: sales_tax_id }),
  ].filter(Boolean)
  return (
    <>
      <div className="min-w-0">
        <Text size="small" weight="plus">
          {formatPlace(exemption, t)} · {formatKind(exemption, t)}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {end_date
            ? t("exemptions.period", {
                from: formatCalendarDay(start_date),
                to: formatCalendarDay(end_date),
              })
            : t("exemptions.openEnded", {
                from: formatCalendarDay(start_date),
              })}
        </Text>
        <Text size="xsmall" className="text-ui-fg-subtle">
          {[
            ...numbers,
            t("exemptions.certificates", { count: certificates }),
          ].join(" · ")}
        </Text>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-y-2">
        <ExemptionStatus exemption={exemption} />
        <AttachCertificate
          customerId={customerId}
          exemptionId={exemption.id}
          place={formatPlace(exemption, t)}
        />
      </div>
    </>
  )
}

const formatPlace = (
  { country_code, jurisdiction }: ShownExemption,
  t: Translate
): string =>
  [jurisdiction, country_code].filter(Boolean).join(", ") ||
  t("exemptions.everywhere")

const formatKind = (
  { exemption_type: kind }: ShownExemption,
  t: Translate
): string => t(`register.kinds.${kind}`, { defaultValue: humanize(kind) })

const ExemptionStatus = ({ exemption }: { exemption: ShownExemption }) => {
  const { t } = useTranslation("kintsugi")
  const { is_expired, status } = exemption
  return (
    <StatusBadge
      color={is_expired ? "red" : status === "ACTIVE" ? "green" : "grey"}
    >
      {is_expired
        ? t("exemptions.expired")
        : status === "ACTIVE"
          ? t("exemptions.active")
          : humanize(status ?? t("exemptions.statusUnknown"))}
    </StatusBadge>
  )
}
