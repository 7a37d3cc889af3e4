import { Text } from "@medusajs/ui"
import type { Settings } from "../../kintsugi/api"
import { TEXTS, moment } from "../../kintsugi/texts"

type Props = { change: Settings["credentials_changed"] }

/** Who has changed it last, and when. */
export const Changed = ({ change }: Props) =>
  change && (
    <Text size="xsmall" className="text-ui-fg-subtle">
      {TEXTS.settings.changed(
        moment(change.at),
        change.by.name ?? change.by.id
      )}
    </Text>
  )
