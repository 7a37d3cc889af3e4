import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261130110003 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "kintsugi_alert" ("id" text not null, "kind" text check ("kind" in ('outage', 'key_refused', 'key_expiring', 'record_refused', 'nexus_near', 'nexus_met', 'ledger_differs', 'exemption_ending', 'tax_under_collected')) not null, "subject" text not null, "facts" jsonb not null, "opened_at" timestamptz not null, "absent_since" timestamptz null, "closed_at" timestamptz null, "opening_key" text not null, "closing_key" text null, "announced_at" timestamptz null, "closing_announced_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_alert_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_alert_deleted_at" ON "kintsugi_alert" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_alert_open_unique" ON "kintsugi_alert" ("kind", "subject") WHERE closed_at IS NULL AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_alert_closed_at" ON "kintsugi_alert" ("closed_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_refused" ON "kintsugi_ledger_entry" ("error_code") WHERE state = 'refused' AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_under_collected" ON "kintsugi_ledger_entry" ("occurred_at") WHERE calculated_tax::numeric - tax::numeric > 0.05 AND deleted_at IS NULL;`
    )

    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_end_date" ON "kintsugi_exemption" ("end_date") WHERE end_date IS NOT NULL AND deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_alert" cascade;`)
    this.addSql(`drop index if exists "IDX_kintsugi_ledger_entry_refused";`)
    this.addSql(
      `drop index if exists "IDX_kintsugi_ledger_entry_under_collected";`
    )
    this.addSql(`drop index if exists "IDX_kintsugi_exemption_end_date";`)
  }
}
