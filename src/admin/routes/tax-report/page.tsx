import { defineRouteConfig } from "@medusajs/admin-sdk"
import { TaxReportView } from "../../components/report/tax-report"

/** Orders → Tax report. */
const TaxReportPage = () => <TaxReportView />

export const config = defineRouteConfig({
  label: "menu.report",
  translationNs: "kintsugi",
  nested: "/orders",
})

export default TaxReportPage
