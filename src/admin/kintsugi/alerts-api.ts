import type { Alert } from "./answers"
import { useRead } from "./request"

/** How many alerts are shown. */
const SHOWN = 50

export const useOpenAlerts = () =>
  useRead<{ alerts: Alert[]; count: number }>(
    ["alerts"],
    "/alerts",
    { limit: SHOWN },
    { refetchInterval: 30_000 }
  )
