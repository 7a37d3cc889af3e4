import {
  Combobox as ComboboxInput,
  ComboboxItem,
  ComboboxList,
  ComboboxPopover,
  useComboboxStore,
  useStoreState,
} from "@ariakit/react"
import { Button, Input, Text } from "@medusajs/ui"
import { type RefObject, useEffect, useId, useRef, useState } from "react"
import { useTranslation } from "react-i18next"

/** The attributes that a Field passes to its control. */
export type FieldIds = {
  id?: string
  "aria-describedby"?: string
  "aria-label"?: string
}

type Props<T> = {
  /** The selected option's name, shown while the list is closed. */
  selectedName: string
  /** The options that match the search, limited to a readable number. */
  options: T[]
  nameOf: (option: T) => string
  search: string
  onSearch: (search: string) => void
  onSelect: (option: T) => void
  /** Absent if a choice is required. */
  onClear?: () => void
  placeholder: string
  listLabel: string
  /** Shown below the open list. */
  status?: string
  ids: FieldIds
}

/** A searchable choice: Ariakit's combobox, as Medusa's own pages use it. */
export const Combobox = <T,>({
  selectedName,
  options,
  nameOf,
  search,
  onSearch,
  onSelect,
  onClear,
  placeholder,
  listLabel,
  status,
  ids,
}: Props<T>) => {
  const { t } = useTranslation("kintsugi")
  const listId = useId()
  const box = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const changeOpen = (isNowOpen: boolean) => {
    setOpen(isNowOpen)
    if (!isNowOpen) {
      onSearch("")
    }
  }
  const store = useComboboxStore({
    open: isOpen,
    setOpen: changeOpen,
    value: isOpen ? search : selectedName,
    setValue: onSearch,
  })
  const activeId = useStoreState(store, "activeId")
  useEscape(box, isOpen, () => changeOpen(false))

  return (
    <div ref={box} className="relative">
      <div className="flex items-center gap-x-2">
        <div className="flex-1">
          <ComboboxInput
            {...ids}
            store={store}
            autoSelect="always"
            aria-controls={isOpen ? listId : undefined}
            placeholder={placeholder}
            render={<Input size="small" />}
          />
        </div>
        {onClear && selectedName && (
          <Button
            type="button"
            size="small"
            variant="transparent"
            onClick={onClear}
          >
            {t("common.clear")}
          </Button>
        )}
      </div>
      <ComboboxPopover
        store={store}
        // The list is inside, so that the status is not one of its options.
        role="group"
        gutter={4}
        sameWidth
        unmountOnHide
        className="bg-ui-bg-component shadow-elevation-flyout z-50 rounded-lg p-1"
      >
        <ComboboxList
          store={store}
          id={listId}
          aria-label={listLabel}
          className="max-h-64 overflow-y-auto"
        >
          {options.map((option, index) => {
            const id = `${listId}-${index}`
            const isActive = id === activeId
            return (
              <ComboboxItem
                key={`${index} ${nameOf(option)}`}
                id={id}
                value={nameOf(option)}
                aria-selected={isActive}
                focusOnHover
                setValueOnClick={false}
                selectValueOnClick={false}
                onClick={() => onSelect(option)}
                className={`txt-compact-small text-ui-fg-base cursor-pointer rounded-md px-2 py-1.5 ${
                  isActive ? "bg-ui-bg-component-hover" : ""
                }`}
              />
            )
          })}
        </ComboboxList>
        {status && (
          <Text
            size="xsmall"
            className="text-ui-fg-subtle px-2 py-1.5"
            role="status"
          >
            {status}
          </Text>
        )}
      </ComboboxPopover>
    </div>
  )
}

/**
 * Closes the list on Escape. A drawer listens on the document and gets Escape
 * before its content does: it must get Escape only when there is no list open.
 */
const useEscape = (
  box: RefObject<HTMLElement>,
  isOpen: boolean,
  close: () => void
): void => {
  useEffect(() => {
    const onEscape = (event: KeyboardEvent) => {
      if (
        event.key === "Escape" &&
        box.current?.contains(event.target as Node)
      ) {
        event.stopPropagation()
        close()
      }
    }
    if (isOpen) {
      window.addEventListener("keydown", onEscape, { capture: true })
    }
    return () =>
      window.removeEventListener("keydown", onEscape, { capture: true })
  })
}
