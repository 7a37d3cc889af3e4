import { ArrowUpTray, DocumentText, XMark } from "@medusajs/icons"
import { IconButton, Text } from "@medusajs/ui"
import { type DragEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { formatFileSize } from "../kintsugi/format"
import { Field } from "./field"

type Props = {
  label: string
  hint: string
  /** For the file dialog, such as `application/pdf,.pdf`. */
  accept: string
  file: File | undefined
  onChange: (file: File | undefined) => void
  /** Why the chosen file can't be used, in words. */
  error?: string
}

/**
 * A field for one file: chosen with the keyboard or a click, or dropped on it.
 * Shows the file's name and size.
 */
export const FileDrop = ({
  label,
  hint,
  accept,
  file,
  onChange,
  error,
}: Props) => {
  const { t } = useTranslation("kintsugi")
  const [isOver, setOver] = useState(false)
  const onDrag = (isNowOver: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(isNowOver)
  }
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <div className="flex flex-col gap-y-2">
          <div
            className={`bg-ui-bg-component focus-within:shadow-borders-interactive-with-focus relative flex flex-col items-center gap-y-1 rounded-lg border border-dashed px-4 py-6 text-center ${
              isOver
                ? "border-ui-border-interactive"
                : error
                  ? "border-ui-border-error"
                  : "border-ui-border-strong"
            }`}
            onDragEnter={onDrag(true)}
            onDragOver={onDrag(true)}
            onDragLeave={onDrag(false)}
            onDrop={(event) => {
              event.preventDefault()
              setOver(false)
              onChange(event.dataTransfer.files[0])
            }}
          >
            <ArrowUpTray className="text-ui-fg-subtle" aria-hidden />
            <Text size="small" weight="plus">
              {t("upload.choose")}
            </Text>
            <Text size="xsmall" className="text-ui-fg-subtle">
              {t("upload.drop")}
            </Text>
            <input
              {...ids}
              type="file"
              accept={accept}
              aria-invalid={Boolean(error)}
              className="absolute inset-0 cursor-pointer opacity-0"
              onChange={({ target }) => {
                const [chosen] = target.files ?? []
                // So that the same file can be chosen again.
                target.value = ""
                if (chosen) {
                  onChange(chosen)
                }
              }}
            />
          </div>
          {file && (
            <div className="bg-ui-bg-component flex items-center gap-x-3 rounded-lg border px-3 py-2">
              <DocumentText
                className="text-ui-fg-subtle shrink-0"
                aria-hidden
              />
              <Text size="small" className="min-w-0 flex-1 truncate">
                {file.name}
              </Text>
              <Text size="xsmall" className="text-ui-fg-subtle shrink-0">
                {formatFileSize(file.size)}
              </Text>
              <IconButton
                size="small"
                type="button"
                variant="transparent"
                aria-label={t("upload.remove", { name: file.name })}
                onClick={() => onChange(undefined)}
              >
                <XMark />
              </IconButton>
            </div>
          )}
        </div>
      )}
    </Field>
  )
}
