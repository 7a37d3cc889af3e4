/** A store with little to say, and nothing to say to Medusa's telemetry. */
export const storeEnvironment = (
  settings: Record<string, string>
): NodeJS.ProcessEnv => ({
  ...process.env,
  LOG_LEVEL: "warn",
  MEDUSA_DISABLE_TELEMETRY: "true",
  NODE_NO_WARNINGS: "1",
  ...settings,
})
