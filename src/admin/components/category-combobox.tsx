import { Button, Input, Text } from "@medusajs/ui"
import {
  type KeyboardEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react"
import { type Pair, useProductCategories } from "../kintsugi/api"
import { TEXTS } from "../kintsugi/texts"

/** How many of Kintsugi's 600 are shown at once. */
const SHOWN = 50

type Props = {
  value: Pair | null
  onChange: (pair: Pair | null) => void
  /** Whether it may be left empty. */
  clearable?: boolean
  id?: string
  "aria-describedby"?: string
  "aria-label"?: string
}

const nameOf = (pair: Pair | null): string =>
  pair ? `${pair.category} / ${pair.subcategory}` : ""

/**
 * Kintsugi's categories with their subcategories, to be searched by any words
 * of both. Follows the combobox pattern of the ARIA Authoring Practices.
 */
export const CategoryCombobox = ({
  value,
  onChange,
  clearable,
  ...ids
}: Props) => {
  const list = useId()
  const box = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [words, setWords] = useState("")
  const [active, setActive] = useState(0)
  const categories = useProductCategories()
  const pairs = useMemo(
    () =>
      (categories.data?.product_categories ?? []).flatMap(
        ({ name, subcategories }) =>
          subcategories.map((inside) => ({
            category: name,
            subcategory: inside.name,
          }))
      ),
    [categories.data]
  )
  const found = useMemo(() => {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
    return pairs.filter((pair) => {
      const name = nameOf(pair).toLowerCase()
      return wanted.every((word) => name.includes(word))
    })
  }, [pairs, words])
  const shown = found.slice(0, SHOWN)

  const close = () => {
    setOpen(false)
    setWords("")
    setActive(0)
  }
  const choose = (pair: Pair | undefined) => {
    if (pair) {
      onChange(pair)
      close()
    }
  }

  useEffect(() => {
    document
      .getElementById(`${list}-${active}`)
      ?.scrollIntoView({ block: "nearest" })
  }, [active, list])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      setOpen(true)
      const step = event.key === "ArrowDown" ? 1 : -1
      setActive((at) => Math.min(Math.max(at + step, 0), shown.length - 1))
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault()
      choose(shown[active])
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation()
      close()
    }
  }

  return (
    <div
      ref={box}
      className="relative"
      onBlur={(event) => {
        if (!box.current?.contains(event.relatedTarget)) {
          close()
        }
      }}
    >
      <div className="flex items-center gap-x-2">
        <div className="flex-1">
          <Input
            {...ids}
            size="small"
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={
              isOpen && shown[active] ? `${list}-${active}` : undefined
            }
            autoComplete="off"
            placeholder={TEXTS.categories.placeholder}
            value={isOpen ? words : nameOf(value)}
            onChange={(event) => {
              setWords(event.target.value)
              setActive(0)
              setOpen(true)
            }}
            onClick={() => setOpen(true)}
            onKeyDown={onKeyDown}
          />
        </div>
        {clearable && value && (
          <Button
            type="button"
            size="small"
            variant="transparent"
            onClick={() => onChange(null)}
          >
            {TEXTS.categories.clear}
          </Button>
        )}
      </div>
      <div
        id={list}
        role="listbox"
        aria-label={TEXTS.categories.label}
        hidden={!isOpen}
        className="bg-ui-bg-component shadow-elevation-flyout absolute z-50 mt-1 max-h-64 w-full overflow-y-auto rounded-lg p-1"
      >
        {shown.map((pair, index) => (
          <div
            key={nameOf(pair)}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className={`txt-compact-small text-ui-fg-base cursor-pointer rounded-md px-2 py-1.5 ${
              index === active ? "bg-ui-bg-component-hover" : ""
            }`}
            onMouseEnter={() => setActive(index)}
            // Before the input loses the focus, which closes the list.
            onMouseDown={(event) => {
              event.preventDefault()
              choose(pair)
            }}
          >
            <span className="text-ui-fg-subtle">{pair.category} / </span>
            {pair.subcategory}
          </div>
        ))}
      </div>
      {isOpen && (!shown.length || found.length > SHOWN) && (
        <Text size="xsmall" className="text-ui-fg-subtle mt-1" role="status">
          {categories.isError
            ? TEXTS.categories.unavailable
            : shown.length
              ? TEXTS.categories.more(found.length - SHOWN)
              : categories.isPending
                ? "…"
                : TEXTS.categories.none}
        </Text>
      )}
    </div>
  )
}
