const { TestEnvironment } = require("jest-environment-node")

/**
 * Jest's environment, for a store that runs outside of it (see runtime.cjs):
 * what a spec sets in the environment, and each date that it passes, must be
 * the store's.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    this.global.Date = Date
    this.global.process.env = process.env
  }
}
