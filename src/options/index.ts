export { missingCredentials, resolveOptions, withoutSecrets } from "./resolve"
export { behaviorShape, isHeaderSafe } from "./schema"
export type {
  Behavior,
  KintsugiOptions,
  KintsugiSettings,
  ResolvedKintsugiOptions,
} from "./types"
