import {
  type KintsugiOptions,
  type KintsugiSettings,
  resolveOptions,
} from "../../options"

/** What the plugin knows of itself in this store. */
export class KintsugiModuleService {
  private readonly settings: KintsugiSettings
  private readonly configured: boolean

  constructor(_: unknown, options?: KintsugiOptions) {
    const resolved = resolveOptions(options)
    const { apiKey, organizationId, ...settings } = resolved
    this.settings = settings
    this.configured = Boolean(apiKey && organizationId)
  }

  /** Whether there is a key and an organization to ask Kintsugi with. */
  isConfigured(): boolean {
    return this.configured
  }

  /** The store's options with every default filled in, without credentials. */
  getSettings(): KintsugiSettings {
    return this.settings
  }
}
