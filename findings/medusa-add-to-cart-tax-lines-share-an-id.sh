#!/usr/bin/env bash
# Medusa: several tax lines of one cart item are written under one id
#
# Expected  When a variant is added to a cart again, the item's tax lines are
#           replaced by those that the tax provider has just returned: three
#           jurisdictions before, three after, 6.25 + 1 + 1.
# Version   @medusajs/core-flows 2.21.2
# Behaviour The step that add-to-cart uses (`set-tax-lines-for-items`) looks for
#           the first tax line that the item has, and gives its id to every new
#           one. An upsert of three records with one id leaves one of them; the
#           other two lines of before stay as they were.
# Source    The step's own code, dist/cart/steps/upsert-tax-lines-for-items.js;
#           seen first on a store with three jurisdictions an item.
# Output    ids written: t1, t1, t1 (rates 6.25, 1, 1)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @medusajs/core-flows@2.21.2 @medusajs/framework@2.21.2 ioredis@5.11.1 >/dev/null 2>&1
export MEDUSA_DISABLE_TELEMETRY=true
cat >run.js <<'JS'
const {
  upsertTaxLinesForItemsStep,
} = require("./node_modules/@medusajs/core-flows/dist/cart/steps/upsert-tax-lines-for-items.js")
const {
  createWorkflow,
  WorkflowResponse,
} = require("@medusajs/framework/workflows-sdk")
const { createMedusaContainer } = require("@medusajs/framework/utils")
const { asValue } = require("@medusajs/framework/awilix")

const rates = [6.25, 1, 1]
const written = []
const container = createMedusaContainer()
container.register({
  cart: asValue({
    listLineItemTaxLines: async () =>
      rates.map((rate, i) => ({ id: `t${i + 1}`, item_id: "item", rate })),
    listShippingMethodTaxLines: async () => [],
    upsertLineItemTaxLines: async (lines) => written.push(...lines),
    upsertShippingMethodTaxLines: async () => [],
  }),
})
const workflow = createWorkflow("write-tax-lines", (input) =>
  new WorkflowResponse(upsertTaxLinesForItemsStep(input))
)

workflow(container)
  .run({
    input: {
      cart: { id: "cart" },
      shipping_tax_lines: [],
      item_tax_lines: rates.map((rate, i) => ({
        line_item_id: "item",
        rate_id: null,
        name: `Jurisdiction ${i + 1}`,
        code: `j${i + 1}`,
        rate,
        provider_id: "tp_any",
      })),
    },
  })
  .then(() => {
    const ids = written.map(({ id }) => id).join(", ")
    const answer = written.map(({ rate }) => rate).join(", ")
    console.log(`ids written: ${ids} (rates ${answer})`)
    process.exit(ids === "t1, t1, t1" && answer === "6.25, 1, 1" ? 0 : 1)
  })
JS
timeout 120 node run.js
