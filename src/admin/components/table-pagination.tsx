import { DataTable } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

/** The pages of a DataTable, in the merchant's language. */
export const TablePagination = () => {
  const { t } = useTranslation("kintsugi")
  return (
    <DataTable.Pagination
      translations={{
        of: t("pagination.of"),
        results: t("pagination.results"),
        pages: t("pagination.pages"),
        prev: t("pagination.prev"),
        next: t("pagination.next"),
      }}
    />
  )
}
