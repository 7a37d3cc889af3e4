import { buildPlugin, isBuilt } from "./build.mjs"
import { areInstalled, installDependencies } from "./dependencies.mjs"
import { takeTurns } from "./turns.mjs"

/** Installs the dependencies and builds the plugin, where necessary. */
export const prepare = (session) =>
  takeTurns(session, async () => {
    if (!areInstalled()) {
      await session.step(
        "Installing the dependencies (npm ci), which takes a minute or more the first time",
        () => installDependencies(session)
      )
    }
    if (!isBuilt()) {
      await session.step("Building the plugin (npm run build)", () =>
        buildPlugin(session)
      )
    }
  })
