import { Button, StatusBadge, Table, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import {
  type ExemptGroup,
  GROUPS_PER_PAGE,
  useExemptGroups,
} from "../../kintsugi/exemptions-api"
import { formatCalendarDay } from "../../kintsugi/format"
import { Loaded } from "../loaded"
import { PageLink } from "../page-link"
import { Scrolling } from "../scrolling"
import { Section } from "../section"
import { formatGroupState } from "./group-state"
import { formatWhere } from "./states"

/** The customer groups whose members are exempt. */
export const ExemptGroups = () => {
  const { t } = useTranslation("kintsugi")
  const [page, setPage] = useState(0)
  return (
    <Section
      title={t("register.groups.title")}
      subtitle={t("register.groups.subtitle")}
    >
      <Loaded query={useExemptGroups(page)}>
        {({ customer_group_taxes: groups, count }) => (
          <>
            {groups.length ? (
              <GroupTable groups={groups} />
            ) : (
              <Text size="small" className="text-ui-fg-subtle px-6 py-4">
                {t("register.groups.none")}
              </Text>
            )}
            {count > GROUPS_PER_PAGE && (
              <div className="flex justify-end gap-x-2 px-6 py-4">
                <Button
                  size="small"
                  variant="secondary"
                  disabled={page === 0}
                  onClick={() => setPage(page - 1)}
                >
                  {t("register.previous")}
                </Button>
                <Button
                  size="small"
                  variant="secondary"
                  disabled={(page + 1) * GROUPS_PER_PAGE >= count}
                  onClick={() => setPage(page + 1)}
                >
                  {t("register.next")}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

const GroupTable = ({ groups }: { groups: ExemptGroup[] }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Scrolling label={t("register.groups.title")}>
      <Table className="min-w-[48rem]">
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("register.groups.group")}</Table.HeaderCell>
            <Table.HeaderCell>{t("groupExemption.reason")}</Table.HeaderCell>
            <Table.HeaderCell>{t("register.where")}</Table.HeaderCell>
            <Table.HeaderCell>{t("exemptions.certificate")}</Table.HeaderCell>
            <Table.HeaderCell>{t("register.endsOn")}</Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {groups.map((group) => (
            <GroupRow key={group.customer_group_id} group={group} />
          ))}
        </Table.Body>
      </Table>
    </Scrolling>
  )
}

const GroupRow = ({ group }: { group: ExemptGroup }) => {
  const { t } = useTranslation("kintsugi")
  const state = formatGroupState(group, t)
  return (
    <Table.Row>
      <Table.Cell>
        <PageLink to={`/customer-groups/${group.customer_group_id}`}>
          {group.name}
        </PageLink>
      </Table.Cell>
      <Table.Cell className="max-w-56 whitespace-normal py-3">
        {group.reason}
      </Table.Cell>
      <Table.Cell className="max-w-56 whitespace-normal py-3">
        {formatWhere(group.country_code, group.jurisdictions, t)}
      </Table.Cell>
      <Table.Cell>
        {group.certificate
          ? t("register.certificates.all")
          : t("register.certificates.none")}
      </Table.Cell>
      <Table.Cell>
        <div className="flex flex-col items-start gap-y-1 py-2">
          <span>
            {group.end_date
              ? formatCalendarDay(group.end_date)
              : t("register.noEnd")}
          </span>
          {["red", "orange"].includes(state.color) && (
            <StatusBadge color={state.color}>{state.text}</StatusBadge>
          )}
        </div>
      </Table.Cell>
    </Table.Row>
  )
}
