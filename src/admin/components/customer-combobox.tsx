import { useState } from "react"
import { useTranslation } from "react-i18next"
import {
  CUSTOMERS_SHOWN,
  type FoundCustomer,
  useCustomerSearch,
} from "../kintsugi/explanation-api"
import { Combobox, type FieldIds } from "./combobox"
import { useDebouncedValue } from "./use-debounced-value"

type Props = FieldIds & {
  value: FoundCustomer | null
  onChange: (customer: FoundCustomer | null) => void
}

/** The store's customers with an account, searched by words. */
export const CustomerCombobox = ({ value, onChange, ...ids }: Props) => {
  const { t } = useTranslation("kintsugi")
  const [search, setSearch] = useState("")
  const customers = useCustomerSearch(useDebouncedValue(search.trim()))
  const { customers: found = [], count = 0 } = customers.data ?? {}

  const status = customers.isError
    ? t("common.loadFailed")
    : customers.isPending
      ? t("common.loading")
      : count > CUSTOMERS_SHOWN
        ? t("combobox.moreOptions", { count: count - CUSTOMERS_SHOWN })
        : found.length
          ? undefined
          : t("trial.customers.noMatch")

  return (
    <Combobox
      selectedName={value?.email ?? ""}
      options={found}
      nameOf={({ email }) => email}
      search={search}
      onSearch={setSearch}
      onSelect={onChange}
      onClear={() => onChange(null)}
      placeholder={t("trial.customers.placeholder")}
      listLabel={t("trial.customers.label")}
      status={status}
      ids={ids}
    />
  )
}
