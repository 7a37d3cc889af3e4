import { Button, Checkbox, Label, toast } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type { AlertKind, Settings } from "../../kintsugi/answers"
import { useSaveSettings, useSettings } from "../../kintsugi/settings-api"
import { FormFooter } from "../form-footer"
import { Loaded } from "../loaded"
import { Section } from "../section"

/** All kinds, in the order in which they are shown. */
const KINDS = Object.keys({
  outage: true,
  key_refused: true,
  key_expiring: true,
  record_refused: true,
  nexus_near: true,
  nexus_met: true,
  ledger_differs: true,
  exemption_ending: true,
  tax_under_collected: true,
} satisfies Record<AlertKind, true>) as AlertKind[]

/** Which alerts the merchant is notified of. */
export const AlertSettingsSection = () => {
  const { t } = useTranslation("kintsugi")
  const settings = useSettings()
  return (
    <Section
      title={t("alertSettings.title")}
      subtitle={t("alertSettings.subtitle")}
    >
      <Loaded query={settings}>
        {({ behavior: { alerts } }) => (
          <AlertSettings key={JSON.stringify(alerts)} alerts={alerts} />
        )}
      </Loaded>
    </Section>
  )
}

const AlertSettings = ({ alerts }: Pick<Settings["behavior"], "alerts">) => {
  const { t } = useTranslation("kintsugi")
  const id = useId()
  const save = useSaveSettings()
  const saved = alerts.value ?? []
  const [enabled, setEnabled] = useState(saved)
  const isChanged = KINDS.some(
    (kind) => enabled.includes(kind) !== saved.includes(kind)
  )
  const submit = (kinds: AlertKind[] | null) =>
    save.mutate(
      { alerts: kinds },
      { onSuccess: () => toast.success(t("common.saved")) }
    )
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <ul className="grid grid-cols-1 gap-3 md:grid-cols-2">
        {KINDS.map((kind) => (
          <li key={kind} className="flex items-center gap-x-2">
            <Checkbox
              id={`${id}-${kind}`}
              checked={enabled.includes(kind)}
              onCheckedChange={(isOn) =>
                setEnabled(
                  KINDS.filter((one) =>
                    one === kind ? isOn === true : enabled.includes(one)
                  )
                )
              }
            />
            <Label htmlFor={`${id}-${kind}`} size="small">
              {t(`alerts.kinds.${kind}`)}
            </Label>
          </li>
        ))}
      </ul>
      <FormFooter error={save.error}>
        {alerts.saved && (
          <Button
            type="button"
            size="small"
            variant="secondary"
            disabled={save.isPending}
            onClick={() => submit(null)}
          >
            {t("alertSettings.reset")}
          </Button>
        )}
        <Button
          type="button"
          size="small"
          disabled={!isChanged}
          isLoading={save.isPending}
          onClick={() => submit(enabled)}
        >
          {t("common.save")}
        </Button>
      </FormFooter>
    </div>
  )
}
