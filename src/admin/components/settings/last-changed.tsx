import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Settings } from "../../kintsugi/answers"
import { formatMoment } from "../../kintsugi/format"

type Props = { change: Settings["credentials_changed"] }

/** Who changed the settings last, and when. */
export const LastChanged = ({ change }: Props) => {
  const { t } = useTranslation("kintsugi")
  return (
    change && (
      <Text size="xsmall" className="text-ui-fg-subtle">
        {t("settings.lastChanged", {
          at: formatMoment(change.at),
          by: change.by.name ?? change.by.id,
        })}
      </Text>
    )
  )
}
