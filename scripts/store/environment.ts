/** The environment of a store with few logs and without telemetry. */
export const storeEnvironment = (
  settings: Record<string, string>
): NodeJS.ProcessEnv => ({
  ...process.env,
  LOG_LEVEL: "warn",
  MEDUSA_DISABLE_TELEMETRY: "true",
  NODE_NO_WARNINGS: "1",
  ...settings,
})
