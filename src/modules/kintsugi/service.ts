import {
  type KintsugiOptions,
  type ResolvedKintsugiOptions,
  missingCredentials,
  resolveOptions,
} from "../../options"

/** What the plugin knows of itself in this store. */
export class KintsugiModuleService {
  private readonly options: ResolvedKintsugiOptions

  constructor(_: unknown, options?: KintsugiOptions) {
    this.options = resolveOptions(options)
  }

  /** Whether there is a key and an organization to ask Kintsugi with. */
  isConfigured(): boolean {
    return missingCredentials(this.options) === undefined
  }
}
