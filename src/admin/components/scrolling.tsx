import type { ReactNode } from "react"

type Props = {
  /** What is in it, for screen readers: the keyboard scrolls it. */
  label: string
  children: ReactNode
}

/** A table that may be wider than a phone scrolls within its card. */
export const Scrolling = ({ label, children }: Props) => (
  <div
    role="group"
    aria-label={label}
    tabIndex={0}
    data-scrolls
    className="focus-visible:shadow-borders-focus overflow-x-auto outline-none"
  >
    {children}
  </div>
)
