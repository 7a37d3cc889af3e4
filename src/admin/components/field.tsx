import { Hint, Label } from "@medusajs/ui"
import { type ReactNode, useId } from "react"

type Props = {
  label: string
  hint?: string
  error?: string
  /** Gets the id to be labelled by, and that of what describes it. */
  children: (ids: { id: string; "aria-describedby"?: string }) => ReactNode
}

/** A labelled control with its hint and its error. */
export const Field = ({ label, hint, error, children }: Props) => {
  const id = useId()
  const described = hint || error ? `${id}-hint` : undefined
  return (
    <div className="flex flex-col gap-y-1">
      <Label htmlFor={id} size="small" weight="plus">
        {label}
      </Label>
      {children({ id, "aria-describedby": described })}
      {(error || hint) && (
        <Hint
          id={described}
          variant={error ? "error" : "info"}
          className={error ? undefined : "text-ui-fg-subtle"}
        >
          {error ?? hint}
        </Hint>
      )}
    </div>
  )
}
