import { useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import type { CategoryPair } from "../kintsugi/answers"
import { useProductCategories } from "../kintsugi/products-api"
import { Combobox, type FieldIds } from "./combobox"

/** How many of Kintsugi's 600 subcategories are shown at once. */
const SHOWN = 50

type Props = FieldIds & {
  value: CategoryPair | null
  onChange: (pair: CategoryPair | null) => void
  /** Whether it may be left empty. */
  clearable?: boolean
}

const nameOf = (pair: CategoryPair): string =>
  `${pair.category} / ${pair.subcategory}`

/** Kintsugi's subcategories, searched by words of either name. */
export const CategoryCombobox = ({
  value,
  onChange,
  clearable,
  ...ids
}: Props) => {
  const { t } = useTranslation("kintsugi")
  const [search, setSearch] = useState("")
  const categories = useProductCategories()
  const pairs = useMemo(
    () =>
      (categories.data?.product_categories ?? []).flatMap(
        ({ name, subcategories }) =>
          subcategories.map((subcategory) => ({
            category: name,
            subcategory: subcategory.name,
          }))
      ),
    [categories.data]
  )
  const found = useMemo(() => {
    const terms = search.toLowerCase().split(/\s+/).filter(Boolean)
    return pairs.filter((pair) => {
      const name = nameOf(pair).toLowerCase()
      return terms.every((term) => name.includes(term))
    })
  }, [pairs, search])

  const status = categories.isError
    ? t("categories.loadFailed")
    : categories.isPending
      ? t("common.loading")
      : found.length > SHOWN
        ? t("combobox.moreOptions", { count: found.length - SHOWN })
        : found.length
          ? undefined
          : t("categories.noMatch")

  return (
    <Combobox
      selectedName={value ? nameOf(value) : ""}
      options={found.slice(0, SHOWN)}
      nameOf={nameOf}
      search={search}
      onSearch={setSearch}
      onSelect={onChange}
      onClear={clearable ? () => onChange(null) : undefined}
      placeholder={t("categories.placeholder")}
      listLabel={t("categories.label")}
      status={status}
      ids={ids}
    />
  )
}
