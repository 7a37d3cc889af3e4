import { defineRouteConfig } from "@medusajs/admin-sdk"
import { CategoriesAlert } from "../../components/classification/categories-alert"
import { ProductsTable } from "../../components/classification/products-table"
import { RulesSection } from "../../components/classification/rules"

/** Products → Tax classification. */
const TaxClassificationPage = () => (
  <div className="flex flex-col gap-y-3">
    <CategoriesAlert />
    <ProductsTable />
    <RulesSection />
  </div>
)

export const config = defineRouteConfig({
  label: "menu.classification",
  translationNs: "kintsugi",
  nested: "/products",
})

export default TaxClassificationPage
