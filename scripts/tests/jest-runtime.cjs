const { createRequire } = require("node:module")
const { default: JestRuntime } = require("jest-runtime")

/** A package's name, unlike a path or one of Node's own modules. */
const PACKAGE = /^(?!node:)(@[^/]+\/)?[\w.-]+/

/** What unit tests don't replace, nor run on timers of their own. */
const MEDUSA = /^@medusajs\/(?!js-sdk|framework\/zod)/

/** Specs that need Medusa's modules in their first state. */
const ISOLATED = /\.isolated\.unit\.spec\.ts$/

const loadedByNode =
  process.env.TEST_TYPE === "http"
    ? (name) => !name.startsWith(".") && PACKAGE.test(name)
    : (name) => MEDUSA.test(name)

/**
 * Jest's way of loading modules, except that Medusa is loaded as Node does it,
 * and in a spec that runs a store, all packages are. By Jest's own way, each
 * spec file would load Medusa's thousands of files once more, and slower. What
 * Node loads can't be mocked.
 */
module.exports = class extends JestRuntime {
  requireModuleOrMock(from, name) {
    return loadedByNode(name) && !ISOLATED.test(this._testPath)
      ? createRequire(from)(name)
      : super.requireModuleOrMock(from, name)
  }
}
