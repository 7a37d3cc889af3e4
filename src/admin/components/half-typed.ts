import type { FormEvent } from "react"

/**
 * The name of a form's date that is only half typed. Its value is empty, as if
 * nothing stood there.
 */
export const halfTyped = ({
  currentTarget,
}: FormEvent<HTMLFormElement>): string | undefined =>
  [...currentTarget.elements].find(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement && element.validity.badInput
  )?.name
