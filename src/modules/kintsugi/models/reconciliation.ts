import { model } from "@medusajs/framework/utils"

/** The findings of one comparison of the ledgers. */
export const KintsugiReconciliation = model
  .define("KintsugiReconciliation", {
    id: model.id({ prefix: "kinrec" }).primaryKey(),
    state: model.enum(["running", "done", "failed"]).default("running"),
    from: model.dateTime(),
    to: model.dateTime(),
    /**
     * How many were compared: `{ orders, older, records, transactions,
     * dismissed }`.
     */
    compared: model.json().nullable(),
    /**
     * `{ organization_id, items: StoredFinding[] }`, the first findings;
     * `count` is their total, without the dismissed ones.
     */
    findings: model.json().nullable(),
    /** What a repair did: `{ fixed, retrying, needs_you }`; null: no repair. */
    repaired: model.json().nullable(),
    count: model.number().default(0),
    message: model.text().nullable(),
    /** Until when the run counts as alive, unless it renews this. */
    lease_until: model.dateTime().nullable(),
    finished_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      // One run at a time, across all instances of the store.
      name: "IDX_kintsugi_reconciliation_running_unique",
      on: ["state"],
      unique: true,
      where: "state = 'running' AND deleted_at IS NULL",
    },
  ])
