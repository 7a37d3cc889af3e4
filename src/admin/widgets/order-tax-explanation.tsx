import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/types"
import { useTranslation } from "react-i18next"
import { ExplanationContent } from "../components/explanation/explanation-content"
import { Section } from "../components/section"

/** On the order's page: why its tax is what it is. */
const OrderTaxExplanationWidget = ({
  data: order,
}: DetailWidgetProps<AdminOrder>) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Section title={t("explanation.title")}>
      <ExplanationContent explained={{ kind: "orders", id: order.id }} />
    </Section>
  )
}

export const config = defineWidgetConfig({
  zone: "order.details.after",
})

export default OrderTaxExplanationWidget
