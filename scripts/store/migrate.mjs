import { createRequire } from "node:module"
import { join } from "node:path"

// The store's own Medusa, wherever the store is.
const require = createRequire(join(process.cwd(), "package.json"))

/**
 * Does what `medusa db:migrate --skip-scripts` does in this folder, but in one
 * process: that command boots the whole store again for the search indexes. The
 * skipped scripts repair data of older stores; a new one has none.
 */
const { initializeContainer } = require("@medusajs/medusa/loaders/index")
const { migrate } = require("@medusajs/medusa/commands/db/migrate")
const {
  migrateSearchIndexes,
} = require("@medusajs/medusa/commands/db/migrate-search")

process.env.MEDUSA_WORKER_MODE = "server"
const directory = process.cwd()
const container = await initializeContainer(directory)
const logger = container.resolve("logger")
const settings = { directory, container, logger }

const migrated =
  (await migrate({
    ...settings,
    skipScripts: true,
    skipSearch: true,
    executeSafeLinks: true,
  })) && (await migrateSearchIndexes({ ...settings, executeSafe: true }))
process.exit(migrated ? 0 : 1)
