import { Alert, Button, Container, Heading, Text, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useSearchParams } from "react-router-dom"
import {
  downloadExemptions,
  useExemptionRegister,
} from "../../kintsugi/exemptions-api"
import { errorMessage } from "../../kintsugi/sdk"
import { Loaded } from "../loaded"
import { useDebouncedValue } from "../use-debounced-value"
import {
  type RegisterView,
  RegisterFilters,
  filterOf,
} from "./register-filters"
import { RegisterReminders } from "./register-reminders"
import { RegisterTable } from "./register-table"

/** All customers' exemptions. Search and filter are kept in the page's URL. */
export const Register = () => {
  const { t } = useTranslation("kintsugi")
  const [params, setParams] = useSearchParams()
  const search = params.get("q") ?? ""
  const q = useDebouncedValue(search.trim())
  const filter = { ...filterOf(params.get("view")), ...(q && { q }) }
  const filterKey = JSON.stringify(filter)
  // Where the pages so far began; another filter starts at its first page.
  const [pages, setPages] = useState<{ filterKey: string; starts: string[] }>({
    filterKey,
    starts: [],
  })
  const starts = pages.filterKey === filterKey ? pages.starts : []
  const register = useExemptionRegister(filter, starts.at(-1))
  const [isDownloading, setDownloading] = useState(false)

  const change = (name: "q" | "view", value: string) =>
    setParams(
      (before) => {
        if (value) {
          before.set(name, value)
        } else {
          before.delete(name)
        }
        return before
      },
      { replace: true }
    )
  const show = (view: RegisterView) => change("view", view)
  const save = async () => {
    setDownloading(true)
    try {
      await downloadExemptions(filter)
    } catch (error) {
      toast.error(errorMessage(error))
    } finally {
      setDownloading(false)
    }
  }

  return (
    <Container className="divide-y p-0">
      <div className="flex flex-col gap-4 px-6 py-4 md:flex-row md:items-start md:justify-between">
        <div>
          <Heading>{t("register.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("register.subtitle")}
          </Text>
        </div>
        <div className="flex flex-wrap items-center gap-2 lg:shrink-0 lg:flex-nowrap">
          <RegisterFilters
            view={params.get("view")}
            search={search}
            onView={show}
            onSearch={(text) => change("q", text)}
          />
          <Button
            size="small"
            variant="secondary"
            isLoading={isDownloading}
            onClick={() => void save()}
          >
            {t("register.download")}
          </Button>
        </div>
      </div>
      <Loaded query={register}>
        {({ exemptions, counts, next, has_too_many_matches }) => (
          <>
            <RegisterReminders counts={counts} onShow={show} />
            {has_too_many_matches && (
              <div className="px-6 py-4">
                <Alert variant="warning">{t("register.tooManyMatches")}</Alert>
              </div>
            )}
            <RegisterTable
              lines={exemptions}
              isFiltered={Boolean(q || params.get("view"))}
            />
            {(next || starts.length > 0) && (
              <div className="flex justify-end gap-x-2 px-6 py-4">
                <Button
                  size="small"
                  variant="secondary"
                  disabled={!starts.length}
                  onClick={() =>
                    setPages({ filterKey, starts: starts.slice(0, -1) })
                  }
                >
                  {t("register.previous")}
                </Button>
                <Button
                  size="small"
                  variant="secondary"
                  disabled={!next || register.isPlaceholderData}
                  onClick={() =>
                    next && setPages({ filterKey, starts: [...starts, next] })
                  }
                >
                  {t("register.next")}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Container>
  )
}
