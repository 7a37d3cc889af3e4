import { StatusBadge, Table, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Translate } from "../../i18n/translate"
import type { RegisterLine } from "../../kintsugi/exemptions-api"
import { formatCalendarDay, humanize } from "../../kintsugi/format"
import { PageLink } from "../page-link"
import { Scrolling } from "../scrolling"
import { SOON_DAYS } from "./soon"
import { formatWhere } from "./states"

type Props = {
  lines: RegisterLine[]
  /** Whether a search or filter may be why there are none. */
  isFiltered: boolean
}

/** A page of the register. */
export const RegisterTable = ({ lines, isFiltered }: Props) => {
  const { t } = useTranslation("kintsugi")
  return lines.length ? (
    <Scrolling label={t("register.title")}>
      <Table className="min-w-[60rem]">
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("register.customer")}</Table.HeaderCell>
            <Table.HeaderCell>{t("register.where")}</Table.HeaderCell>
            <Table.HeaderCell>{t("register.kind")}</Table.HeaderCell>
            <Table.HeaderCell>{t("exemptions.certificate")}</Table.HeaderCell>
            <Table.HeaderCell>{t("register.starts")}</Table.HeaderCell>
            <Table.HeaderCell>{t("register.endsOn")}</Table.HeaderCell>
            <Table.HeaderCell>{t("register.missing")}</Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {lines.map((line) => (
            <RegisterRow key={keyOf(line)} line={line} />
          ))}
        </Table.Body>
      </Table>
    </Scrolling>
  ) : (
    <Text size="small" className="text-ui-fg-subtle px-6 py-4">
      {isFiltered ? t("register.noMatch") : t("register.none")}
    </Text>
  )
}

const keyOf = (line: RegisterLine): string =>
  [
    line.customer_id,
    line.start_date,
    line.end_date,
    line.exemption_type,
    line.state,
    line.country_code,
    ...line.states,
  ].join()

const RegisterRow = ({ line }: { line: RegisterLine }) => {
  const { t } = useTranslation("kintsugi")
  const { customer, customer_id, exemption_type, missing } = line
  return (
    <Table.Row>
      <Table.Cell>
        <div className="flex flex-col items-start py-2">
          <PageLink to={`/customers/${customer_id}`}>
            {customer
              ? customer.name || customer.email
              : t("register.deletedCustomer")}
          </PageLink>
          {customer?.name && (
            <Text size="xsmall" className="text-ui-fg-subtle">
              {customer.email}
            </Text>
          )}
        </div>
      </Table.Cell>
      <Table.Cell
        className="max-w-56 whitespace-normal py-3"
        title={line.states.join(", ")}
      >
        {formatWhere(line.country_code, line.states, t)}
      </Table.Cell>
      <Table.Cell>
        {exemption_type
          ? t(`register.kinds.${exemption_type}`, {
              defaultValue: humanize(exemption_type),
            })
          : t("common.noValue")}
      </Table.Cell>
      <Table.Cell>{t(`register.certificates.${line.certificate}`)}</Table.Cell>
      <Table.Cell>{formatCalendarDay(line.start_date)}</Table.Cell>
      <Table.Cell>
        <div className="flex flex-col items-start gap-y-1 py-2">
          <span>
            {line.end_date
              ? formatCalendarDay(line.end_date)
              : t("register.noEnd")}
          </span>
          <EndBadge line={line} />
        </div>
      </Table.Cell>
      <Table.Cell className="max-w-56 whitespace-normal py-3">
        {missing.length
          ? missing.map((part) => formatMissing(part, line, t)).join("; ")
          : t("common.noValue")}
      </Table.Cell>
    </Table.Row>
  )
}

const EndBadge = ({ line: { state, days_left } }: { line: RegisterLine }) => {
  const { t } = useTranslation("kintsugi")
  if (state === "ended") {
    return <StatusBadge color="red">{t("register.ended")}</StatusBadge>
  }
  if (state === "inactive") {
    return <StatusBadge color="grey">{t("register.inactive")}</StatusBadge>
  }
  if (days_left !== null && days_left <= SOON_DAYS) {
    return (
      <StatusBadge color="orange">
        {t("register.daysLeft", { count: days_left })}
      </StatusBadge>
    )
  }
  return state === "to_come" ? (
    <StatusBadge color="blue">{t("register.toCome")}</StatusBadge>
  ) : null
}

const formatMissing = (
  part: RegisterLine["missing"][number],
  { states_without_certificate: states }: RegisterLine,
  t: Translate
): string =>
  part === "certificate" && states.length
    ? t("register.certificateMissingFor", { states: states.join(", ") })
    : t(`register.missingParts.${part}`)
