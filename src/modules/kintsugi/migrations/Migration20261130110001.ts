import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const DATES =
  '"created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null'

/** The tables of the tax report. */
export class Migration20261130110001 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "kintsugi_report_entry" ("id" text not null, "order_id" text not null, "display_id" text null, "external_id" text not null, "type" text check ("type" in ('sale', 'credit_note', 'cancellation')) not null, "reason" text not null, "is_waiting" boolean not null, "occurred_at" timestamptz not null, "currency_code" text not null, "country" text not null, "state" text not null, "county" text not null, "city" text not null, "gross" text not null, "exempt" text not null, "taxable" text not null, "tax" text not null, "tax_remembered" text not null, "tax_fallback" text not null, "tax_other" text not null, "calculated_tax" text null, "compared_tax" text null, "exempt_reasons" jsonb not null, "jurisdictions" jsonb not null, ${DATES}, constraint "kintsugi_report_entry_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_entry_deleted_at" ON "kintsugi_report_entry" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_entry_occurred_at" ON "kintsugi_report_entry" ("currency_code", "occurred_at", "id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_entry_order_id" ON "kintsugi_report_entry" ("order_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_entry_place" ON "kintsugi_report_entry" ("currency_code", "country", "state", "occurred_at", "id") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_report_rows" ("id" text not null, "rows" jsonb not null, ${DATES}, constraint "kintsugi_report_rows_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_rows_deleted_at" ON "kintsugi_report_rows" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_report_order" ("id" text not null, "changed_at" timestamptz null, "read_at" timestamptz null, "hash" text null, ${DATES}, constraint "kintsugi_report_order_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_order_deleted_at" ON "kintsugi_report_order" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_order_due" ON "kintsugi_report_order" ("changed_at") WHERE changed_at IS NOT NULL AND (read_at IS NULL OR changed_at >= read_at) AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_report_fill" ("id" text not null, "total" integer not null, "done" integer not null default 0, "last_order_id" text null, "finished_at" timestamptz null, ${DATES}, constraint "kintsugi_report_fill_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_fill_deleted_at" ON "kintsugi_report_fill" ("deleted_at") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_report_entry" cascade;`)

    this.addSql(`drop table if exists "kintsugi_report_rows" cascade;`)

    this.addSql(`drop table if exists "kintsugi_report_order" cascade;`)

    this.addSql(`drop table if exists "kintsugi_report_fill" cascade;`)
  }
}
