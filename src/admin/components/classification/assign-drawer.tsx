import { Alert, Button, Drawer, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { CategoryPair, ListedProduct } from "../../kintsugi/answers"
import { useClassifyProducts } from "../../kintsugi/products-api"
import { Failure } from "../failure"
import { CategoryCombobox } from "../category-combobox"
import { DrawerFooter } from "../drawer-footer"
import { DrawerHeader } from "../drawer-header"
import { Field } from "../field"

type Props = {
  /** The drawer is closed if there are none. */
  products: (Pick<ListedProduct, "id"> & Partial<ListedProduct>)[]
  onClose: (isDone: boolean) => void
}

/** Assigns a category to several products. */
export const AssignDrawer = ({ products, onClose }: Props) => {
  const { t } = useTranslation("kintsugi")
  const [pair, setPair] = useState<CategoryPair | null>(null)
  const classify = useClassifyProducts()
  const ids = products.map(({ id }) => id)
  const overwritten = products.filter(
    ({ classification }) =>
      classification && !(pair && isSamePair(classification, pair))
  ).length
  const close = (isDone: boolean) => {
    setPair(null)
    classify.reset()
    onClose(isDone)
  }
  return (
    <Drawer
      open={ids.length > 0}
      onOpenChange={(isOpen) => !isOpen && close(false)}
    >
      <Drawer.Content aria-describedby={undefined}>
        <DrawerHeader>
          <Drawer.Title>
            {t("classification.assignTitle", { count: ids.length })}
          </Drawer.Title>
        </DrawerHeader>
        <Drawer.Body className="flex flex-col gap-y-4">
          <Field label={t("categories.label")}>
            {(fieldIds) => (
              <CategoryCombobox {...fieldIds} value={pair} onChange={setPair} />
            )}
          </Field>
          {overwritten > 0 && (
            <Alert variant="warning">
              {t("classification.overwrites", { count: overwritten })}
            </Alert>
          )}
          <Failure error={classify.error} />
        </Drawer.Body>
        <DrawerFooter>
          <Button
            size="small"
            disabled={!pair}
            isLoading={classify.isPending}
            onClick={() =>
              classify.mutate(
                { ids, pair },
                {
                  onSuccess: () => {
                    toast.success(
                      t("classification.assigned", { count: ids.length })
                    )
                    close(true)
                  },
                }
              )
            }
          >
            {overwritten
              ? t("classification.overwrite", { count: overwritten })
              : t("common.save")}
          </Button>
        </DrawerFooter>
      </Drawer.Content>
    </Drawer>
  )
}

const isSamePair = (one: CategoryPair, other: CategoryPair): boolean =>
  one.category === other.category && one.subcategory === other.subcategory
