import { defineRouteConfig } from "@medusajs/admin-sdk"
import { ExemptGroups } from "../../components/exemptions/exempt-groups"
import { Register } from "../../components/exemptions/register"

/** Customers → Tax exemptions. */
const TaxExemptionsPage = () => (
  <div className="flex flex-col gap-y-3">
    <Register />
    <ExemptGroups />
  </div>
)

export const config = defineRouteConfig({
  label: "menu.exemptions",
  translationNs: "kintsugi",
  nested: "/customers",
})

export default TaxExemptionsPage
