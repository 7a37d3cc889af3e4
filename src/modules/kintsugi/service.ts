import { MedusaError, MedusaService } from "@medusajs/framework/utils"
import {
  type KintsugiClient,
  type ProductCategories,
  createClient,
  createTransport,
} from "../../kintsugi"
import {
  type KintsugiOptions,
  type KintsugiSettings,
  missingCredentials,
  resolveOptions,
} from "../../options"
import { KintsugiClassification } from "./models/classification"
import { KintsugiClassificationRule } from "./models/classification-rule"
import { KintsugiToldProduct } from "./models/told-product"
import { createProductCategories } from "./product-categories"

/** What the plugin knows of itself in this store, and what it remembers. */
export class KintsugiModuleService extends MedusaService({
  KintsugiClassification,
  KintsugiClassificationRule,
  KintsugiToldProduct,
}) {
  private readonly settings: KintsugiSettings
  private readonly missing?: string
  private readonly client?: KintsugiClient
  private readonly categories?: () => Promise<ProductCategories>

  constructor(dependencies: object, options?: KintsugiOptions) {
    super(dependencies)
    const resolved = resolveOptions(options)
    const { apiKey, organizationId, ...settings } = resolved
    this.settings = settings
    this.missing = missingCredentials(resolved)
    if (apiKey && organizationId) {
      this.client = createClient(
        createTransport({ ...settings, apiKey, organizationId })
      )
      this.categories = createProductCategories(this.client)
    }
  }

  /** Whether there is a key and an organization to ask Kintsugi with. */
  isConfigured(): boolean {
    return this.client !== undefined
  }

  /** The store's options with every default filled in, without credentials. */
  getSettings(): KintsugiSettings {
    return this.settings
  }

  /**
   * Kintsugi's API.
   *
   * @throws MedusaError (not_allowed) that names the options to set
   */
  getClient(): KintsugiClient {
    return this.client ?? this.notConfigured()
  }

  /**
   * Kintsugi's categories and subcategories, at most some minutes old unless
   * Kintsugi can't answer.
   *
   * @throws MedusaError (not_allowed) that names the options to set
   * @throws KintsugiError
   */
  async getProductCategories(): Promise<ProductCategories> {
    return (this.categories ?? this.notConfigured())()
  }

  private notConfigured(): never {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      `Kintsugi is not configured: ${this.missing} not set in medusa-plugin-kintsugi's options. Set them in medusa-config and restart the store.`,
      "kintsugi_not_configured"
    )
  }
}
