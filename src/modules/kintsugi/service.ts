import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ConfigModule, Logger } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
  MedusaService,
} from "@medusajs/framework/utils"
import {
  type EstimateOutcome,
  createEstimateStats,
} from "./stats/estimate-stats"
import { createRecentLatency } from "./stats/recent-latency"
import type {
  AddressSearch,
  AddressSearchResult,
  Deadline,
  KintsugiClient,
  ProductCategories,
} from "../../kintsugi-api"
import {
  type Behavior,
  type KintsugiOptions,
  type KintsugiSettings,
  type ResolvedKintsugiOptions,
  resolveOptions,
} from "../../options"
import {
  type Credentials,
  type EffectiveSettings,
  type KintsugiConnection,
  type SavedSettings,
  createEffective,
} from "./settings/effective-settings"
import { type FreshValue, createFreshValue } from "./settings/fresh-value"
import { setRunningModule } from "./running-instance"
import { type SecretBox, createSecretBox } from "./settings/secret-box"
import { KintsugiBackfill } from "./models/backfill"
import { KintsugiClassification } from "./models/classification"
import { KintsugiClassificationRule } from "./models/classification-rule"
import { KintsugiConfiguration } from "./models/configuration"
import { KintsugiCustomer } from "./models/linked-customer"
import { KintsugiEstimateWindow } from "./models/estimate-window"
import { KintsugiExemption } from "./models/exemption"
import { KintsugiExemptGroup } from "./models/exempt-group"
import { KintsugiTimestamp } from "./models/timestamp"
import { KintsugiOrderSync } from "./models/order-sync"
import { KintsugiProblem } from "./models/problem"
import { KintsugiReconciliation } from "./models/reconciliation"
import { KintsugiSignedInCart } from "./models/signed-in-cart"
import { KintsugiTaxId } from "./models/tax-id"
import { KintsugiSyncedProduct } from "./models/synced-product"
import { KintsugiLedgerEntry } from "./models/ledger-entry"
import {
  type OpenProblem,
  type ResolvingEvent,
  recordEvent,
  readProblems,
  writeProblems,
} from "./stats/problem-store"
import { KEPT_MS, windowRow } from "./stats/window-row"
import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import type { StoredExemption } from "../../tax/customer/exemptions"
import { readTaxIdCountry } from "../../tax/address/tax-id-country"
import { safeErrorMessage } from "../../safe-error-message"
import { createAddressValidationCache } from "./lookups/address-validation"
import { runExclusively } from "./advisory-lock"
import {
  type CategoryRows,
  readCategoryRows,
  readClassifiedProductIds,
} from "./queries/category-rows"
import { changeLedgerEntry } from "./queries/change-ledger-entry"
import { createCustomerTaxStatuses } from "./lookups/customer-tax-status"
import { type NexusCache, createNexusCache } from "./lookups/nexus"
import { forEachClient } from "./lookups/per-client"
import { type LedgerCounts, countLedger } from "./queries/ledger-counts"
import {
  unsentRows,
  trimCustomerRows,
  trimOpenRows,
  trimRow,
  untrimmedRows,
} from "./queries/ledger-personal-data"
import {
  comparedRows,
  divideByEntryCount,
  findExternalIds,
} from "./queries/ledger-pages"
import { createProductCategories } from "./lookups/product-categories"
import {
  CONFIGURATION_ID,
  type ConfigurationRow,
  credentialColumns,
  type Reading,
  invalidateCustomers,
  readConfiguration,
  readSavedSettings,
  vaultSecrets,
} from "./settings/stored-settings"
import {
  type OldSignedInCart,
  type SignedInCarts,
  createSignedInCarts,
  listOldSignedInCarts,
} from "./queries/signed-in-carts"
import {
  type ReportingMoments,
  recordFirstConnection,
  REPORTING_OFF,
  recordReportingOff,
  reportingSince,
} from "./settings/reporting-start"
import { retryConflict } from "./retry-conflict"
import { claimTimestamp, recordTimestamp } from "./timestamps"
import { type OrderQueue, createOrderQueue } from "./order-queue"

/** How long statistics stay in memory before they are saved, in ms. */
const WRITTEN_AFTER_MS = 10_000

/** What the module's container provides. */
type Dependencies = {
  logger?: Logger
  configModule?: ConfigModule
  [ContainerRegistrationKeys.PG_CONNECTION]?: Knex
}

/** How orders are currently reported. */
export type Reporting = {
  connection: KintsugiConnection | undefined
  /**
   * Orders placed from then on are reported automatically; absent: none are,
   * since the store was never connected.
   */
  since: Date | undefined
}

/** A change to the saved settings: absent fields stay, `null` removes. */
export type ConfigurationChange = {
  credentials?: Credentials | null
  behavior?: { [Name in keyof Behavior]?: Behavior[Name] | null }
  /** Id of the user or API key that makes it. */
  by: string
}

/** The plugin's settings and stored data in this store. */
export class KintsugiModuleService extends MedusaService({
  KintsugiClassification,
  KintsugiClassificationRule,
  KintsugiConfiguration,
  KintsugiEstimateWindow,
  KintsugiProblem,
  KintsugiSyncedProduct,
  KintsugiLedgerEntry,
  KintsugiOrderSync,
  KintsugiTimestamp,
  KintsugiBackfill,
  KintsugiReconciliation,
  KintsugiCustomer,
  KintsugiTaxId,
  KintsugiExemptGroup,
  KintsugiExemption,
  KintsugiSignedInCart,
}) {
  /** Leases on orders, shared by all instances of the store. */
  readonly orderQueue: OrderQueue
  private readonly knex: Knex
  private readonly logger?: Logger
  private readonly options: () => ResolvedKintsugiOptions
  private readonly vault: SecretBox
  private readonly saved: FreshValue<Saved>
  private readonly effective: (
    saved: SavedSettings | undefined
  ) => EffectiveSettings
  private readonly estimateLog = createEstimateStats()
  private readonly recentLatency = createRecentLatency()
  private readonly collections = forEachClient(createNexusCache)
  private readonly addresses = forEachClient(createAddressValidationCache)
  private readonly customerTaxStatuses = createCustomerTaxStatuses({
    // The caller has just read the settings.
    version: async () => (await this.saved.last()).customersVersion,
    customer: async (customer_id) => {
      const [synced, taxIds, exemptions] = await Promise.all([
        this.listKintsugiCustomers({ customer_id }),
        this.listKintsugiTaxIds({ customer_id }),
        this.listKintsugiExemptions({ customer_id }),
      ])
      return {
        ...(exemptions.length && {
          exemptions: storedExemptions(exemptions),
        }),
        ...(taxIds.length && {
          taxIds: taxIds.flatMap(({ country_code, number }) => {
            const country = readTaxIdCountry(country_code)
            return country ? { country, number } : []
          }),
        }),
        ...(synced.length && {
          version: synced
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
  private readonly signedInCarts: SignedInCarts
  /** Earlier than any order placed through this instance. */
  private readonly startedAt = new Date()
  private writing?: Promise<void>
  private writeTimer?: NodeJS.Timeout
  private categories?: {
    client: KintsugiClient
    list: () => Promise<ProductCategories>
  }

  /** Medusa calls these once all modules are loaded, and at shutdown. */
  readonly __hooks = {
    onApplicationStart: async () => {
      await this.warnIfNotConfigured()
      // If the database fails now, the next reading tries again.
      await this.getReporting().catch(() => undefined)
    },
    onApplicationShutdown: () => this.writeDownEstimates(),
  }

  constructor(dependencies: Dependencies, options?: KintsugiOptions) {
    super(dependencies)
    this.knex = dependencies[ContainerRegistrationKeys.PG_CONNECTION] as Knex
    this.orderQueue = createOrderQueue(this.knex)
    this.signedInCarts = createSignedInCarts(this.knex)
    const resolved = resolveOptions(options)
    // A function, so that logging the service does not log the key.
    this.options = () => resolved
    this.logger = dependencies.logger
    this.vault = createSecretBox(
      vaultSecrets(
        resolved.encryptionKey,
        dependencies.configModule?.projectConfig?.http
      )
    )
    this.saved = createFreshValue(
      keepUnchanged(this.vault, () => readConfiguration(this.knex))
    )
    this.effective = createEffective(resolved)
    setRunningModule(this)
  }

  /**
   * The settings that the merchant saved in the Admin, on any instance: the
   * same object while nothing changes.
   */
  async getSavedSettings(): Promise<SavedSettings | undefined> {
    return (await this.saved.get()).settings
  }

  /** The effective settings: saved settings override the options. */
  async getEffectiveSettings(): Promise<EffectiveSettings> {
    return this.effective(await this.getSavedSettings())
  }

  /** Whether there are a key and an organization for Kintsugi. */
  async isConfigured(): Promise<boolean> {
    return (await this.getConnection()) !== undefined
  }

  /** The effective settings, without credentials. */
  async getSettings(): Promise<KintsugiSettings> {
    return (await this.getEffectiveSettings()).settings
  }

  /** The current connection; undefined if Kintsugi is not configured. */
  async getConnection(): Promise<KintsugiConnection | undefined> {
    return (await this.getEffectiveSettings()).connection
  }

  /**
   * The connection that orders are reported with, and since when they are
   * reported automatically. There is no connection if reporting is switched off
   * or Kintsugi is not configured. Records the first connection.
   */
  async getReporting(): Promise<Reporting> {
    const { settings: saved, moments } = await this.saved.get()
    const { settings, connection } = this.effective(saved)
    if (!settings.sync.enabled || !connection) {
      return {
        connection: undefined,
        since: reportingSince(settings.sync.since, moments),
      }
    }
    const firstConnectedAt =
      moments.firstConnectedAt ?? (await this.recordFirstConnection(saved))
    return {
      connection,
      since: reportingSince(settings.sync.since, {
        ...moments,
        firstConnectedAt,
      }),
    }
  }

  /**
   * Records that reporting is switched off, so that orders placed until now are
   * left out when it is switched on again.
   */
  async recordReportingOff(): Promise<void> {
    // Even before the first connection: that is backdated to when the key was
    // saved, which may be long before reporting was first switched on.
    await recordReportingOff(this.knex)
  }

  /** Deletes the moment of the last recordReportingOff. */
  async clearReportingOff(): Promise<void> {
    await this.deleteKintsugiTimestamps(REPORTING_OFF)
    this.saved.invalidate()
  }

  /** When the store was first connected to Kintsugi; undefined: never. */
  async getFirstConnection(): Promise<Date | undefined> {
    return (await this.saved.get()).moments.firstConnectedAt
  }

  private async recordFirstConnection(
    saved: SavedSettings | undefined
  ): Promise<Date> {
    const row = saved?.credentials
      ? await this.getConfigurationRow()
      : undefined
    return recordFirstConnection(
      this.knex,
      row?.credentials_changed_at ?? this.startedAt
    )
  }

  /**
   * Kintsugi's API.
   *
   * @throws MedusaError (not_allowed) that says what is missing
   */
  async getClient(): Promise<KintsugiClient> {
    const { connection, missing } = await this.getEffectiveSettings()
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
   * Kintsugi's categories and subcategories, at most a few minutes old unless
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
   * Where the merchant collects tax, at most a few minutes old; if Kintsugi
   * can't answer, an older state with `problem`.
   *
   * @throws MedusaError (not_allowed) that says what is missing
   */
  async getNexus(): Promise<NexusCache> {
    return this.collections(await this.getClient())()
  }

  /**
   * Kintsugi's validation of an address, from memory if the same address was
   * validated a few minutes ago.
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

  /** {@link runExclusively}, on the store's database. */
  runExclusively<Result>(
    name: string,
    waitMs: number,
    act: () => Promise<Result>
  ): Promise<Result> {
    return runExclusively(this.knex, `kintsugi:${name}`, waitMs, act)
  }

  /** The current category data of these products. */
  getCategoryRows(productIds: string[]): Promise<CategoryRows> {
    return readCategoryRows(this.knex, productIds)
  }

  /** All products that have a classification of their own. */
  getClassifiedProductIds(): Promise<string[]> {
    return readClassifiedProductIds(this.knex)
  }

  /**
   * What determines a customer's tax apart from the cart, as of the last time
   * that the settings were read: read them first.
   */
  getCustomerTaxStatus(
    customerId: string,
    groupIds: string[]
  ): Promise<CustomerTaxStatus> {
    return this.customerTaxStatuses.of(customerId, groupIds)
  }

  /**
   * Whether a cart's customer is verified: signed in, or the option
   * `exemptGuests` accepts an e-mail address as proof. Exemptions, groups and
   * tax ids count for such customers only.
   */
  async isCustomerTrusted(
    cartId: string,
    customerId: string | null | undefined
  ): Promise<boolean> {
    return (
      Boolean(customerId) &&
      (this.options().exemptGuests ||
        (await this.signedInCarts.has(cartId, customerId!)))
    )
  }

  /** Records that a cart belongs to this signed-in customer. */
  recordSignedInCart(cartId: string, customerId: string): Promise<void> {
    return this.signedInCarts.record(cartId, customerId)
  }

  /** {@link listOldSignedInCarts} */
  listOldSignedInCarts(
    query: Parameters<typeof listOldSignedInCarts>[1]
  ): Promise<OldSignedInCart[]> {
    return listOldSignedInCarts(this.knex, query)
  }

  /**
   * Replaces the stored exemptions of a customer with those that the
   * organization has at Kintsugi.
   */
  async replaceExemptions(
    customerId: string,
    organizationId: string,
    exemptions: StoredExemption[]
  ): Promise<void> {
    const before = await this.listKintsugiExemptions({
      customer_id: customerId,
      organization_id: organizationId,
    })
    const wanted = exemptionRows(customerId, exemptions)
    if (isSameExemptions(before, wanted)) {
      return
    }
    if (before.length) {
      await this.deleteKintsugiExemptions(before.map(({ id }) => id))
    }
    if (wanted.length) {
      await this.createKintsugiExemptions(wanted)
    }
    await this.invalidateCustomers()
  }

  /** Adds exemptions to the stored ones of a customer. */
  async addExemptions(
    customerId: string,
    exemptions: StoredExemption[]
  ): Promise<void> {
    const known = new Set(
      storedExemptions(
        await this.listKintsugiExemptions({ customer_id: customerId })
      ).map((exemption) => JSON.stringify(exemption))
    )
    const newRows = exemptionRows(customerId, exemptions).filter(
      (row) => !known.has(JSON.stringify(storedExemptions([row])[0]))
    )
    if (newRows.length) {
      await this.createKintsugiExemptions(newRows)
    }
  }

  /** {@link recordTimestamp} */
  recordTimestamp(id: string, at: Date): Promise<void> {
    return recordTimestamp(this.knex, id, at)
  }

  /** {@link claimTimestamp} */
  claimTimestamp(id: string, everyMs: number): Promise<boolean> {
    return claimTimestamp(this.knex, id, everyMs)
  }

  /** Deletes all data about deleted customers. */
  async eraseCustomers(customerIds: string[]): Promise<void> {
    const filter = { customer_id: customerIds }
    await Promise.all([
      this.deleteKintsugiExemptions(filter),
      this.deleteKintsugiSignedInCarts(filter),
      this.deleteKintsugiTaxIds(filter),
      this.deleteKintsugiCustomers(filter),
    ])
    await this.invalidateCustomers()
  }

  /** Whether a customer's groups matter at all; read the settings first. */
  hasExemptGroups(): Promise<boolean> {
    return this.customerTaxStatuses.hasExemptGroups()
  }

  /**
   * Makes every instance read the data on customers and exempt groups again,
   * after a change.
   */
  async invalidateCustomers(): Promise<void> {
    await invalidateCustomers(this.knex)
    this.saved.invalidate()
  }

  /** {@link divideByEntryCount} */
  divideByEntryCount(
    period: Parameters<typeof divideByEntryCount>[1],
    records: number
  ) {
    return divideByEntryCount(this.knex, period, records)
  }

  /** {@link comparedRows} */
  comparedRows(period: Parameters<typeof comparedRows>[1]) {
    return comparedRows(this.knex, period)
  }

  /** {@link findExternalIds} */
  findExternalIds(organizationId: string, externalIds: string[]) {
    return findExternalIds(this.knex, organizationId, externalIds)
  }

  /** {@link untrimmedRows} */
  untrimmedRows(limit: number) {
    return untrimmedRows(this.knex, limit)
  }

  /** {@link trimRow} */
  trimRow(id: string, handedOver: object | undefined) {
    return trimRow(this.knex, id, handedOver)
  }

  /** {@link unsentRows} */
  openRows(page: Parameters<typeof unsentRows>[1]) {
    return unsentRows(this.knex, page)
  }

  /** {@link trimOpenRows} */
  trimOpenRows(ids: string[]) {
    return trimOpenRows(this.knex, ids)
  }

  /** {@link trimCustomerRows} */
  trimCustomerRows(customerId: string, orderIds: string[]) {
    return trimCustomerRows(this.knex, customerId, orderIds)
  }

  /** The customers who used a cart while signed in, each once. */
  listSignedInCustomers(): Promise<string[]> {
    return this.signedInCarts.customers()
  }

  /** {@link changeLedgerEntry} */
  changeLedgerEntry(
    id: string,
    columns: Parameters<typeof changeLedgerEntry>[2]
  ): Promise<void> {
    return changeLedgerEntry(this.knex, id, columns)
  }

  /** The number of ledger entries in each state. */
  countLedger(): Promise<LedgerCounts> {
    return countLedger(this.knex)
  }

  /** The options in medusa-config, without the saved settings. */
  getOptions(): ResolvedKintsugiOptions {
    return this.options()
  }

  /** The row as it is in the database. */
  async getConfigurationRow(): Promise<ConfigurationRow | undefined> {
    return (await readConfiguration(this.knex)).row
  }

  /** Saves the merchant's changes. They take effect here at once. */
  async changeConfiguration({
    credentials,
    behavior,
    by,
  }: ConfigurationChange): Promise<void> {
    const row = await this.getConfigurationRow()
    await this.write({
      ...(credentials !== undefined && {
        ...credentialColumns(credentials, this.vault),
        credentials_changed_at: new Date(),
        credentials_changed_by: by,
      }),
      ...(behavior && {
        // With its nulls: Medusa's update merges into the stored object.
        behavior: { ...row?.behavior, ...behavior },
        behavior_changed_at: new Date(),
        behavior_changed_by: by,
      }),
    })
  }

  /** Restores the row, or deletes it if there was none. */
  async restoreConfiguration(row: ConfigurationRow | undefined): Promise<void> {
    if (row) {
      await this.write(row)
    } else {
      await this.deleteKintsugiConfigurations(CONFIGURATION_ID)
      this.saved.invalidate()
    }
  }

  /**
   * Counts the result of a calculation. Costs nothing: many results are saved
   * together some seconds later.
   */
  recordEstimate(outcome: EstimateOutcome): void {
    this.estimateLog.record(outcome)
    this.recentLatency.record(outcome)
    this.writeTimer ??= setTimeout(() => {
      void this.writeDownEstimates()
    }, WRITTEN_AFTER_MS).unref()
  }

  /**
   * How long Kintsugi has recently taken for this instance's estimates, in ms;
   * undefined if it has not answered yet, or not the last time.
   */
  getRecentLatency(): number | undefined {
    return this.recentLatency.ms()
  }

  /** The current problems with carts, on any instance. */
  async getProblems(): Promise<OpenProblem[]> {
    await this.writeDownEstimates()
    return readProblems(this.knex)
  }

  /** Records an event, at this moment, that may resolve problems. */
  recordEvent(moment: ResolvingEvent): Promise<void> {
    return recordEvent(this.knex, moment)
  }

  /** Saves the statistics; they are dropped if that fails. */
  async writeDownEstimates(): Promise<void> {
    clearTimeout(this.writeTimer)
    this.writeTimer = undefined
    await this.writing
    this.writing = this.writeDown().catch((error) => {
      this.logger?.debug(
        `[kintsugi] Estimate statistics could not be saved (${error instanceof Error ? safeErrorMessage(error) : "no details"}).`
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
    const writtenIds = new Set(written.map(({ id }) => id))
    const newRows = rows.filter(({ id }) => !writtenIds.has(id))
    await this.updateKintsugiEstimateWindows(
      rows.filter(({ id }) => writtenIds.has(id))
    )
    if (newRows.length) {
      await this.createKintsugiEstimateWindows(newRows)
      await this.deleteOldWindows()
    }
    await writeProblems(unwritten, this.knex)
  }

  private async deleteOldWindows(): Promise<void> {
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
    await retryConflict(async () =>
      (await this.getConfigurationRow())
        ? this.updateKintsugiConfigurations(row)
        : this.createKintsugiConfigurations(row)
    )
    this.saved.invalidate()
  }

  /** Warns once, at boot, if Kintsugi is not configured. */
  private async warnIfNotConfigured(): Promise<void> {
    const effective = await this.getEffectiveSettings().catch(() =>
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

type ExemptionRow = {
  organization_id: string
  country_code: string | null
  state_code: string | null
  start_date: string
  end_date: string | null
}

/** Sorted, since a database guarantees no order. */
const storedExemptions = (rows: ExemptionRow[]): StoredExemption[] =>
  rows
    .map((row) => ({
      organizationId: row.organization_id,
      ...(row.country_code && { country: row.country_code }),
      ...(row.state_code && { state: row.state_code }),
      from: row.start_date,
      ...(row.end_date && { to: row.end_date }),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

const exemptionRows = (customer_id: string, exemptions: StoredExemption[]) =>
  exemptions.map(({ organizationId, country, state, from, to }) => ({
    customer_id,
    organization_id: organizationId,
    country_code: country ?? null,
    state_code: state ?? null,
    start_date: from,
    end_date: to ?? null,
  }))

const isSameExemptions = (
  before: ExemptionRow[],
  wanted: ExemptionRow[]
): boolean =>
  JSON.stringify(storedExemptions(before)) ===
  JSON.stringify(storedExemptions(wanted))

/** What is saved, and the version of the data on customers. */
type Saved = {
  settings: SavedSettings | undefined
  customersVersion: string
  moments: ReportingMoments
}

/** Reads the saved settings: the same object if nothing has changed. */
const keepUnchanged = (
  vault: SecretBox,
  read: () => Promise<Reading>
): (() => Promise<Saved>) => {
  let last: { text: string; settings: SavedSettings | undefined } | undefined
  return async () => {
    const { row, customersVersion, moments } = await read()
    const text = JSON.stringify(row ?? null)
    if (last?.text !== text) {
      last = { text, settings: readSavedSettings(row, vault) }
    }
    return { settings: last.settings, customersVersion, moments }
  }
}
