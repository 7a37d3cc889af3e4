import { Text } from "@medusajs/ui"
import { type KeyboardEvent, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { CollectionPlace } from "../../kintsugi/answers"
import { COLUMNS, TILES, type Tile, neighbor } from "./map-layout"
import { formatPlace, formatStatus } from "./figures"
import { STATUSES, tint } from "./status"

type Props = {
  states: CollectionPlace[]
  selected: string | undefined
  onSelect: (code: string) => void
  /** Id of the element that shows the chosen state. */
  controls: string
}

/**
 * A map of the United States with a button for each state. Tab reaches one of
 * them; the arrow keys reach the others from there.
 */
export const TileMap = ({ states, selected, onSelect, controls }: Props) => {
  const { t } = useTranslation("kintsugi")
  const [reachable, setReachable] = useState(selected ?? TILES[0]!.code)
  const buttons = useRef(new Map<string, HTMLButtonElement>())
  const move = (tile: Tile) => (event: KeyboardEvent) => {
    const next = neighbor(tile, event.key)
    if (next) {
      event.preventDefault()
      setReachable(next.code)
      buttons.current.get(next.code)?.focus()
    }
  }
  return (
    <div
      role="group"
      aria-label={t("collection.map")}
      style={{
        display: "grid",
        gap: 4,
        gridTemplateColumns: `repeat(${COLUMNS}, minmax(0, 1fr))`,
      }}
    >
      {TILES.map((tile) => {
        const place = states.find(({ state_code }) => state_code === tile.code)
        if (!place) {
          return null
        }
        const { Icon } = STATUSES[place.status]
        const name = t("collection.tile", {
          name: formatPlace(place),
          code: tile.code,
          status: formatStatus(place, t),
        })
        const isSelected = selected === tile.code
        return (
          <button
            key={tile.code}
            type="button"
            ref={(button) => {
              if (button) {
                buttons.current.set(tile.code, button)
              }
            }}
            aria-label={name}
            aria-pressed={isSelected}
            aria-controls={controls}
            tabIndex={reachable === tile.code ? 0 : -1}
            title={name}
            onClick={() => {
              setReachable(tile.code)
              onSelect(tile.code)
            }}
            onKeyDown={move(tile)}
            style={{
              ...tint(place.status),
              gridColumn: tile.column + 1,
              gridRow: tile.row + 1,
              borderRadius: 6,
              height: 44,
              display: "flex",
              flexDirection: "column",
              alignItems: "center",
              justifyContent: "center",
              ...(isSelected && {
                boxShadow: "0 0 0 2px var(--fg-interactive)",
              }),
            }}
          >
            <Text as="span" size="xsmall" weight="plus">
              {tile.code}
            </Text>
            {Icon && <Icon aria-hidden />}
          </button>
        )
      })}
    </div>
  )
}
