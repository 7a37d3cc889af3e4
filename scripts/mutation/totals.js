// What the pure rooms take from Medusa, without the rest of it, which takes a
// second to load: a mutation run loads it for every mutant.
const dist = "../../node_modules/@medusajs/utils/dist"

module.exports = {
  ...require(`${dist}/totals/math.js`),
  ...require(`${dist}/totals/big-number.js`),
  ...require(`${dist}/totals/cart/index.js`),
  ...require(`${dist}/totals/promotion/index.js`),
  DefaultsUtils: require(`${dist}/defaults/index.js`),
}
