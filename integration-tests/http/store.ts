import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules, generateJwtToken } from "@medusajs/framework/utils"
import {
  closeWaitingroomClient,
  createPostgresDatabaseTemplate,
  dropPostgresDatabaseTemplate,
  restorePostgresDatabaseFromTemplate,
} from "@medusajs/test-utils"
import type { AxiosInstance } from "axios"
import path from "node:path"
import { type AdminApi, type Shop, seedShop } from "../../demo/shop"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import type { KintsugiOptions } from "../../src/options"
import {
  createStoreDatabase,
  untilProductsAreSynced,
} from "../../scripts/tests/store-database"
import { openTestSession } from "../../scripts/tests/test-session"
import { type Sandbox, startSandbox } from "../sandbox"
import { type BootedStore, bootStore } from "./boot-store"

const STORE = path.resolve(__dirname, "../store")
export const SECRET = "only-for-a-store-on-this-machine"

/** How long a store may take to boot and be seeded, in ms. */
jest.setTimeout(180_000)

export type Store = {
  api: AxiosInstance
  container: MedusaContainer
  sandbox: Sandbox
  shop: Shop
  admin: AdminApi
  adminHeaders: () => { authorization: string }
}

type StoreOptions = {
  /** The plugin's options, apart from the sandbox's address and credentials. */
  options?: KintsugiOptions
  /** Whether the store has a key and an organization id. */
  configured?: boolean
  /** Whether plugin and provider are registered without `withKintsugi`. */
  byHand?: boolean
  /** Whether the store has Medusa's Caching Module. */
  caching?: boolean
  /** The provider of Medusa's Locking Module; absent: the one in memory. */
  locking?: "postgres"
  /** Whether the store has role-based access control. */
  rbac?: boolean
  /** Fallback rates in percent, by country. */
  fallbackRates?: Record<string, number>
}

/**
 * A suite against a real store on a real database, with the plugin as built,
 * talking to the sandbox over HTTP.
 */
export const describeStore = (
  name: string,
  {
    options = {},
    configured = true,
    byHand,
    caching,
    locking,
    rbac,
    fallbackRates,
  }: StoreOptions,
  suite: (store: Store) => void
): void => {
  describe(name, () => {
    const store = {} as Store
    const database = `kintsugi_${name.replace(/\W+/g, "_").toLowerCase()}`
    const env: Record<string, string> = {
      STORE_SECRET: SECRET,
      STORE_WITHOUT_ADMIN: "yes",
      STORE_BY_HAND: byHand ? "yes" : "",
      STORE_WITH_CACHING: caching ? "yes" : "",
      STORE_LOCKING: locking ?? "",
      MEDUSA_FF_RBAC: String(rbac ?? false),
      KINTSUGI_API_KEY: configured ? "sk_sandbox_key" : "",
      KINTSUGI_ORGANIZATION_ID: configured ? "orgn_sandbox" : "",
      KINTSUGI_OPTIONS: JSON.stringify(options),
    }
    const isUsual = configured && !byHand && !rbac && !fallbackRates

    const session = openTestSession()
    let booted: BootedStore

    beforeAll(async () => {
      store.sandbox = await startSandbox({
        // See "Answers" in the sandbox's README.
        answers: process.env.SANDBOX_ANSWERS === "least" ? "least" : "full",
      })
      Object.assign(process.env, env, { KINTSUGI_BASE_URL: store.sandbox.url })
      session.onEnd(() => store.sandbox.close())
      const { url, seed } = await createStoreDatabase(session, database, {
        isSeeded: isUsual,
        // For its modules' tables, which the others don't have.
        environment: locking || rbac ? env : undefined,
      })
      process.env.DATABASE_URL = url
      booted = await bootStore(STORE)
      session.onEnd(() => booted.close())
      store.api = booted.api
      store.container = booted.container

      const token = seed?.adminToken ?? (await createAdminToken(store))
      const headers = { authorization: `Bearer ${token}` }
      store.adminHeaders = () => headers
      store.admin = adminApi(store)
      store.shop = seed?.shop ?? (await seedShop(store.admin, fallbackRates))
      if (configured && !seed) {
        await untilProductsAreSynced(url, store.shop)
      }
    })

    // Each test begins with the data that the hooks of its file have left.
    const copies = { databaseName: database, templateName: `${database}_saved` }
    let isFirst = true
    beforeEach(async () => {
      await (isFirst
        ? createPostgresDatabaseTemplate(copies)
        : restorePostgresDatabaseFromTemplate(copies))
      isFirst = false
      store.sandbox.reset()
      store.container.resolve<KintsugiModuleService>("kintsugi").closeCircuits()
    })

    suite(store)

    afterEach(() => booted.waitForWorkflows())

    afterAll(async () => {
      await session.end()
      await dropPostgresDatabaseTemplate(copies.templateName)
      await closeWaitingroomClient()
    })
  })
}

/** Creates an admin user's token without the detour of an invitation. */
const createAdminToken = async ({ container }: Store): Promise<string> => {
  const user = await container
    .resolve(Modules.USER)
    .createUsers({ email: "admin@example.com" })
  const identity = await container.resolve(Modules.AUTH).createAuthIdentities({
    provider_identities: [
      { provider: "emailpass", entity_id: "admin@example.com" },
    ],
    app_metadata: { user_id: user.id },
  })
  return generateJwtToken(
    {
      actor_id: user.id,
      actor_type: "user",
      auth_identity_id: identity.id,
      app_metadata: { user_id: user.id, roles: ["role_super_admin"] },
    },
    { secret: SECRET, expiresIn: "1d" }
  )
}

const adminApi =
  (store: Store): AdminApi =>
  async (method, path, body) => {
    const { data } = await store.api.request({
      method,
      url: path,
      data: body,
      headers: store.adminHeaders(),
    })
    return data
  }
