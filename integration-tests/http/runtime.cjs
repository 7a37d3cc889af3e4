const { createRequire } = require("node:module")
const { default: JestRuntime } = require("jest-runtime")

/** A package's name, unlike a path or one of Node's own modules. */
const PACKAGE = /^(?!node:)(@[^/]+\/)?[\w.-]+/

/**
 * Jest's way of loading modules, but packages are loaded as Node loads them.
 *
 * A store has thousands of files: by Jest's own way, each spec file would take
 * twice as long to load them. So packages can't be mocked here.
 */
module.exports = class extends JestRuntime {
  requireModuleOrMock(from, name) {
    return isPackage(name)
      ? createRequire(from)(name)
      : super.requireModuleOrMock(from, name)
  }
}

const isPackage = (name) => !name.startsWith(".") && PACKAGE.test(name)
