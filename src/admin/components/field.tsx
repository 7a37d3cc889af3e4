import { Hint, Label } from "@medusajs/ui"
import { type ReactNode, useId } from "react"

type Props = {
  label: string
  hint?: string
  error?: string
  /** Gets the control's id, and the id of the hint or error describing it. */
  children: (ids: { id: string; "aria-describedby"?: string }) => ReactNode
}

/** A labeled control with its hint or error. */
export const Field = ({ label, hint, error, children }: Props) => {
  const id = useId()
  const hintId = hint || error ? `${id}-hint` : undefined
  return (
    <div className="flex flex-col gap-y-1">
      <Label htmlFor={id} size="small" weight="plus">
        {label}
      </Label>
      {children({ id, "aria-describedby": hintId })}
      {(error || hint) && (
        <Hint
          id={hintId}
          variant={error ? "error" : "info"}
          className={error ? undefined : "text-ui-fg-subtle"}
        >
          {error ?? hint}
        </Hint>
      )}
    </div>
  )
}
