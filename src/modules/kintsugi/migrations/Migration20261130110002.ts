import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261130110002 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "kintsugi_tax_record" ("id" text not null, "order_id" text not null, "customer_id" text null, "facts" jsonb null, "confirmed" boolean not null default false, "recorded_at" timestamptz not null, "erased_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_tax_record_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_tax_record_order_id_unique" ON "kintsugi_tax_record" ("order_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_tax_record_deleted_at" ON "kintsugi_tax_record" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_tax_record_customer_id" ON "kintsugi_tax_record" ("customer_id") WHERE customer_id IS NOT NULL AND deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_tax_record" cascade;`)
  }
}
