import { defineRouteConfig } from "@medusajs/admin-sdk"
import { AlertsSection } from "../../components/alerts/alerts-section"
import { BackfillSection } from "../../components/reporting/backfill"
import { ReconciliationSection } from "../../components/reporting/reconciliation"
import { Records } from "../../components/reporting/records"
import { Summary } from "../../components/reporting/summary"

/** Orders → Tax reporting. */
const TaxReportingPage = () => (
  <div className="flex flex-col gap-y-3">
    <Summary />
    <AlertsSection />
    <Records />
    <BackfillSection />
    <ReconciliationSection />
  </div>
)

export const config = defineRouteConfig({
  label: "menu.reporting",
  translationNs: "kintsugi",
  nested: "/orders",
})

export default TaxReportingPage
