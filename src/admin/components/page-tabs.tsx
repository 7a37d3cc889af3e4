import { Tabs } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useRef } from "react"
import { useSearchParams } from "react-router-dom"

export type PageTab = {
  /** In the address: `?tab=regions`. */
  value: string
  label: string
  content: ReactNode
}

type Props = {
  /** What the tabs are of, for screen readers. */
  label: string
  /** The first one is shown where the address names none. */
  tabs: [PageTab, ...PageTab[]]
}

const PARAMETER = "tab"

/** The address of a page's tab, relative to the page. */
export const tabHref = (page: string, tab: string): string =>
  `${page}?${PARAMETER}=${tab}`

/**
 * A page's tabs. Each has its own address, so that it can be linked to, and the
 * browser goes back from one to the one before. A tab that was opened stays, so
 * that nothing typed in it is lost.
 *
 * @example
 * <PageTabs label={title} tabs={[{ value: "overview", label, content }]} />
 */
export const PageTabs = ({ label, tabs }: Props) => {
  const [parameters, setParameters] = useSearchParams()
  const named = parameters.get(PARAMETER)
  const shown = (tabs.find(({ value }) => value === named) ?? tabs[0]).value
  const opened = useRef(new Set<string>())
  opened.current.add(shown)

  const open = (value: string) =>
    setParameters((current) => {
      const next = new URLSearchParams(current)
      if (value === tabs[0].value) {
        next.delete(PARAMETER)
      } else {
        next.set(PARAMETER, value)
      }
      return next
    })

  return (
    // The arrow keys move along the tabs without filling the browser's history.
    <Tabs value={shown} onValueChange={open} activationMode="manual">
      <Tabs.List aria-label={label} className="flex-wrap gap-1 px-1 pb-3">
        {tabs.map((tab) => (
          <Tabs.Trigger key={tab.value} value={tab.value}>
            {tab.label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {tabs.map(({ value, content }) => (
        <Tabs.Content
          key={value}
          value={value}
          forceMount
          hidden={value !== shown}
          // The sections within have what can be focused.
          tabIndex={-1}
        >
          {opened.current.has(value) && (
            <div className="flex flex-col gap-y-3">{content}</div>
          )}
        </Tabs.Content>
      ))}
    </Tabs>
  )
}
