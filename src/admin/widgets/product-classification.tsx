import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminProduct, DetailWidgetProps } from "@medusajs/types"
import { Button, Text, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { FormFooter } from "../components/form-footer"
import { CategoryCombobox } from "../components/category-combobox"
import { formatSource } from "../components/classification/source"
import { Field } from "../components/field"
import { Loaded } from "../components/loaded"
import { Section } from "../components/section"
import type { Classification, CategoryPair } from "../kintsugi/answers"
import { useClassification, useClassifyProduct } from "../kintsugi/products-api"
import { say } from "../kintsugi/say"

/** On the product's page: what Kintsugi taxes the product as. */
const ProductClassificationWidget = ({
  data: product,
}: DetailWidgetProps<AdminProduct>) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Section title={t("classification.title")}>
      <Loaded query={useClassification(product.id)}>
        {(classification) => (
          <ClassificationForm
            key={`${classification.category} ${classification.subcategory}`}
            classification={classification}
          />
        )}
      </Loaded>
    </Section>
  )
}

const ClassificationForm = ({
  classification,
}: {
  classification: Classification
}) => {
  const { t } = useTranslation("kintsugi")
  const { product_id, category, subcategory, effective } = classification
  const ownPair = category && subcategory ? { category, subcategory } : null
  const [pair, setPair] = useState<CategoryPair | null>(ownPair)
  const classify = useClassifyProduct(product_id)
  const isChanged =
    pair?.category !== ownPair?.category ||
    pair?.subcategory !== ownPair?.subcategory

  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <div>
        <Text size="small" weight="plus">
          {t("classification.effective")}
        </Text>
        <Text size="small">
          {effective.category === null
            ? say(effective.source.message)
            : `${effective.category} / ${effective.subcategory}`}
        </Text>
        <Text size="xsmall" className="text-ui-fg-subtle">
          {formatSource(effective.source, t)}
        </Text>
      </div>
      <Field
        label={t("classification.ownClassification")}
        hint={t("classification.ownClassificationHint")}
      >
        {(ids) => (
          <CategoryCombobox
            {...ids}
            clearable
            value={pair}
            onChange={setPair}
          />
        )}
      </Field>
      <FormFooter error={classify.error}>
        <Button
          size="small"
          variant="secondary"
          disabled={!isChanged}
          isLoading={classify.isPending}
          onClick={() =>
            classify.mutate(pair, {
              onSuccess: () => toast.success(t("common.saved")),
            })
          }
        >
          {t("common.save")}
        </Button>
      </FormFooter>
    </div>
  )
}

export const config = defineWidgetConfig({
  zone: "product.details.side.after",
})

export default ProductClassificationWidget
