import { buildPlugin, isBuilt } from "./build.mjs"
import { areInstalled, installDependencies } from "./dependencies.mjs"
import { takeTurns } from "./turns.mjs"

/** From a bare clone to dependencies installed and the plugin built. */
export const prepare = (session) =>
  takeTurns(session, async () => {
    if (!areInstalled()) {
      await session.step("Installing the dependencies (npm ci)", () =>
        installDependencies(session)
      )
    }
    if (!isBuilt()) {
      await session.step("Building the plugin (npm run build)", () =>
        buildPlugin(session)
      )
    }
  })
