import { Alert, Button, Container } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useProductCategories } from "../../kintsugi/products-api"
import { errorMessage } from "../../kintsugi/sdk"

/**
 * Says that nothing can be classified while Kintsugi's categories can't be
 * read, before anyone opens a drawer for it.
 */
export const CategoriesAlert = () => {
  const { t } = useTranslation("kintsugi")
  const categories = useProductCategories()
  return categories.isError ? (
    <Container className="flex flex-col items-start gap-y-3 px-6 py-4">
      <Alert variant="error" role="alert">
        {t("categories.unavailable", {
          problem: errorMessage(categories.error),
        })}
      </Alert>
      <Button
        size="small"
        variant="secondary"
        isLoading={categories.isFetching}
        onClick={() => void categories.refetch()}
      >
        {t("common.retry")}
      </Button>
    </Container>
  ) : null
}
