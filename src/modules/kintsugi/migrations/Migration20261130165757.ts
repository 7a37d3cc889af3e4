import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * The tax report, what decided each tax, alerts, dismissed findings, failures of
 * a backfill, the register of exemptions, and groups that are exempt by state.
 */
export class Migration20261130165757 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "kintsugi_exemption" drop constraint if exists "kintsugi_exemption_exemption_id_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_tax_record" drop constraint if exists "kintsugi_tax_record_order_id_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_dismissed_finding" drop constraint if exists "kintsugi_dismissed_finding_key_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_backfill_failure" drop constraint if exists "kintsugi_backfill_failure_order_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_alert" drop constraint if exists "kintsugi_alert_open_unique";`
    )
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
      `create table if not exists "kintsugi_backfill_failure" ("id" text not null, "backfill_id" text not null, "order_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_backfill_failure_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_backfill_failure_deleted_at" ON "kintsugi_backfill_failure" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_backfill_failure_order_unique" ON "kintsugi_backfill_failure" ("backfill_id", "order_id") WHERE deleted_at IS NULL;`
    )

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
      `create table if not exists "kintsugi_report_entry" ("id" text not null, "order_id" text not null, "display_id" text null, "external_id" text not null, "type" text check ("type" in ('sale', 'credit_note', 'cancellation')) not null, "reason" text not null, "is_waiting" boolean not null, "occurred_at" timestamptz not null, "currency_code" text not null, "country" text not null, "state" text not null, "county" text not null, "city" text not null, "gross" text not null, "exempt" text not null, "taxable" text not null, "tax" text not null, "tax_remembered" text not null, "tax_fallback" text not null, "tax_other" text not null, "calculated_tax" text null, "compared_tax" text null, "exempt_reasons" jsonb not null, "jurisdictions" jsonb not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_report_entry_pkey" primary key ("id"));`
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
      `create table if not exists "kintsugi_report_fill" ("id" text not null, "total" integer not null, "done" integer not null default 0, "last_order_id" text null, "finished_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_report_fill_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_fill_deleted_at" ON "kintsugi_report_fill" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_report_order" ("id" text not null, "changed_at" timestamptz null, "read_at" timestamptz null, "hash" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_report_order_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_order_deleted_at" ON "kintsugi_report_order" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_order_due" ON "kintsugi_report_order" ("changed_at") WHERE changed_at IS NOT NULL AND (read_at IS NULL OR changed_at >= read_at) AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_report_rows" ("id" text not null, "rows" jsonb not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_report_rows_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_report_rows_deleted_at" ON "kintsugi_report_rows" ("deleted_at") WHERE deleted_at IS NULL;`
    )

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

    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_classification_category_subcategory" ON "kintsugi_classification" ("category", "subcategory") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `alter table if exists "kintsugi_exempt_group" add column if not exists "country_code" text null, add column if not exists "state_codes" text[] null, add column if not exists "end_date" text null, add column if not exists "certificate_file_id" text null, add column if not exists "certificate_name" text null;`
    )

    this.addSql(
      `alter table if exists "kintsugi_exemption" add column if not exists "ends_on" text not null default '9999-12-31', add column if not exists "exemption_id" text null, add column if not exists "exemption_type" text null, add column if not exists "status" text not null default 'ACTIVE', add column if not exists "has_number" boolean null, add column if not exists "certificates" integer null;`
    )
    this.addSql(
      `update "kintsugi_exemption" set "ends_on" = "end_date" where "end_date" is not null;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_register" ON "kintsugi_exemption" ("organization_id", "ends_on", "customer_id", "start_date") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_without_certificate" ON "kintsugi_exemption" ("organization_id", "ends_on", "customer_id", "start_date") WHERE certificates = 0 AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_not_active" ON "kintsugi_exemption" ("organization_id", "ends_on", "customer_id", "start_date") WHERE status <> 'ACTIVE' AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_exemption_id_unique" ON "kintsugi_exemption" ("customer_id", "organization_id", "exemption_id") WHERE exemption_id IS NOT NULL AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_end_date" ON "kintsugi_exemption" ("end_date") WHERE end_date IS NOT NULL AND deleted_at IS NULL;`
    )

    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_refused" ON "kintsugi_ledger_entry" ("error_code") WHERE state = 'refused' AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_under_collected" ON "kintsugi_ledger_entry" ("occurred_at") WHERE calculated_tax::numeric - tax::numeric > 0.05 AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_unsent" ON "kintsugi_ledger_entry" ("id") WHERE trimmed_at IS NULL AND state NOT IN ('delivered', 'skipped') AND deleted_at IS NULL;`
    )

    this.addSql(
      `alter table if exists "kintsugi_reconciliation" add column if not exists "repaired" jsonb null;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_alert" cascade;`)

    this.addSql(`drop table if exists "kintsugi_backfill_failure" cascade;`)

    this.addSql(`drop table if exists "kintsugi_dismissed_finding" cascade;`)

    this.addSql(`drop table if exists "kintsugi_report_entry" cascade;`)

    this.addSql(`drop table if exists "kintsugi_report_fill" cascade;`)

    this.addSql(`drop table if exists "kintsugi_report_order" cascade;`)

    this.addSql(`drop table if exists "kintsugi_report_rows" cascade;`)

    this.addSql(`drop table if exists "kintsugi_tax_record" cascade;`)

    this.addSql(
      `drop index if exists "IDX_kintsugi_classification_category_subcategory";`
    )

    this.addSql(
      `alter table if exists "kintsugi_exempt_group" drop column if exists "country_code", drop column if exists "state_codes", drop column if exists "end_date", drop column if exists "certificate_file_id", drop column if exists "certificate_name";`
    )

    this.addSql(`drop index if exists "IDX_kintsugi_exemption_register";`)
    this.addSql(
      `drop index if exists "IDX_kintsugi_exemption_without_certificate";`
    )
    this.addSql(`drop index if exists "IDX_kintsugi_exemption_not_active";`)
    this.addSql(
      `drop index if exists "IDX_kintsugi_exemption_exemption_id_unique";`
    )
    this.addSql(`drop index if exists "IDX_kintsugi_exemption_end_date";`)
    this.addSql(
      `alter table if exists "kintsugi_exemption" drop column if exists "ends_on", drop column if exists "exemption_id", drop column if exists "exemption_type", drop column if exists "status", drop column if exists "has_number", drop column if exists "certificates";`
    )

    this.addSql(`drop index if exists "IDX_kintsugi_ledger_entry_refused";`)
    this.addSql(
      `drop index if exists "IDX_kintsugi_ledger_entry_under_collected";`
    )
    this.addSql(`drop index if exists "IDX_kintsugi_ledger_entry_unsent";`)

    this.addSql(
      `alter table if exists "kintsugi_reconciliation" drop column if exists "repaired";`
    )
  }
}
