import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { ListedProduct } from "../kintsugi/answers"
import { useProducts } from "../kintsugi/products-api"
import { Combobox, type FieldIds } from "./combobox"
import { useDebouncedValue } from "./use-debounced-value"

/** How many of the store's products are shown at once. */
const SHOWN = 20

export type ChosenProduct = Pick<ListedProduct, "id" | "title">

type Props = FieldIds & {
  value: ChosenProduct | null
  onChange: (product: ChosenProduct | null) => void
}

/** The store's products, searched by words. */
export const ProductCombobox = ({ value, onChange, ...ids }: Props) => {
  const { t } = useTranslation("kintsugi")
  const [search, setSearch] = useState("")
  const q = useDebouncedValue(search.trim())
  const products = useProducts({ limit: SHOWN, offset: 0, q: q || undefined })
  const { products: found = [], count = 0 } = products.data ?? {}

  const status = products.isError
    ? t("common.loadFailed")
    : products.isPending
      ? t("common.loading")
      : count > SHOWN
        ? t("combobox.moreOptions", { count: count - SHOWN })
        : found.length
          ? undefined
          : t("products.noMatch")

  return (
    <Combobox
      selectedName={value?.title ?? ""}
      options={found}
      nameOf={({ title }) => title}
      search={search}
      onSearch={setSearch}
      onSelect={onChange}
      onClear={() => onChange(null)}
      placeholder={t("products.placeholder")}
      listLabel={t("products.label")}
      status={status}
      ids={ids}
    />
  )
}
