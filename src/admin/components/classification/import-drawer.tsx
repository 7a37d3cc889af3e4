import { Alert, Button, Drawer, Text, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { formatCount } from "../../kintsugi/format"
import {
  type ImportPreview,
  useImportClassifications,
  usePreviewImport,
} from "../../kintsugi/products-api"
import { say } from "../../kintsugi/say"
import { DrawerFooter } from "../drawer-footer"
import { DrawerHeader } from "../drawer-header"
import { Failure } from "../failure"
import { FileDrop } from "../file-drop"

/** The button and drawer for an import: checked first, saved on a second click. */
export const ImportDrawer = () => {
  const { t } = useTranslation("kintsugi")
  const [isOpen, setOpen] = useState(false)
  const [file, setFile] = useState<File>()
  const preview = usePreviewImport()
  const save = useImportClassifications()
  const choose = (chosen: File | undefined) => {
    setFile(chosen)
    save.reset()
    preview.reset()
    if (chosen) {
      preview.mutate(chosen)
    }
  }
  const changeOpen = (isNowOpen: boolean) => {
    setOpen(isNowOpen)
    choose(undefined)
  }
  const changes = preview.data ? changesIn(preview.data) : 0
  return (
    <Drawer open={isOpen} onOpenChange={changeOpen}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="secondary">
          {t("classificationImport.open")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content>
        <DrawerHeader>
          <Drawer.Title>{t("classificationImport.title")}</Drawer.Title>
          <Drawer.Description>
            {t("classificationImport.hint")}
          </Drawer.Description>
        </DrawerHeader>
        <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-auto">
          <FileDrop
            label={t("classificationImport.file")}
            hint={t("classificationImport.fileHint")}
            accept=".csv,text/csv"
            file={file}
            onChange={choose}
          />
          <Failure error={save.error ?? preview.error} />
          {preview.isPending && (
            <Text size="small" role="status">
              {t("classificationImport.checking")}
            </Text>
          )}
          {preview.data && <Preview preview={preview.data} />}
        </Drawer.Body>
        <DrawerFooter>
          <Button
            size="small"
            disabled={!file || !changes}
            isLoading={save.isPending}
            onClick={() =>
              file &&
              save.mutate(file, {
                onSuccess: () => {
                  toast.success(
                    t("classificationImport.done", { count: changes })
                  )
                  changeOpen(false)
                },
                // A part may be saved: the figures become those of the rest.
                onError: () => preview.mutate(file),
              })
            }
          >
            {changes
              ? t("classificationImport.save", { count: changes })
              : t("classificationImport.open")}
          </Button>
        </DrawerFooter>
      </Drawer.Content>
    </Drawer>
  )
}

const changesIn = ({ summary }: ImportPreview): number =>
  summary ? summary.added + summary.overwritten + summary.cleared : 0

const Preview = ({ preview }: { preview: ImportPreview }) => {
  const { t } = useTranslation("kintsugi")
  const { summary, problems, problem_count } = preview
  if (!summary) {
    return (
      <div className="flex flex-col gap-y-3" role="alert">
        <Alert variant="error">
          {t("classificationImport.wrongRows", { count: problem_count })}
        </Alert>
        <ul className="flex flex-col gap-y-2">
          {problems.map(({ row, message }) => (
            <li key={`${row} ${message}`}>
              <Text size="small">
                {t("classificationImport.row", {
                  row,
                  message: say(message),
                })}
              </Text>
            </li>
          ))}
        </ul>
        {problem_count > problems.length && (
          <Text size="small" className="text-ui-fg-subtle">
            {t("classificationImport.moreRows", {
              count: problem_count - problems.length,
            })}
          </Text>
        )}
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-y-3" role="status">
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
        {(
          ["rows", "added", "overwritten", "cleared", "unchanged"] as const
        ).map((name) => (
          <div key={name} className="contents">
            <dt className="txt-small text-ui-fg-subtle">
              {t(`classificationImport.counts.${name}`)}
            </dt>
            <dd className="txt-small text-right tabular-nums">
              {formatCount(summary[name])}
            </dd>
          </div>
        ))}
      </dl>
      {summary.overwritten + summary.cleared > 0 && (
        <Alert variant="warning">
          {t("classificationImport.overwrites", {
            count: summary.overwritten + summary.cleared,
          })}
        </Alert>
      )}
      {!changesIn(preview) && (
        <Alert variant="info">{t("classificationImport.nothing")}</Alert>
      )}
    </div>
  )
}
