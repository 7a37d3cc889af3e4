import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import type { ShownSettings } from "../../src/workflows/settings"
import { merchantOf } from "./classification"
import type { Store } from "./store"

export const CREDENTIALS = {
  api_key: "sk_sandbox_key",
  organization_id: "orgn_sandbox",
}

/** The service of the plugin's module. */
export const kintsugiServiceOf = ({ container }: Store) =>
  container.resolve<KintsugiModuleService>("kintsugi")

/** Reads and changes settings as a merchant does, over the Admin API. */
export const settingsOf = (store: Store) => {
  const merchant = merchantOf(store)
  const path = "/admin/kintsugi/settings"
  return {
    ...merchant,
    show: () => merchant.call<ShownSettings>("GET", path),
    save: (body: object) => merchant.call<ShownSettings>("POST", path, body),
    remove: () => merchant.call<ShownSettings>("DELETE", path),
    test: (body?: object) =>
      merchant.call<{ connected: boolean; message: string }>(
        "POST",
        "/admin/kintsugi/connection-test",
        body
      ),
  }
}

/** Each table of the database as text, by its name. */
export const everyTable = async ({
  container,
}: Store): Promise<Map<string, string>> => {
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = (await knex.raw(
    "select tablename from pg_tables where schemaname = 'public'"
  )) as { rows: { tablename: string }[] }
  const tables = new Map<string, string>()
  for (const { tablename } of rows) {
    tables.set(
      tablename,
      JSON.stringify(await knex.select("*").from(tablename))
    )
  }
  return tables
}
