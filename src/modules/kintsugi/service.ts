import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import {
  ContainerRegistrationKeys,
  MedusaError,
  MedusaService,
} from "@medusajs/framework/utils"
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
import { KintsugiBackfill } from "./models/backfill"
import { KintsugiMark } from "./models/mark"
import { KintsugiOrder } from "./models/order-to-look-at"
import { KintsugiReconciliation } from "./models/reconciliation"
import { KintsugiToldProduct } from "./models/told-product"
import { KintsugiTransaction } from "./models/transaction"
import { createProductCategories } from "./product-categories"
import { type Turns, createTurns } from "./turns"

/** A way to Kintsugi. */
export type KintsugiConnection = {
  client: KintsugiClient
  /** The organization that the client acts for. */
  organizationId: string
  settings: KintsugiSettings
}

/** What the plugin knows of itself in this store, and what it remembers. */
export class KintsugiModuleService extends MedusaService({
  KintsugiClassification,
  KintsugiClassificationRule,
  KintsugiToldProduct,
  KintsugiTransaction,
  KintsugiOrder,
  KintsugiMark,
  KintsugiBackfill,
  KintsugiReconciliation,
}) {
  private readonly settings: KintsugiSettings
  private readonly missing?: string
  private readonly client?: KintsugiClient
  private readonly organizationId?: string
  private readonly categories?: () => Promise<ProductCategories>
  /** Whose turn it is at an order, among all instances of the store. */
  readonly turns: Turns

  constructor(
    dependencies: Record<string, unknown>,
    options?: KintsugiOptions
  ) {
    super(dependencies)
    this.turns = createTurns(
      dependencies[ContainerRegistrationKeys.PG_CONNECTION] as Knex
    )
    const resolved = resolveOptions(options)
    const { apiKey, organizationId, ...settings } = resolved
    this.settings = settings
    this.missing = missingCredentials(resolved)
    this.organizationId = organizationId
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

  /** The way to Kintsugi that is in force; `undefined` where there is none. */
  getConnection(): Promise<KintsugiConnection | undefined> {
    const { client, organizationId, settings } = this
    return Promise.resolve(
      client && organizationId
        ? { client, organizationId, settings }
        : undefined
    )
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
