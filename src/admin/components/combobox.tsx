import { Button, Input, Text } from "@medusajs/ui"
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react"
import { useTranslation } from "react-i18next"

/** The attributes that a Field passes to its control. */
export type FieldIds = {
  id?: string
  "aria-describedby"?: string
  "aria-label"?: string
}

type Props<T> = {
  /** The chosen option's name, shown while the list is closed. */
  chosen: string
  /** The options that match the words, limited to a readable number. */
  options: T[]
  nameOf: (option: T) => string
  words: string
  onWords: (words: string) => void
  onChoose: (option: T) => void
  /** Absent if a choice is required. */
  onClear?: () => void
  placeholder: string
  listLabel: string
  /** Shown below the open list. */
  status?: string
  ids: FieldIds
}

/**
 * A searchable choice. Follows the combobox pattern of the ARIA Authoring
 * Practices.
 */
export const Combobox = <T,>({
  chosen,
  options,
  nameOf,
  words,
  onWords,
  onChoose,
  onClear,
  placeholder,
  listLabel,
  status,
  ids,
}: Props<T>) => {
  const { t } = useTranslation("kintsugi")
  const list = useId()
  const box = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)

  const close = () => {
    setOpen(false)
    onWords("")
    setActive(0)
  }
  const choose = (option: T | undefined) => {
    if (option) {
      onChoose(option)
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
      const isDown = event.key === "ArrowDown"
      const last = Math.max(options.length - 1, 0)
      const opening = isDown ? 0 : last
      const next = Math.min(Math.max(active + (isDown ? 1 : -1), 0), last)
      setActive(isOpen ? next : opening)
      setOpen(true)
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault()
      choose(options[active])
    }
  }

  useEffect(() => {
    // A drawer listens on the document and gets Escape before its content does.
    // It must get Escape only when there is no list to close.
    const onEscape = (event: globalThis.KeyboardEvent) => {
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
              isOpen && options[active] ? `${list}-${active}` : undefined
            }
            autoComplete="off"
            placeholder={placeholder}
            value={isOpen ? words : chosen}
            onChange={(event) => {
              onWords(event.target.value)
              setActive(0)
              setOpen(true)
            }}
            onClick={() => setOpen(true)}
            onKeyDown={onKeyDown}
          />
        </div>
        {onClear && chosen && (
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
      <div
        id={list}
        role="listbox"
        aria-label={listLabel}
        hidden={!isOpen}
        className="bg-ui-bg-component shadow-elevation-flyout absolute z-50 mt-1 max-h-64 w-full overflow-y-auto rounded-lg p-1"
      >
        {options.map((option, index) => (
          <div
            key={`${index} ${nameOf(option)}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className={`txt-compact-small text-ui-fg-base cursor-pointer rounded-md px-2 py-1.5 ${
              index === active ? "bg-ui-bg-component-hover" : ""
            }`}
            onMouseEnter={() => setActive(index)}
            // Runs before the input loses focus, which closes the list.
            onMouseDown={(event) => {
              event.preventDefault()
              choose(option)
            }}
          >
            {nameOf(option)}
          </div>
        ))}
      </div>
      {isOpen && status && (
        <Text size="xsmall" className="text-ui-fg-subtle mt-1" role="status">
          {status}
        </Text>
      )}
    </div>
  )
}
