import { withClient } from "../scripts/postgres/with-client"
import type { BenchStore } from "./stores"

/**
 * Makes a store one where nobody has bought for an hour: there the plugin
 * reports faster.
 */
export const forgetShoppers = async ({
  admin,
  database,
}: BenchStore): Promise<void> => {
  // What it has counted is saved before it answers.
  await admin("GET", "/admin/kintsugi/health")
  await withClient(database, (client) =>
    client.query(
      "update kintsugi_estimate_window set started_at = started_at - interval '1 hour'"
    )
  )
}
