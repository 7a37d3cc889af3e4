const { TestEnvironment } = require("jest-environment-node")
const { storeProcess } = require("./store-process.cjs")

const runsStores = process.env.TEST_TYPE === "http"

const isInstance = Function.prototype[Symbol.hasInstance]

/**
 * Jest's environment, for packages that are loaded outside of it (see
 * jest-runtime.cjs): their errors count as errors. Where a spec runs a store,
 * its dates are the store's, and so is what it sets in the environment.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context)
    const { Error: InnerError } = this.global
    Object.defineProperty(InnerError, Symbol.hasInstance, {
      value(error) {
        return (
          isInstance.call(this, error) ||
          (this === InnerError && error instanceof Error)
        )
      },
    })
    if (runsStores) {
      storeProcess()
      this.global.Date = Date
      this.global.process.env = process.env
    }
  }
  async teardown() {
    // Spies on what outlives the file: the logger, for one.
    this.moduleMocker?.restoreAllMocks()
    await super.teardown()
    if (runsStores) {
      storeProcess().forgetStore()
    }
  }
}
