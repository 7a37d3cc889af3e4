import { useState } from "react"
import { type ListedProduct, useProducts } from "../kintsugi/api"
import { TEXTS } from "../kintsugi/texts"
import { Combobox, type FieldIds } from "./combobox"
import { useDebouncedValue } from "./use-debounced-value"

const texts = TEXTS.products

/** How many of the store's products are shown at once. */
const SHOWN = 20

export type ChosenProduct = Pick<ListedProduct, "id" | "title">

type Props = FieldIds & {
  value: ChosenProduct | null
  onChange: (product: ChosenProduct | null) => void
}

/** The store's products, searched by words. */
export const ProductCombobox = ({ value, onChange, ...ids }: Props) => {
  const [words, setWords] = useState("")
  const q = useDebouncedValue(words.trim())
  const products = useProducts({ limit: SHOWN, offset: 0, q: q || undefined })
  const { products: found = [], count = 0 } = products.data ?? {}

  const status = products.isError
    ? TEXTS.unreachable
    : products.isPending
      ? "…"
      : count > SHOWN
        ? TEXTS.categories.more(count - SHOWN)
        : found.length
          ? undefined
          : texts.none

  return (
    <Combobox
      chosen={value?.title ?? ""}
      options={found}
      nameOf={({ title }) => title}
      words={words}
      onWords={setWords}
      onChoose={onChange}
      onClear={() => onChange(null)}
      placeholder={texts.placeholder}
      listLabel={texts.label}
      status={status}
      ids={ids}
    />
  )
}
