import type { ReactNode } from "react"

type Props = { title: ReactNode; children: ReactNode; isOpen?: boolean }

/** Something that is shown on demand; the browser's own, so keys work. */
export const Fold = ({ title, children, isOpen }: Props) => (
  <details open={isOpen} className="group">
    <summary className="txt-compact-small-plus text-ui-fg-base focus-visible:shadow-borders-focus cursor-pointer rounded py-1 outline-none">
      {title}
    </summary>
    <div className="flex flex-col gap-y-2 pt-2">{children}</div>
  </details>
)
