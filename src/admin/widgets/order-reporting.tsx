import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/types"
import { useTranslation } from "react-i18next"
import { OrderLedger } from "../components/reporting/order-ledger"
import { Loaded } from "../components/loaded"
import { Section } from "../components/section"
import { useOrderLedger } from "../kintsugi/ledger-api"
import { PageLink } from "../components/page-link"

/** On the order's page: what Kintsugi knows about the order. */
const OrderReportingWidget = ({
  data: order,
}: DetailWidgetProps<AdminOrder>) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Section title={t("orderReporting.title")}>
      <Loaded query={useOrderLedger(order.id)}>
        {(ledger) => <OrderLedger ledger={ledger} />}
      </Loaded>
      <div className="px-6 py-4">
        <PageLink to={`/tax-reporting?q=${order.display_id ?? order.id}`}>
          {t("orderReporting.showRecords")}
        </PageLink>
      </div>
    </Section>
  )
}

export const config = defineWidgetConfig({
  zone: "order.details.side.after",
})

export default OrderReportingWidget
