import { mkdirSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { type Browser, type Page, chromium } from "playwright-core"
import { ADDRESSES, shopperOf } from "../http/shopper"
import { type Shop, seedShop } from "../../demo/shop"
import { serveShopPage } from "../../demo/shop-page/serve"
import { fromUrl } from "../../scripts/postgres/server"
import type { Session } from "../../scripts/session"
import { type Api, signIn } from "../../scripts/store/api"
import { migrateStore, startStore } from "../../scripts/store/launch"
import { createStoreDatabase } from "../../scripts/tests/store-database"
import { type Sandbox, startSandbox } from "../sandbox"

export { ADDRESSES }

const ADMIN = { email: "admin@example.com", password: "supersecret-test" }
const ROOT = resolve(__dirname, "../..")

/** With the plugin from its tarball, where Jest was started by `npm test`. */
const STORE =
  process.env.STORE_FOLDER ?? resolve(ROOT, "integration-tests/store")

/** Migrating, booting and the first look at the Admin take most of it, in ms. */
const BOOT_MS = 300_000

/** A click may wait for Vite to have bundled the Admin, in ms. */
const PATIENCE_MS = 60_000

/** The same, where Vite has nothing ready yet. */
const FIRST_TIME_MS = 240_000

/** Where screenshots go; unset, none is made. */
const SCREENSHOTS = process.env.SCREENSHOTS

/** Of the README's own folder, only what the README shows is renewed. */
const isWanted = (name: string): boolean =>
  SCREENSHOTS !== "docs/images" ||
  readFileSync(resolve(ROOT, "README.md"), "utf8").includes(
    `docs/images/${name}.png`
  )

export type AdminStore = {
  page: Page
  admin: Api
  sandbox: Sandbox
  shop: Shop
  /** Where the demo's own storefront is. */
  shopPageUrl: string
  shopper: ReturnType<typeof shopperOf>
  /** A cart with one mug in Austin; null: as it is. */
  taxedMug(): Promise<{ id: string; tax: number; source: unknown }>
  taxOf(cartId: string): Promise<{ tax: number; source: unknown }>
  /** Keeps a picture of the page, where pictures are wanted. */
  picture(name: string): Promise<void>
  open(path: string): Promise<void>
  /** Puts the Admin into light or dark, as its user menu does. */
  wear(theme: "light" | "dark"): Promise<void>
  /** A statement for the store's database. */
  sql(statement: string): Promise<void>
}

/** A suite in a real browser, against a real store that is not configured. */
export const describeAdmin = (
  name: string,
  suite: (store: AdminStore) => void
): void => {
  describe(name, () => {
    const store = {} as AdminStore
    const endings: (() => unknown)[] = []
    const session: Session = {
      interrupted: false,
      onEnd: (close) => void endings.push(close),
      step: (_, work) => work(),
    }

    beforeAll(async () => {
      const database = `kintsugi_admin_${process.pid}`
      const { postgres, migrated } = await createStoreDatabase(database)
      session.onEnd(() => postgres.dropDatabase(database))
      store.sql = fromUrl(postgres.urlOf(database)).query
      store.sandbox = await startSandbox()
      session.onEnd(() => store.sandbox.close())

      const shopPage = await serveShopPage(session)
      store.shopPageUrl = shopPage.url
      const settings = {
        folder: STORE,
        environment: {
          DATABASE_URL: postgres.urlOf(database),
          STORE_CORS: shopPage.url,
          KINTSUGI_BASE_URL: store.sandbox.url,
          KINTSUGI_API_KEY: "",
          KINTSUGI_ORGANIZATION_ID: "",
          KINTSUGI_OPTIONS: "{}",
        },
      }
      if (!migrated) {
        await migrateStore(session, settings)
      }
      const { url } = await startStore(session, settings, ADMIN)
      store.admin = await signIn(url, ADMIN)
      store.shop = await seedShop(store.admin)
      shopPage.show({ storeUrl: url, ...store.shop })
      Object.assign(store, storefront(store, url))
      const browser = await openBrowser(session)
      store.page = await browser.newPage({
        viewport: { width: 1280, height: 900 },
        baseURL: url,
      })
      store.page.setDefaultTimeout(PATIENCE_MS)
      Object.assign(store, hands(store.page))
      await logIn(store.page)
    }, BOOT_MS)

    suite(store)

    afterAll(async () => {
      while (endings.length) {
        await endings.pop()?.()
      }
    })
  })
}

const openBrowser = async (session: Session): Promise<Browser> => {
  const browser = await chromium.launch({
    timeout: 120_000,
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  })
  session.onEnd(() => browser.close())
  return browser
}

const logIn = async (page: Page): Promise<void> => {
  // The first time, the Admin is put together.
  await page.goto("/app/login", { timeout: FIRST_TIME_MS })
  await page.getByPlaceholder("Email").fill(ADMIN.email)
  await page.getByPlaceholder("Password").fill(ADMIN.password)
  await page.getByRole("button", { name: "Continue with Email" }).click()
  await page.waitForURL("**/app/orders", { timeout: FIRST_TIME_MS })
}

const hands = (page: Page): Pick<AdminStore, "picture" | "open" | "wear"> => ({
  wear: async (theme) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.evaluate(
      `document.documentElement.classList.remove("light", "dark");
       document.documentElement.classList.add("${theme}");
       document.documentElement.style.colorScheme = "${theme}"`
    )
  },
  open: async (path) => {
    await page.goto(`/app${path}`)
  },
  picture: async (name) => {
    if (SCREENSHOTS && isWanted(name)) {
      const folder = resolve(ROOT, SCREENSHOTS)
      mkdirSync(folder, { recursive: true })
      await page.screenshot({
        path: resolve(folder, `${name}.png`),
        // Toasts of what a test did just before.
        style: "[data-sonner-toaster] { visibility: hidden }",
      })
    }
  },
})

const storefront = (
  { shop }: AdminStore,
  url: string
): Pick<AdminStore, "shopper" | "taxedMug" | "taxOf"> => {
  const request = async ({
    method,
    url: path,
    data,
    headers,
  }: {
    method: string
    url: string
    data?: unknown
    headers: Record<string, string>
  }) => {
    const response = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: data === undefined ? undefined : JSON.stringify(data),
    })
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${await response.text()}`)
    }
    return { data: await response.json() }
  }
  const shopper = shopperOf({ api: { request }, shop } as never)
  const taxOf = async (id: string) => {
    const cart = await shopper.calculateTaxes(id)
    return {
      tax: cart.tax_total,
      source: cart.items[0]?.tax_lines[0]?.data?.source,
    }
  }
  return {
    shopper,
    taxOf,
    taxedMug: async () => {
      const id = await shopper.createCart()
      await shopper.add(id, shop.variants.mug, 1)
      await shopper.setAddress(id, ADDRESSES.austin)
      return { id, ...(await taxOf(id)) }
    },
  }
}
