import type { ReactNode } from "react"
import { Link } from "react-router-dom"

type Props = { to: string; children: ReactNode; "aria-label"?: string }

/**
 * A link to another page. Underlined, since the Admin's blue is too pale for
 * small text on white.
 */
export const PageLink = (props: Props) => (
  <Link
    {...props}
    className="txt-small text-ui-fg-base hover:text-ui-fg-subtle focus-visible:shadow-borders-focus rounded underline underline-offset-2 outline-none"
  />
)
