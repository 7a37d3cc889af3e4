import { Button, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { downloadClassifications } from "../../kintsugi/products-api"
import { errorMessage } from "../../kintsugi/sdk"

/** Downloads all products with their classification, for a spreadsheet. */
export const ExportButton = () => {
  const { t } = useTranslation("kintsugi")
  const [isDownloading, setDownloading] = useState(false)
  const save = async () => {
    setDownloading(true)
    try {
      await downloadClassifications()
    } catch (error) {
      toast.error(errorMessage(error))
    } finally {
      setDownloading(false)
    }
  }
  return (
    <Button
      size="small"
      variant="secondary"
      isLoading={isDownloading}
      onClick={() => void save()}
    >
      {t("classification.export")}
    </Button>
  )
}
