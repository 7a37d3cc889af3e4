import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** The ledger is read latest first, a page at a time. */
export class Migration20261123130600 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_transaction_occurred_at" ON "kintsugi_transaction" ("occurred_at", "id") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_kintsugi_transaction_occurred_at";`)
  }
}
