import { Button, Text } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type { CollectionPlace } from "../../kintsugi/answers"
import { compareNames } from "../../kintsugi/format"
import { formatPlace } from "../collection/figures"

/** Places that there is nothing to say of but that the merchant is registered. */
export const isPlainlyRegistered = ({
  status,
  other,
}: CollectionPlace): boolean => status === "registered" && other === null

/** How many places are listed before they are folded. */
const UNFOLDED = 3

/** The places outside the United States where the merchant is registered. */
export const RegisteredElsewhere = ({
  places,
}: {
  places: CollectionPlace[]
}) => {
  const { t } = useTranslation("kintsugi")
  const [isOpen, setOpen] = useState(places.length <= UNFOLDED)
  const listId = useId()
  const sorted = [...places].sort((a, b) =>
    compareNames(formatPlace(a), formatPlace(b))
  )
  return (
    <div className="flex flex-col items-start gap-y-3 px-6 py-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Text size="small">
          {t("collection.registeredElsewhere", { count: places.length })}
        </Text>
        {places.length > UNFOLDED && (
          <Button
            size="small"
            variant="secondary"
            aria-expanded={isOpen}
            aria-controls={listId}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t("collection.hidePlaces") : t("collection.showPlaces")}
          </Button>
        )}
      </div>
      <ul
        id={listId}
        hidden={!isOpen}
        aria-label={t("collection.placesRegistered")}
        style={isOpen ? { columnWidth: 220, width: "100%" } : undefined}
      >
        {sorted.map((place) => (
          <li key={`${place.country_code}-${place.state_code}`}>
            <Text size="small" className="text-ui-fg-subtle">
              {formatPlace(place)}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  )
}
