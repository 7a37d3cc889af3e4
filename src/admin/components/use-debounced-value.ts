import { useEffect, useState } from "react"

/** How long typing must pause, in ms. */
const PAUSE_MS = 300

/** The value, once it has not changed for a moment. */
export const useDebouncedValue = (value: string): string => {
  const [debounced, setDebounced] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return debounced
}
