import { copyFileSync } from "node:fs"
import { join, resolve } from "node:path"
import {
  STORE_WITH_ADMIN,
  installStore,
} from "../../integration-tests/install/foreign-store"
import type { Session } from "../session"
import { temporaryFolder } from "../temporary-folder"

const CONFIG = resolve(
  __dirname,
  "../../integration-tests/store/medusa-config.js"
)

/**
 * An installed store with the configuration of the tests' store: the plugin
 * comes from its tarball, and nothing from this repository.
 *
 * @returns its folder, which the suites read in `STORE_FOLDER`
 */
export const installedStore = async (session: Session): Promise<string> => {
  const folder = temporaryFolder(session, "kintsugi-store")
  await installStore(folder, STORE_WITH_ADMIN)
  copyFileSync(CONFIG, join(folder, "medusa-config.js"))
  return folder
}
