import { Alert, Button, Text, toast, usePrompt } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import {
  useAddressCorrection,
  useApplyCorrection,
  useCorrectionEstimate,
} from "../../kintsugi/address-correction-api"
import type { CorrectionEstimate } from "../../kintsugi/answers"
import { formatMoment, formatMoney } from "../../kintsugi/format"
import { errorMessage } from "../../kintsugi/sdk"
import { FormFooter } from "../form-footer"
import { Section } from "../section"

/**
 * For an order whose address was corrected after the sale: what its tax would
 * have been, and the offer to collect the difference or to give it back.
 * Nothing for other orders.
 */
export const AddressCorrection = ({ orderId }: { orderId: string }) => {
  const { t } = useTranslation("kintsugi")
  const { data } = useAddressCorrection(orderId)
  const estimate = useCorrectionEstimate(orderId)
  if (!data?.corrected_at) {
    return null
  }
  return (
    <Section title={t("addressCorrection.title")}>
      <div className="flex flex-col items-start gap-y-3 px-6 py-4">
        <Text size="small">
          {t("addressCorrection.corrected", {
            at: formatMoment(data.corrected_at),
          })}
        </Text>
        <Button
          type="button"
          size="small"
          variant="secondary"
          isLoading={estimate.isPending}
          onClick={() => estimate.mutate()}
        >
          {t("addressCorrection.ask")}
        </Button>
        <div aria-live="polite" className="w-full empty:hidden">
          {estimate.isError && (
            <Alert variant="error">{errorMessage(estimate.error)}</Alert>
          )}
        </div>
      </div>
      {estimate.data && (
        <Estimate
          orderId={orderId}
          estimate={estimate.data}
          onApplied={() => estimate.reset()}
        />
      )}
    </Section>
  )
}

type EstimateProps = {
  orderId: string
  estimate: CorrectionEstimate
  onApplied: () => void
}

const Estimate = ({ orderId, estimate, onApplied }: EstimateProps) => {
  const { t } = useTranslation("kintsugi")
  const { charged, calculated, difference, currency_code } = estimate
  const money = (amount: string) => formatMoney(amount, currency_code)
  const rows = [
    [t("addressCorrection.charged"), money(charged)],
    [t("addressCorrection.calculated"), money(calculated)],
    [t("addressCorrection.difference"), money(difference)],
  ]
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <dl className="flex flex-col gap-y-2">
        {rows.map(([name, value]) => (
          <div key={name} className="flex items-start justify-between gap-x-4">
            <dt className="txt-small text-ui-fg-subtle">{name}</dt>
            <dd className="txt-small text-right">{value}</dd>
          </div>
        ))}
      </dl>
      {Number(difference) === 0 ? (
        <Text size="small">{t("addressCorrection.same")}</Text>
      ) : estimate.blocked_by ? (
        <Alert variant="info">
          {t(`addressCorrection.blocked.${estimate.blocked_by}`)}
        </Alert>
      ) : (
        <Offer orderId={orderId} estimate={estimate} onApplied={onApplied} />
      )}
    </div>
  )
}

const Offer = ({ orderId, estimate, onApplied }: EstimateProps) => {
  const { t } = useTranslation("kintsugi")
  const prompt = usePrompt()
  const apply = useApplyCorrection(orderId)
  const { difference, currency_code } = estimate
  const kind = difference.startsWith("-") ? "giveBack" : "collect"
  const amount = formatMoney(difference.replace("-", ""), currency_code)
  const confirmAndApply = async () => {
    const isSure = await prompt({
      title: t(`addressCorrection.${kind}.title`, { amount }),
      description: t(`addressCorrection.${kind}.description`),
      confirmText: t(`addressCorrection.${kind}.confirm`),
      cancelText: t("common.cancel"),
      variant: "confirmation",
    })
    if (isSure) {
      apply.mutate(difference, {
        onSuccess: () => {
          toast.success(t(`addressCorrection.${kind}.done`))
          onApplied()
        },
      })
    }
  }
  return (
    <>
      <FormFooter error={apply.error}>
        <Button
          type="button"
          size="small"
          isLoading={apply.isPending}
          onClick={confirmAndApply}
        >
          {t(`addressCorrection.${kind}.offer`, { amount })}
        </Button>
      </FormFooter>
    </>
  )
}
