import { Input, Select } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { RegisterFilter } from "../../kintsugi/exemptions-api"

/** The views of the register, with what each asks the server for. */
const VIEWS = {
  current: {},
  ends30: { ends_within: 30 },
  ends90: { ends_within: 90 },
  withoutCertificate: { without_certificate: true },
  ended: { state: "ended" },
  all: { state: "all" },
} as const satisfies Record<string, RegisterFilter>

export type RegisterView = keyof typeof VIEWS

const VIEW_NAMES = Object.keys(VIEWS) as RegisterView[]

const viewOf = (text: string | null): RegisterView =>
  VIEW_NAMES.find((name) => name === text) ?? "current"

/** What a view, by its name in the page's URL, asks the server for. */
export const filterOf = (view: string | null): RegisterFilter =>
  VIEWS[viewOf(view)]

type Props = {
  view: string | null
  search: string
  onView: (view: RegisterView) => void
  onSearch: (search: string) => void
}

/** Which exemptions the register shows. */
export const RegisterFilters = ({ view, search, onView, onSearch }: Props) => {
  const { t } = useTranslation("kintsugi")
  return (
    <>
      <Select
        size="small"
        value={viewOf(view)}
        onValueChange={(value) => onView(viewOf(value))}
      >
        <Select.Trigger aria-label={t("register.view")} className="w-56">
          <Select.Value />
        </Select.Trigger>
        <Select.Content>
          {VIEW_NAMES.map((name) => (
            <Select.Item key={name} value={name}>
              {t(`register.views.${name}`)}
            </Select.Item>
          ))}
        </Select.Content>
      </Select>
      <div className="w-56">
        <Input
          size="small"
          aria-label={t("register.search")}
          placeholder={t("register.search")}
          value={search}
          onChange={({ target }) => onSearch(target.value)}
        />
      </div>
    </>
  )
}
