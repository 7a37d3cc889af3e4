export { ALERT_KINDS, type AlertKind } from "./alert-kinds"
export { missingCredentials, resolveOptions, withoutSecrets } from "./resolve"
export { behaviorShape, isHeaderSafe } from "./schema"
export type {
  Behavior,
  KintsugiOptions,
  KintsugiSettings,
  ResolvedKintsugiOptions,
} from "./types"
