import type { ReactNode } from "react"

type Props = { onClick: () => void; children: ReactNode; "aria-label"?: string }

/** A button that changes what the page shows, and looks like its links. */
export const LinkButton = (props: Props) => (
  <button
    {...props}
    type="button"
    className="txt-small text-ui-fg-base hover:text-ui-fg-subtle focus-visible:shadow-borders-focus rounded text-left underline underline-offset-2 outline-none"
  />
)
