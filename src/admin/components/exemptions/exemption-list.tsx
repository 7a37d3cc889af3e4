import { Button, StatusBadge, Text, toast } from "@medusajs/ui"
import { useId } from "react"
import {
  type ShownExemption,
  useAttachCertificate,
} from "../../kintsugi/customer-api"
import { errorMessage } from "../../kintsugi/sdk"
import { TEXTS, calendarDay, inWords } from "../../kintsugi/texts"

const texts = TEXTS.exemptions

type Props = { customerId: string; exemptions: ShownExemption[] }

/** A customer's exemptions as Kintsugi has them. */
export const ExemptionList = ({ customerId, exemptions }: Props) =>
  exemptions.length ? (
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
        {texts.endEarly}
      </Text>
    </>
  ) : (
    <Text size="small" className="text-ui-fg-subtle px-6 py-4">
      {texts.none}
    </Text>
  )

const Exemption = ({
  customerId,
  exemption,
}: {
  customerId: string
  exemption: ShownExemption
}) => {
  const { start_date, end_date, fein, sales_tax_id, certificates } = exemption
  const numbers = [
    fein && texts.feinOf(fein),
    sales_tax_id && texts.salesTaxIdOf(sales_tax_id),
  ].filter(Boolean)
  return (
    <>
      <div>
        <Text size="small" weight="plus">
          {placeOf(exemption)} · {inWords(exemption.exemption_type)}
        </Text>
        <Text size="small" className="text-ui-fg-subtle">
          {end_date
            ? texts.between(calendarDay(start_date), calendarDay(end_date))
            : texts.since(calendarDay(start_date))}
        </Text>
        <Text size="xsmall" className="text-ui-fg-subtle">
          {[...numbers, texts.certificates(certificates)].join(" · ")}
        </Text>
      </div>
      <div className="flex flex-col items-end gap-y-2">
        <ExemptionStatus exemption={exemption} />
        <AttachCertificate customerId={customerId} exemption={exemption} />
      </div>
    </>
  )
}

const placeOf = ({ country_code, jurisdiction }: ShownExemption): string =>
  [jurisdiction, country_code].filter(Boolean).join(", ") || texts.everywhere

const ExemptionStatus = ({ exemption }: { exemption: ShownExemption }) => {
  const { is_expired, status } = exemption
  return (
    <StatusBadge
      color={is_expired ? "red" : status === "ACTIVE" ? "green" : "grey"}
    >
      {is_expired ? texts.expired : inWords(status ?? texts.unknown)}
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
  const id = useId()
  const attach = useAttachCertificate(customerId)
  return (
    <>
      <input
        id={id}
        type="file"
        accept="application/pdf,.pdf"
        className="hidden"
        aria-label={texts.attachTo(placeOf(exemption))}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          target.value = ""
          if (file) {
            attach.mutate(
              { exemptionId: exemption.id, file },
              {
                onSuccess: () => toast.success(texts.attached),
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
        aria-label={texts.attachTo(placeOf(exemption))}
        onClick={() => document.getElementById(id)?.click()}
      >
        {texts.attach}
      </Button>
    </>
  )
}
