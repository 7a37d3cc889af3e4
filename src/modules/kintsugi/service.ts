import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ConfigModule, Logger } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
  MedusaService,
} from "@medusajs/framework/utils"
import {
  type EstimateOutcome,
  createEstimateLog,
} from "../../health/estimate-log"
import { createUsualLatency } from "../../health/usual-latency"
import type {
  AddressSearch,
  AddressSearchResult,
  Deadline,
  KintsugiClient,
  ProductCategories,
} from "../../kintsugi"
import {
  type Behaviour,
  type KintsugiOptions,
  type KintsugiSettings,
  type ResolvedKintsugiOptions,
  resolveOptions,
} from "../../options"
import {
  type Credentials,
  type Effective,
  type KintsugiConnection,
  type SavedSettings,
  createEffective,
} from "../../settings/effective"
import { type Latest, createLatest } from "../../settings/latest"
import { announcePluginModule } from "../../settings/plugin-module"
import { type Vault, createVault } from "../../settings/vault"
import { KintsugiBackfill } from "./models/backfill"
import { KintsugiClassification } from "./models/classification"
import { KintsugiClassificationRule } from "./models/classification-rule"
import { KintsugiConfiguration } from "./models/configuration"
import { KintsugiCustomer } from "./models/customer"
import { KintsugiEstimateWindow } from "./models/estimate-window"
import { KintsugiExemptGroup } from "./models/exempt-group"
import { KintsugiMark } from "./models/mark"
import { KintsugiOrder } from "./models/order-to-look-at"
import { KintsugiProblem } from "./models/problem"
import { KintsugiReconciliation } from "./models/reconciliation"
import { KintsugiTaxId } from "./models/tax-id"
import { KintsugiToldProduct } from "./models/told-product"
import { KintsugiTransaction } from "./models/transaction"
import {
  type OpenProblem,
  type ProvingMoment,
  noteMoment,
  readProblems,
  writeProblems,
} from "./health/problems"
import { KEPT_MS, windowRow } from "./health/write-down"
import type { CustomerStanding } from "../../tax/customer-standing"
import { messageOf } from "../../message-of"
import { createAddressMemory } from "./address-memory"
import { alone } from "./alone"
import {
  type CategoryRows,
  readCategoryRows,
  readClassifiedProductIds,
} from "./category-rows"
import { createCustomerStandings } from "./customer-standings"
import { type KnownCollection, createKnownCollection } from "./known-collection"
import { forEachClient } from "./for-each-client"
import { type LedgerCounts, countLedger } from "./ledger-counts"
import { createProductCategories } from "./product-categories"
import {
  CONFIGURATION_ID,
  type ConfigurationRow,
  credentialColumns,
  type Reading,
  noteCustomers,
  readConfiguration,
  savedSettings,
  vaultSecrets,
} from "./saved-configuration"
import { type Turns, createTurns } from "./turns"

/** How long figures stay in memory alone, in ms. */
const WRITTEN_AFTER_MS = 10_000

/** What the module's container has for the service. */
type Dependencies = {
  logger?: Logger
  configModule?: ConfigModule
  [ContainerRegistrationKeys.PG_CONNECTION]?: Knex
}

/** A change to what is saved: what is absent stays, `null` removes. */
export type ConfigurationChange = {
  credentials?: Credentials | null
  behaviour?: { [Name in keyof Behaviour]?: Behaviour[Name] | null }
  /** Id of the user, or of the API key, who makes it. */
  by: string
}

/** What the plugin knows of itself in this store, and what it remembers. */
export class KintsugiModuleService extends MedusaService({
  KintsugiClassification,
  KintsugiClassificationRule,
  KintsugiConfiguration,
  KintsugiEstimateWindow,
  KintsugiProblem,
  KintsugiToldProduct,
  KintsugiTransaction,
  KintsugiOrder,
  KintsugiMark,
  KintsugiBackfill,
  KintsugiReconciliation,
  KintsugiCustomer,
  KintsugiTaxId,
  KintsugiExemptGroup,
}) {
  /** Whose turn it is at an order, among all instances of the store. */
  readonly turns: Turns
  private readonly knex: Knex
  private readonly logger?: Logger
  private readonly options: () => ResolvedKintsugiOptions
  private readonly vault: Vault
  private readonly saved: Latest<Saved>
  private readonly effective: (saved: SavedSettings | undefined) => Effective
  private readonly estimateLog = createEstimateLog()
  private readonly usualLatency = createUsualLatency()
  private readonly collections = forEachClient(createKnownCollection)
  private readonly addresses = forEachClient(createAddressMemory)
  private readonly standings = createCustomerStandings({
    // Whoever asks about a customer has just read the settings.
    version: async () => (await this.saved.last()).customersVersion,
    customer: async (customer_id) => {
      const [told, taxIds] = await Promise.all([
        this.listKintsugiCustomers({ customer_id }),
        this.listKintsugiTaxIds({ customer_id }),
      ])
      return {
        ...(taxIds.length && {
          taxIds: taxIds.map(({ country_code, number }) => ({
            country: country_code,
            number,
          })),
        }),
        ...(told.length && {
          version: told
            .map(({ exempted_at }) => new Date(exempted_at).toISOString())
            .sort()
            .join(),
        }),
      }
    },
    exemptGroups: async () =>
      new Map(
        (await this.listKintsugiExemptGroups()).map(
          ({ customer_group_id, reason }) => [customer_group_id, reason]
        )
      ),
  })
  private writing?: Promise<void>
  private writingSoon?: NodeJS.Timeout
  private categories?: {
    client: KintsugiClient
    list: () => Promise<ProductCategories>
  }

  /** What Medusa calls once all modules are there. */
  readonly __hooks = {
    onApplicationStart: () => this.warnIfNotConfigured(),
    onApplicationShutdown: () => this.writeDownEstimates(),
  }

  constructor(dependencies: Dependencies, options?: KintsugiOptions) {
    super(dependencies)
    this.knex = dependencies[ContainerRegistrationKeys.PG_CONNECTION] as Knex
    this.turns = createTurns(this.knex)
    const resolved = resolveOptions(options)
    // A function, so that whoever logs the service does not log the key.
    this.options = () => resolved
    this.logger = dependencies.logger
    this.vault = createVault(
      vaultSecrets(
        resolved.encryptionKey,
        dependencies.configModule?.projectConfig?.http
      )
    )
    this.saved = createLatest(
      unchangedAsBefore(this.vault, () => readConfiguration(this.knex))
    )
    this.effective = createEffective(resolved)
    announcePluginModule(this)
  }

  /**
   * What the merchant saved in the Admin, on whichever instance. The same object
   * while nothing changes.
   */
  async getSavedSettings(): Promise<SavedSettings | undefined> {
    return (await this.saved.get()).settings
  }

  /** What is in force: the options, with what is saved in their place. */
  async getEffective(): Promise<Effective> {
    return this.effective(await this.getSavedSettings())
  }

  /** Whether there is a key and an organization to ask Kintsugi with. */
  async isConfigured(): Promise<boolean> {
    return (await this.getConnection()) !== undefined
  }

  /** The settings in force, without credentials. */
  async getSettings(): Promise<KintsugiSettings> {
    return (await this.getEffective()).settings
  }

  /** The way to Kintsugi that is in force; none where it is not configured. */
  async getConnection(): Promise<KintsugiConnection | undefined> {
    return (await this.getEffective()).connection
  }

  /**
   * Kintsugi's API.
   *
   * @throws MedusaError (not_allowed) that says what is missing
   */
  async getClient(): Promise<KintsugiClient> {
    const { connection, missing } = await this.getEffective()
    if (!connection) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Kintsugi is not configured: ${missing}. Enter the API key and the organization id in the Admin under Settings → Kintsugi, or set them in medusa-plugin-kintsugi's options.`,
        "kintsugi_not_configured"
      )
    }
    return connection.client
  }

  /**
   * Kintsugi's categories and subcategories, at most some minutes old unless
   * Kintsugi can't answer.
   *
   * @throws MedusaError (not_allowed) that says what is missing
   * @throws KintsugiError
   */
  async getProductCategories(): Promise<ProductCategories> {
    const client = await this.getClient()
    if (this.categories?.client !== client) {
      this.categories = { client, list: createProductCategories(client) }
    }
    return this.categories.list()
  }

  /**
   * Where the merchant collects, at most some minutes old unless Kintsugi can't
   * answer, which it then says.
   *
   * @throws MedusaError (not_allowed) that says what is missing
   */
  async getCollection(): Promise<KnownCollection> {
    return this.collections(await this.getClient())()
  }

  /**
   * What Kintsugi makes of an address, from memory where it was asked about
   * some minutes ago.
   *
   * @throws MedusaError (not_allowed) that says what is missing
   * @throws KintsugiError
   */
  async searchAddress(
    address: AddressSearch,
    call: Deadline
  ): Promise<AddressSearchResult[]> {
    return this.addresses(await this.getClient())(address, call)
  }

  /** {@link alone}, on the store's database. */
  alone<Result>(
    name: string,
    waitMs: number,
    act: () => Promise<Result>
  ): Promise<Result> {
    return alone(this.knex, `kintsugi:${name}`, waitMs, act)
  }

  /** All that is kept about these products' categories, as it is now. */
  getCategoryRows(productIds: string[]): Promise<CategoryRows> {
    return readCategoryRows(this.knex, productIds)
  }

  /** Which products are classified each by itself, however many. */
  getClassifiedProductIds(): Promise<string[]> {
    return readClassifiedProductIds(this.knex)
  }

  /**
   * What decides on a customer's tax beside the cart, as it was when the
   * settings were read last: read them first.
   */
  getCustomerStanding(
    customerId: string,
    groupIds: string[]
  ): Promise<CustomerStanding> {
    return this.standings.of(customerId, groupIds)
  }

  /** Whether a customer's groups matter at all; read the settings first. */
  hasExemptGroups(): Promise<boolean> {
    return this.standings.hasExemptGroups()
  }

  /**
   * Has what is on record of customers and of exempt groups read anew, on every
   * instance: it was changed.
   */
  async noteCustomers(): Promise<void> {
    await noteCustomers(this.knex)
    this.saved.forget()
  }

  /** How many records of the ledger stand where. */
  countLedger(): Promise<LedgerCounts> {
    return countLedger(this.knex)
  }

  /** The configuration's own options, whatever is saved. */
  getOptions(): ResolvedKintsugiOptions {
    return this.options()
  }

  /** The row as it is in the database. */
  async getConfigurationRow(): Promise<ConfigurationRow | undefined> {
    return (await readConfiguration(this.knex)).row
  }

  /** Saves what the merchant changed. In force here at once. */
  async changeConfiguration({
    credentials,
    behaviour,
    by,
  }: ConfigurationChange): Promise<void> {
    const row = await this.getConfigurationRow()
    await this.write({
      ...(credentials !== undefined && {
        ...credentialColumns(credentials, this.vault),
        credentials_changed_at: new Date(),
        credentials_changed_by: by,
      }),
      ...(behaviour && {
        // With its nulls: Medusa's update merges into the stored object.
        behaviour: { ...row?.behaviour, ...behaviour },
        behaviour_changed_at: new Date(),
        behaviour_changed_by: by,
      }),
    })
  }

  /** Puts the row back as it was, a row that was not there included. */
  async restoreConfiguration(row: ConfigurationRow | undefined): Promise<void> {
    if (row) {
      await this.write(row)
    } else {
      await this.deleteKintsugiConfigurations(CONFIGURATION_ID)
      this.saved.forget()
    }
  }

  /**
   * Counts what came of a calculation. Costs nothing: it is written down some
   * seconds later, for many calculations at once.
   */
  recordEstimate(outcome: EstimateOutcome): void {
    this.estimateLog.record(outcome)
    this.usualLatency.note(outcome)
    this.writingSoon ??= setTimeout(() => {
      void this.writeDownEstimates()
    }, WRITTEN_AFTER_MS).unref()
  }

  /**
   * How long Kintsugi takes of late for an estimate that this instance asks for,
   * in ms; absent where it has not answered yet, or not the last time.
   */
  getUsualLatency(): number | undefined {
    return this.usualLatency.ms()
  }

  /** What goes wrong with carts at present, on whichever instance. */
  async getProblems(): Promise<OpenProblem[]> {
    await this.writeDownEstimates()
    return readProblems(this.knex)
  }

  /** Notes that something happened now that may put an end to problems. */
  noteMoment(moment: ProvingMoment): Promise<void> {
    return noteMoment(this.knex, moment)
  }

  /** Writes down what was counted; what can't be written is forgotten. */
  async writeDownEstimates(): Promise<void> {
    clearTimeout(this.writingSoon)
    this.writingSoon = undefined
    await this.writing
    this.writing = this.writeDown().catch((error) => {
      this.logger?.debug(
        `[kintsugi] Figures on estimates could not be written down (${error instanceof Error ? messageOf(error) : "no details"}).`
      )
    })
    await this.writing
  }

  private async writeDown(): Promise<void> {
    const unwritten = this.estimateLog.take()
    if (!unwritten) {
      return
    }
    const rows = unwritten.windows.map(windowRow)
    const written = await this.listKintsugiEstimateWindows(
      { id: rows.map(({ id }) => id) },
      { select: ["id"] }
    )
    const old = new Set(written.map(({ id }) => id))
    const fresh = rows.filter(({ id }) => !old.has(id))
    await this.updateKintsugiEstimateWindows(
      rows.filter(({ id }) => old.has(id))
    )
    if (fresh.length) {
      await this.createKintsugiEstimateWindows(fresh)
      await this.forgetOldHealth()
    }
    await writeProblems(unwritten, this.knex)
  }

  private async forgetOldHealth(): Promise<void> {
    const before = new Date(Date.now() - KEPT_MS)
    const windows = await this.listKintsugiEstimateWindows(
      { started_at: { $lt: before } },
      { select: ["id"] }
    )
    if (windows.length) {
      await this.deleteKintsugiEstimateWindows(windows.map(({ id }) => id))
    }
  }

  private async write(columns: Partial<ConfigurationRow>): Promise<void> {
    const row = { ...columns, id: CONFIGURATION_ID }
    await ((await this.getConfigurationRow())
      ? this.updateKintsugiConfigurations(row)
      : this.createKintsugiConfigurations(row))
    this.saved.forget()
  }

  /** Says at boot, once, what keeps Kintsugi from being asked. */
  private async warnIfNotConfigured(): Promise<void> {
    const effective = await this.getEffective().catch(() =>
      // Before its migrations have run, a store has nothing saved.
      this.effective(undefined)
    )
    if (effective.missing) {
      this.logger?.warn(
        `[kintsugi] Kintsugi is not configured: ${effective.missing}. ` +
          "Enter the API key and the organization id in the Admin under Settings → Kintsugi, or set them in medusa-plugin-kintsugi's options. " +
          `Until then, taxes follow onFailure: "${effective.settings.onFailure}".`
      )
    }
  }
}

/** What is saved, and the version of what is kept about customers. */
type Saved = {
  settings: SavedSettings | undefined
  customersVersion: string
}

/** Reads what is saved: the same object where nothing has changed. */
const unchangedAsBefore = (
  vault: Vault,
  read: () => Promise<Reading>
): (() => Promise<Saved>) => {
  let last: { text: string; settings: SavedSettings | undefined } | undefined
  return async () => {
    const { row, customersVersion } = await read()
    const text = JSON.stringify(row ?? null)
    if (last?.text !== text) {
      last = { text, settings: savedSettings(row, vault) }
    }
    return { settings: last.settings, customersVersion }
  }
}
