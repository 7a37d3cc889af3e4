import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123224313 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "kintsugi_order" add column if not exists "failure" text null, add column if not exists "failed_since" timestamptz null;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_order_failed_since" ON "kintsugi_order" ("failed_since") WHERE failed_since IS NOT NULL AND deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_kintsugi_order_failed_since";`)
    this.addSql(
      `alter table if exists "kintsugi_order" drop column if exists "failure", drop column if exists "failed_since";`
    )
  }
}
