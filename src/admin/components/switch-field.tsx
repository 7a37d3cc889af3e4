import { Label, Switch } from "@medusajs/ui"
import { useId } from "react"
import {
  type Control,
  Controller,
  type FieldPathByValue,
  type FieldValues,
} from "react-hook-form"

type Props<Form extends FieldValues> = {
  control: Control<Form>
  name: FieldPathByValue<Form, boolean>
  label: string
}

/** A field of a form that is on or off, with its label beside it. */
export const SwitchField = <Form extends FieldValues>({
  control,
  name,
  label,
}: Props<Form>) => {
  const id = useId()
  return (
    <div className="flex items-center gap-x-2">
      <Controller
        control={control}
        name={name}
        render={({ field }) => (
          <Switch
            id={id}
            size="small"
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
      <Label htmlFor={id} size="small">
        {label}
      </Label>
    </div>
  )
}
