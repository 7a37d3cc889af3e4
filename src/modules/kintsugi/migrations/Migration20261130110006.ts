import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Dismissed findings, what a backfill could not deliver, what a repair did. */
export class Migration20261130110006 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "kintsugi_dismissed_finding" ("id" text not null, "key" text not null, "kind" text check ("kind" in ('missing_in_ledger', 'changed_in_store', 'not_readable', 'reported_to_another_organization', 'not_delivered', 'missing_at_kintsugi', 'doubled_at_kintsugi', 'amount_differs', 'status_differs', 'archived_at_kintsugi', 'tax_differs_from_calculated', 'unknown_to_the_store')) not null, "external_id" text not null, "order_id" text null, "display_id" text null, "currency_code" text null, "message" text not null, "note" text null, "dismissed_by" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_dismissed_finding_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_dismissed_finding_deleted_at" ON "kintsugi_dismissed_finding" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_dismissed_finding_key_unique" ON "kintsugi_dismissed_finding" ("key") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_dismissed_finding_order_id" ON "kintsugi_dismissed_finding" ("order_id") WHERE order_id IS NOT NULL AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_backfill_failure" ("id" text not null, "backfill_id" text not null, "order_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_backfill_failure_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_backfill_failure_deleted_at" ON "kintsugi_backfill_failure" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_backfill_failure_order_unique" ON "kintsugi_backfill_failure" ("backfill_id", "order_id") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `alter table if exists "kintsugi_reconciliation" add column if not exists "repaired" jsonb null;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_dismissed_finding" cascade;`)

    this.addSql(`drop table if exists "kintsugi_backfill_failure" cascade;`)

    this.addSql(
      `alter table if exists "kintsugi_reconciliation" drop column if exists "repaired";`
    )
  }
}
