import { mkdirSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { type Browser, type Page, chromium } from "playwright-core"
import { registeredCustomer } from "../http/registered-customer"
import { ADDRESSES, shopperOf } from "../http/shopper"
import { type Shop, seedShop } from "../../demo/shop"
import { serveShopPage } from "../../demo/shop-page/serve"
import { fromUrl } from "../../scripts/postgres/server"
import type { Session } from "../../scripts/session"
import { type Api, signIn } from "../../scripts/store/api"
import { startStore } from "../../scripts/store/launch"
import { createStoreDatabase } from "../../scripts/tests/store-database"
import { openTestSession } from "../../scripts/tests/test-session"
import { type Sandbox, startSandbox } from "../sandbox"

export { ADDRESSES }

const ADMIN = { email: "admin@example.com", password: "supersecret-test" }
const ROOT = resolve(__dirname, "../..")

/** With the plugin from its tarball, where Jest was started by `npm test`. */
const STORE =
  process.env.STORE_FOLDER ?? resolve(ROOT, "integration-tests/store")

/** Mostly for migrating, booting and opening the Admin first, in ms. */
const BOOT_MS = 300_000

/** A click may wait until Vite has bundled the Admin, in ms. */
const PATIENCE_MS = 60_000

/** The same, while Vite has bundled nothing yet, in ms. */
const FIRST_TIME_MS = 240_000

/** Where screenshots go; unset, none is made. */
const SCREENSHOTS = process.env.SCREENSHOTS

/** In the pages' folder, only images that a page shows are updated. */
const isWanted = (name: string): boolean =>
  SCREENSHOTS !== "docs/images" ||
  ["README.md", "docs/admin.md", "docs/exemptions.md", "docs/nexus.md"].some(
    (page) =>
      readFileSync(resolve(ROOT, page), "utf8").includes(`images/${name}.png`)
  )

export type AdminStore = {
  page: Page
  admin: Api
  sandbox: Sandbox
  shop: Shop
  /** The address of the demo's own storefront. */
  shopPageUrl: string
  shopper: ReturnType<typeof shopperOf>
  /** Creates a cart with one mug in Austin and calculates its tax. */
  taxedMug(): Promise<{ id: string; tax: number; source: unknown }>
  /** Registers an account and assigns the cart to it. @returns its id */
  signIn(cartId: string, email: string): Promise<string>
  taxOf(cartId: string): Promise<{ tax: number; source: unknown }>
  /**
   * Takes a screenshot of what is visible, or of the page's whole content, where
   * screenshots are wanted.
   */
  picture(name: string, extent?: "whole"): Promise<void>
  open(path: string): Promise<void>
  /** Switches the Admin to light or dark, as its user menu does. */
  wear(theme: "light" | "dark"): Promise<void>
  /** Runs a statement in the store's database. */
  sql(statement: string): Promise<void>
}

/** A suite in a real browser, against a real store that is not configured. */
export const describeAdmin = (
  name: string,
  suite: (store: AdminStore) => void
): void => {
  describe(name, () => {
    const store = {} as AdminStore
    const session = openTestSession()

    beforeAll(async () => {
      const database = await createStoreDatabase(
        session,
        `kintsugi_admin_${process.pid}`
      )
      store.sql = async (statement) => {
        await fromUrl(database.url).query(statement)
      }
      store.sandbox = await startSandbox()
      session.onEnd(() => store.sandbox.close())

      const shopPage = await serveShopPage(session)
      store.shopPageUrl = shopPage.url
      const settings = {
        folder: STORE,
        environment: {
          DATABASE_URL: database.url,
          STORE_CORS: shopPage.url,
          KINTSUGI_BASE_URL: store.sandbox.url,
          KINTSUGI_API_KEY: "",
          KINTSUGI_ORGANIZATION_ID: "",
          KINTSUGI_OPTIONS: "{}",
        },
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
      Object.assign(store, tools(store.page))
      await logIn(store.page)
    }, BOOT_MS)

    suite(store)

    afterAll(() => session.end())
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
  // The Admin is bundled on the first visit.
  await page.goto("/app/login", { timeout: FIRST_TIME_MS })
  await page.getByPlaceholder("Email").fill(ADMIN.email)
  await page.getByPlaceholder("Password").fill(ADMIN.password)
  await page.getByRole("button", { name: "Continue with Email" }).click()
  await page.waitForURL("**/app/orders", { timeout: FIRST_TIME_MS })
}

const tools = (page: Page): Pick<AdminStore, "picture" | "open" | "wear"> => ({
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
  picture: async (name, extent) => {
    if (SCREENSHOTS && isWanted(name)) {
      const folder = resolve(ROOT, SCREENSHOTS)
      mkdirSync(folder, { recursive: true })
      const before = page.viewportSize()
      if (extent && before) {
        // The Admin scrolls an element, not the page.
        const height = await page.evaluate<number>(
          `Math.max(...[...document.querySelectorAll("main, main *")].map(({ scrollHeight }) => scrollHeight)) + 120`
        )
        await page.setViewportSize({ ...before, height })
      }
      await page.screenshot({
        path: resolve(folder, `${name}.png`),
        // Hides toasts of what a test did just before.
        style: "[data-sonner-toaster] { visibility: hidden }",
      })
      if (extent && before) {
        await page.setViewportSize(before)
      }
    }
  },
})

const storefront = (
  { shop }: AdminStore,
  url: string
): Pick<AdminStore, "shopper" | "signIn" | "taxedMug" | "taxOf"> => {
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
  const post = (path: string, data: unknown, { headers = {} } = {}) =>
    request({ method: "POST", url: path, data, headers })
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
    signIn: async (cartId, email) => {
      const { customerId, token } = await registeredCustomer(
        { api: { post }, shop } as never,
        email
      )
      await post(`/store/carts/${cartId}/customer`, undefined, {
        headers: {
          "x-publishable-api-key": shop.publishableKey,
          authorization: `Bearer ${token}`,
        },
      })
      return customerId
    },
    taxOf,
    taxedMug: async () => {
      const id = await shopper.createCart()
      await shopper.add(id, shop.variants.mug, 1)
      await shopper.setAddress(id, ADDRESSES.austin)
      return { id, ...(await taxOf(id)) }
    },
  }
}
