// The helpers that Medusa's totals take from its own `common`.
const dist = "../../node_modules/@medusajs/utils/dist/common"

module.exports = {
  ...require(`${dist}/is-defined.js`),
  ...require(`${dist}/pick-value-from-object.js`),
  ...require(`${dist}/trim-zeros.js`),
}
