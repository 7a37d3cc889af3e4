import { model } from "@medusajs/framework/utils"
import { ALERT_KINDS } from "../../../options"

/**
 * Something that is announced to the merchant once, until it is over. It has no
 * personal data.
 */
export const KintsugiAlert = model
  .define("KintsugiAlert", {
    id: model.id({ prefix: "kinalert" }).primaryKey(),
    kind: model.enum([...ALERT_KINDS]),
    /** Which one of its kind, such as a place or a month; may be empty. */
    subject: model.text(),
    /** The latest figures, by kind: `AlertFacts`. */
    facts: model.json(),
    opened_at: model.dateTime(),
    /** Since when it seems to be over; null: it is not. */
    absent_since: model.dateTime().nullable(),
    closed_at: model.dateTime().nullable(),
    /** The idempotency key of what is announced; alerts announced together share it. */
    opening_key: model.text(),
    /** The same for the event that it is over. */
    closing_key: model.text().nullable(),
    announced_at: model.dateTime().nullable(),
    closing_announced_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_alert_open_unique",
      on: ["kind", "subject"],
      unique: true,
      where: "closed_at IS NULL AND deleted_at IS NULL",
    },
    { name: "IDX_kintsugi_alert_closed_at", on: ["closed_at"] },
  ])
