import { Button, StatusBadge, Text, toast } from "@medusajs/ui"
import { useId } from "react"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import {
  type ShownExemption,
  useAttachCertificate,
} from "../../kintsugi/customer-api"
import { errorMessage } from "../../kintsugi/sdk"
import { formatCalendarDay, humanize } from "../../kintsugi/format"

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
      <div>
        <Text size="small" weight="plus">
          {formatPlace(exemption, t)} · {humanize(exemption.exemption_type)}
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
      <div className="flex flex-col items-end gap-y-2">
        <ExemptionStatus exemption={exemption} />
        <AttachCertificate customerId={customerId} exemption={exemption} />
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

const ExemptionStatus = ({ exemption }: { exemption: ShownExemption }) => {
  const { t } = useTranslation("kintsugi")
  const { is_expired, status } = exemption
  return (
    <StatusBadge
      color={is_expired ? "red" : status === "ACTIVE" ? "green" : "grey"}
    >
      {is_expired
        ? t("exemptions.expired")
        : humanize(status ?? t("exemptions.statusUnknown"))}
    </StatusBadge>
  )
}

const AttachCertificate = ({
  customerId,
  exemption,
}: {
  customerId: string
  exemption: ShownExemption
}) => {
  const { t } = useTranslation("kintsugi")
  const id = useId()
  const label = t("exemptions.attachCertificateTo", {
    place: formatPlace(exemption, t),
  })
  const attach = useAttachCertificate(customerId)
  return (
    <>
      <input
        id={id}
        type="file"
        accept="application/pdf,.pdf"
        className="hidden"
        aria-label={label}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          target.value = ""
          if (file) {
            attach.mutate(
              { exemptionId: exemption.id, file },
              {
                onSuccess: () =>
                  toast.success(t("exemptions.certificateAttached")),
                onError: (error) => toast.error(errorMessage(error)),
              }
            )
          }
        }}
      />
      <Button
        size="small"
        variant="transparent"
        isLoading={attach.isPending}
        aria-label={label}
        onClick={() => document.getElementById(id)?.click()}
      >
        {t("exemptions.attachCertificate")}
      </Button>
    </>
  )
}
