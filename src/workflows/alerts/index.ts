export { evaluateAlerts, evaluateAlertsEachMinute } from "./evaluate-alerts"
export { type AlertReading, listAlerts } from "./list-alerts"
export type { AlertEvent } from "./announce-alerts"
