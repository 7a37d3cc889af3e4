export { connectionTest } from "./connection-test"
export {
  type SettingsChange,
  removeCredentialsWorkflow,
  saveSettingsWorkflow,
} from "./save-settings"
export { type ShownSettings, showSettings } from "./show-settings"
export { trialEstimate } from "./trial-estimate"
