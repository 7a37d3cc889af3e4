import type { ReactNode } from "react"
import { Failure } from "./failure"

type Props = {
  /** Of the form's request. */
  error: Error | null
  /** The form's buttons, the main one last. */
  children: ReactNode
}

/** The end of a form on a page: why it was not saved, and its buttons. */
export const FormFooter = ({ error, children }: Props) => (
  <>
    <Failure error={error} />
    <div className="flex flex-wrap items-center justify-end gap-2">
      {children}
    </div>
  </>
)
