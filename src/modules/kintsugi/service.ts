import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ConfigModule, Logger } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type KintsugiOptions, resolveOptions } from "../../options"
import { type Customers, createCustomers } from "./customers/customers"
import { deleteExpiredLocks, runExclusively } from "./locks"
import { type Lookups, createLookups } from "./lookups/lookups"
import { type TaxMemory, createTaxMemory } from "./memory/tax-memory"
import { createBookTurns } from "./book-turns"
import { type OrderQueue, createOrderQueue } from "./order-queue"
import { type BoundQueries, bindQueries } from "./queries/bind-queries"
import { alertQueries } from "./queries/alert-figures"
import { backfillFailureQueries } from "./queries/backfill-failures"
import {
  type CategoryRows,
  categoryQueries,
  readCategoryRows,
} from "./queries/category-rows"
import { exemptionQueries } from "./queries/exemption-register"
import { learnedTaxQueries } from "./queries/learned-taxes"
import { ledgerQueries } from "./queries/ledger"
import { reportQueries } from "./queries/report"
import { taxRecordQueries } from "./queries/tax-records"
import {
  type LedgerWrites,
  createLedgerWrites,
} from "./queries/write-ledger-entry"
import { type StoreRows, createStoreRows } from "./queries/store-rows"
import {
  type SignedInCarts,
  createSignedInCarts,
} from "./queries/signed-in-carts"
import { createReadTogether } from "./read-together"
import { closeCircuits } from "./outage/breaker"
import { setRunningModule } from "./running-instance"
import { createEffective } from "./settings/effective-settings"
import { type Reporting, createReporting } from "./settings/reporting"
import { createSavedState } from "./settings/saved-state"
import { createSecretBox } from "./settings/secret-box"
import { type Settings, createSettings } from "./settings/settings"
import { vaultSecrets } from "./settings/stored-settings"
import { type Stats, createStats } from "./stats/stats"
import { KintsugiTables } from "./tables"
import { timestampQueries } from "./timestamps"

/** What the module's container provides. */
type Dependencies = {
  logger?: Logger
  configModule?: ConfigModule
  [ContainerRegistrationKeys.PG_CONNECTION]?: Knex
}

/**
 * The plugin's settings and stored data in this store: Medusa's methods for
 * each table, and one field for each subject.
 */
export class KintsugiModuleService extends KintsugiTables {
  readonly settings: Settings
  readonly reporting: Reporting
  readonly stats: Stats
  readonly memory: TaxMemory
  readonly lookups: Lookups
  readonly customers: Customers
  /** The register of all customers' exemptions. */
  readonly exemptionRegister: BoundQueries<typeof exemptionQueries>
  readonly signedInCarts: SignedInCarts
  /** Leases on orders, shared by all instances of the store. */
  readonly orderQueue: OrderQueue
  readonly ledger: BoundQueries<typeof ledgerQueries> & LedgerWrites
  /** The figures that alerts are about. */
  readonly alertFigures: BoundQueries<typeof alertQueries>
  readonly backfillFailures: BoundQueries<typeof backfillFailureQueries>
  readonly report: BoundQueries<typeof reportQueries>
  readonly categories: BoundQueries<typeof categoryQueries> & {
    readRows(productIds: string[]): Promise<CategoryRows>
  }
  readonly storeRows: StoreRows
  readonly timestamps: BoundQueries<typeof timestampQueries>
  /** What decided the tax of each order. */
  readonly taxRecords: BoundQueries<typeof taxRecordQueries>
  private readonly knex: Knex
  private readonly logger?: Logger

  /** Medusa calls these once all modules are loaded, and at shutdown. */
  readonly __hooks = {
    onApplicationStart: async () => {
      await this.settings.warnIfNotConfigured(this.logger)
      // If the database fails now, the next reading tries again.
      await this.reporting.get().catch(() => undefined)
    },
    onApplicationShutdown: async () => {
      closeCircuits()
      await Promise.all([this.stats.save(), this.memory.save()])
    },
  }

  constructor(dependencies: Dependencies, options?: KintsugiOptions) {
    super(dependencies)
    const knex = dependencies[ContainerRegistrationKeys.PG_CONNECTION] as Knex
    this.knex = knex
    this.logger = dependencies.logger

    // Never a field: whoever logs the service must not log the key.
    const resolved = resolveOptions(options)
    const secrets = vaultSecrets(
      resolved.encryptionKey,
      dependencies.configModule?.projectConfig?.http
    )
    const vault = createSecretBox(secrets)
    const readJson = createReadTogether(knex)
    const saved = createSavedState(readJson, vault)
    const shared = {
      knex,
      readJson,
      tables: this,
      saved,
      effectiveOf: createEffective(
        resolved,
        createBookTurns(knex, this.logger)
      ),
    }
    this.settings = createSettings({ ...shared, options: resolved, vault })
    this.reporting = createReporting({ ...shared, startedAt: new Date() })
    this.stats = createStats({ knex, tables: this, logger: this.logger })
    this.memory = createTaxMemory({
      rows: bindQueries(knex, learnedTaxQueries),
      secret: secrets[0],
      bounds: resolved.remember,
      logger: this.logger,
    })
    this.lookups = createLookups(() => this.settings.getClient())
    this.signedInCarts = createSignedInCarts(knex, readJson)
    this.customers = createCustomers({
      ...shared,
      signedInCarts: this.signedInCarts,
      exemptGuests: resolved.exemptGuests,
    })
    this.exemptionRegister = bindQueries(knex, exemptionQueries)
    this.orderQueue = createOrderQueue(knex)
    this.ledger = {
      ...bindQueries(knex, ledgerQueries),
      ...createLedgerWrites(knex),
    }
    this.alertFigures = bindQueries(knex, alertQueries)
    this.backfillFailures = bindQueries(knex, backfillFailureQueries)
    this.report = bindQueries(knex, reportQueries)
    this.categories = {
      ...bindQueries(knex, categoryQueries),
      readRows: (productIds) => readCategoryRows(readJson, productIds),
    }
    this.storeRows = createStoreRows(readJson, this.logger)
    this.timestamps = bindQueries(knex, timestampQueries)
    this.taxRecords = bindQueries(knex, taxRecordQueries)
    setRunningModule(this)
  }

  /** {@link closeCircuits}, in this process. */
  closeCircuits(): void {
    closeCircuits()
  }

  /** {@link runExclusively}, on the store's database. */
  runExclusively<Result>(
    name: string,
    times: { waitMs: number; expireMs: number },
    act: () => Promise<Result>
  ): Promise<Result> {
    return runExclusively(this.knex, name, times, act)
  }

  /** {@link deleteExpiredLocks}, in the store's database. */
  deleteExpiredLocks(): Promise<void> {
    return deleteExpiredLocks(this.knex)
  }
}
