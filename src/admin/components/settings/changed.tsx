import { Text } from "@medusajs/ui"
import type { Settings } from "../../kintsugi/api"
import { TEXTS, formatMoment } from "../../kintsugi/texts"

type Props = { change: Settings["credentials_changed"] }

/** Who changed the settings last, and when. */
export const Changed = ({ change }: Props) =>
  change && (
    <Text size="xsmall" className="text-ui-fg-subtle">
      {TEXTS.settings.changed(
        formatMoment(change.at),
        change.by.name ?? change.by.id
      )}
    </Text>
  )
