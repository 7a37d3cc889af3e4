import { useEffect, useState } from "react"

/** For so long nobody has typed any more, in ms. */
const SETTLED_MS = 300

/** The value once it has not changed for a moment. */
export const useSettled = (value: string): string => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
