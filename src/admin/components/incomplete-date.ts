import type { FormEvent } from "react"

/**
 * The name of a form's date field that is only half typed. The value of such a
 * field is empty, as if nothing had been typed.
 */
export const incompleteDateField = ({
  currentTarget,
}: FormEvent<HTMLFormElement>): string | undefined =>
  [...currentTarget.elements].find(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement && element.validity.badInput
  )?.name
