import { Alert, Button, Table, Text } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Collection, CollectionPlace } from "../../kintsugi/answers"
import { say } from "../../kintsugi/say"
import { useCollection } from "../../kintsugi/settings-api"
import { COLLECTION_STATUSES } from "../../../tax/nexus/statuses"
import { compareNames, formatMoment, formatMoney } from "../../kintsugi/format"
import { PlaceFigures, PlaceStatus, formatPlace } from "../collection/figures"
import { STATUSES, tint } from "../collection/status"
import { TileMap } from "../collection/tile-map"
import { Loaded } from "../loaded"
import { AmountCell, AmountHeader } from "../amount-cells"
import { Scrolling } from "../scrolling"
import { Section } from "../section"
import {
  RegisteredElsewhere,
  isPlainlyRegistered,
} from "./registered-elsewhere"

/** Where tax is collected, and where it soon must be. */
export const CollectionSection = () => {
  const { t } = useTranslation("kintsugi")
  const query = useCollection()
  return (
    <Section
      title={t("collection.title")}
      subtitle={t("collection.subtitle")}
      aside={
        query.data?.as_of && (
          <Text size="xsmall" className="text-ui-fg-subtle">
            {t("collection.asOf", { at: formatMoment(query.data.as_of) })}
          </Text>
        )
      }
    >
      <Loaded query={query}>
        {({ collection, problem }) => (
          <>
            {problem && (
              <div className="flex flex-col items-start gap-y-3 px-6 py-4">
                <Alert variant="warning" role="alert">
                  {say(problem)} {collection && t("collection.outdated")}
                </Alert>
                <Button
                  size="small"
                  variant="secondary"
                  isLoading={query.isFetching}
                  onClick={() => query.refetch()}
                >
                  {t("common.retry")}
                </Button>
              </div>
            )}
            {collection && <Places collection={collection} />}
          </>
        )}
      </Loaded>
    </Section>
  )
}

const Places = ({ collection }: { collection: Collection }) => {
  const { t } = useTranslation("kintsugi")
  const { states, elsewhere } = collection
  const [selected, setSelected] = useState<string>()
  const figuresId = useId()
  const place = states.find(({ state_code }) => state_code === selected)
  const registered = elsewhere.filter(isPlainlyRegistered)
  const notable = elsewhere.filter((other) => !isPlainlyRegistered(other))
  const isEmpty = states.every(({ status }) => status === "none")
  return (
    <>
      <div className="flex flex-col gap-y-4 px-6 py-4">
        {isEmpty && !elsewhere.length && (
          <Text size="small">{t("collection.empty")}</Text>
        )}
        <Legend states={states} />
        <div style={{ display: "flex", flexWrap: "wrap", gap: 24 }}>
          <div style={{ flex: "3 1 420px", maxWidth: 620 }}>
            <TileMap
              states={states}
              selected={selected}
              onSelect={setSelected}
              controls={figuresId}
            />
          </div>
          <div id={figuresId} aria-live="polite" style={{ flex: "2 1 260px" }}>
            {place ? (
              <PlaceFigures place={place} />
            ) : (
              <Text size="small" className="text-ui-fg-subtle">
                {t("collection.chooseState")}
              </Text>
            )}
          </div>
        </div>
      </div>
      {notable.length > 0 && <Elsewhere places={notable} />}
      {registered.length > 0 && <RegisteredElsewhere places={registered} />}
    </>
  )
}

const Legend = ({ states }: Pick<Collection, "states">) => {
  const { t } = useTranslation("kintsugi")
  return (
    <ul
      className="flex flex-wrap gap-x-4 gap-y-2"
      aria-label={t("collection.legend")}
    >
      {COLLECTION_STATUSES.map((status) => {
        const { Icon } = STATUSES[status]
        return (
          <li key={status} className="flex items-center gap-x-2">
            <span
              aria-hidden
              style={{
                ...tint(status),
                borderRadius: 4,
                display: "inline-flex",
                alignItems: "center",
                justifyContent: "center",
                height: 20,
                width: 20,
              }}
            >
              {Icon && <Icon />}
            </span>
            <Text as="span" size="xsmall">
              {t("collection.legendEntry", {
                status: t(`collection.statuses.${status}`),
                states: states.filter((state) => state.status === status)
                  .length,
              })}
            </Text>
          </li>
        )
      })}
    </ul>
  )
}

const Elsewhere = ({ places }: { places: CollectionPlace[] }) => {
  const { t } = useTranslation("kintsugi")
  const sorted = [...places].sort((a, b) =>
    compareNames(formatPlace(a), formatPlace(b))
  )
  return (
    <Scrolling label={t("collection.elsewhere")}>
      <Table aria-label={t("collection.elsewhere")}>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("collection.elsewhere")}</Table.HeaderCell>
            <Table.HeaderCell>{t("collection.status")}</Table.HeaderCell>
            <AmountHeader>{t("collection.sales")}</AmountHeader>
            <AmountHeader>{t("collection.threshold")}</AmountHeader>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {sorted.map((place) => {
            const { sales, currency } = place.nexus ?? {}
            return (
              <Table.Row key={`${place.country_code}-${place.state_code}`}>
                <Table.Cell>{formatPlace(place)}</Table.Cell>
                <Table.Cell>
                  <PlaceStatus place={place} />
                </Table.Cell>
                <AmountCell>
                  {sales && currency
                    ? formatMoney(sales.value, currency)
                    : t("common.noValue")}
                </AmountCell>
                <AmountCell>
                  {sales?.threshold && currency
                    ? formatMoney(sales.threshold, currency)
                    : t("common.noValue")}
                </AmountCell>
              </Table.Row>
            )
          })}
        </Table.Body>
      </Table>
    </Scrolling>
  )
}
