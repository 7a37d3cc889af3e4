import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261129065957 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "kintsugi_backfill" ("id" text not null, "state" text check ("state" in ('running', 'done', 'stopped')) not null default 'running', "from" timestamptz not null, "to" timestamptz not null, "total" integer not null default 0, "done" integer not null default 0, "failed" integer not null default 0, "last_order_id" text null, "last_created_at" timestamptz null, "lease_token" text null, "lease_until" timestamptz null, "finished_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_backfill_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_backfill_deleted_at" ON "kintsugi_backfill" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_backfill_running_unique" ON "kintsugi_backfill" ("state") WHERE state = 'running' AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_classification" ("id" text not null, "product_id" text not null, "category" text not null, "subcategory" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_classification_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_classification_product_id_unique" ON "kintsugi_classification" ("product_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_classification_deleted_at" ON "kintsugi_classification" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_classification_rule" ("id" text not null, "kind" text check ("kind" in ('category', 'collection', 'product_type', 'tag')) not null, "reference_id" text not null, "category" text not null, "subcategory" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_classification_rule_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_classification_rule_deleted_at" ON "kintsugi_classification_rule" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_classification_rule_kind_reference_id_unique" ON "kintsugi_classification_rule" ("kind", "reference_id") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_configuration" ("id" text not null, "locked_api_key" text null, "api_key_ending" text null, "organization_id" text null, "credentials_changed_at" timestamptz null, "credentials_changed_by" text null, "behavior" jsonb null, "behavior_changed_at" timestamptz null, "behavior_changed_by" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_configuration_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_configuration_deleted_at" ON "kintsugi_configuration" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_customer" ("id" text not null, "customer_id" text not null, "organization_id" text not null, "kintsugi_id" text not null, "exempted_at" timestamptz not null, "exempted_by" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_customer_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_customer_deleted_at" ON "kintsugi_customer" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_customer_customer_id_organization_id_unique" ON "kintsugi_customer" ("customer_id", "organization_id") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_estimate_window" ("id" text not null, "started_at" timestamptz not null, "asked" integer not null, "remembered" integer not null, "failed" integer not null, "latencies" text[] not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_estimate_window_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_estimate_window_deleted_at" ON "kintsugi_estimate_window" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_estimate_window_started_at" ON "kintsugi_estimate_window" ("started_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_exempt_group" ("id" text not null, "customer_group_id" text not null, "reason" text not null, "marked_by" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_exempt_group_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_exempt_group_customer_group_id_unique" ON "kintsugi_exempt_group" ("customer_group_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exempt_group_deleted_at" ON "kintsugi_exempt_group" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_exemption" ("id" text not null, "customer_id" text not null, "organization_id" text not null, "country_code" text null, "state_code" text null, "start_date" text not null, "end_date" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_exemption_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_deleted_at" ON "kintsugi_exemption" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_customer_id" ON "kintsugi_exemption" ("customer_id") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_learned_tax" ("id" text not null, "organization_id" text not null, "country" text not null, "state" text not null, "currency" text not null, "kind" text check ("kind" in ('subject', 'rule', 'fees')) not null, "key" text not null, "content" jsonb not null, "is_registered" boolean null, "seen_at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_learned_tax_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_learned_tax_deleted_at" ON "kintsugi_learned_tax" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_learned_tax_organization_id_country_state_currency" ON "kintsugi_learned_tax" ("organization_id", "country", "state", "currency") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_learned_tax_seen_at" ON "kintsugi_learned_tax" ("seen_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_ledger_entry" ("id" text not null, "order_id" text not null, "display_id" text null, "organization_id" text not null, "type" text check ("type" in ('sale', 'credit_note')) not null, "sent_as" text check ("sent_as" in ('sale', 'credit_note', 'negative_sale')) not null, "reason" text check ("reason" in ('order', 'change', 'refund', 'return', 'cancellation')) not null, "reference_id" text not null, "external_id" text not null, "sale_external_id" text null, "kintsugi_id" text null, "kintsugi_status" text null, "state" text check ("state" in ('waiting', 'sending', 'delivered', 'refused', 'skipped')) not null default 'waiting', "blocked_by" text check ("blocked_by" in ('payment', 'fulfillment', 'sale', 'retry', 'organization', 'product')) null, "message" text null, "error_code" text null, "product" jsonb null, "occurred_at" timestamptz not null, "currency_code" text not null, "net" text not null, "tax" text not null, "content" jsonb not null, "request" jsonb not null, "request_hash" text not null, "delivered_content" jsonb null, "delivered_hash" text null, "locked" boolean not null default false, "tax_source" text check ("tax_source" in ('remembered', 'fallback', 'zero')) null, "calculated_tax" text null, "attempts" integer not null default 0, "failures" integer not null default 0, "next_attempt_at" timestamptz null, "delivered_at" timestamptz null, "trimmed_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_ledger_entry_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_deleted_at" ON "kintsugi_ledger_entry" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_external_id_unique" ON "kintsugi_ledger_entry" ("organization_id", "external_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_order_id" ON "kintsugi_ledger_entry" ("order_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_state_occurred_at" ON "kintsugi_ledger_entry" ("state", "occurred_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_occurred_at" ON "kintsugi_ledger_entry" ("occurred_at", "id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_display_id" ON "kintsugi_ledger_entry" ("display_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_external_id" ON "kintsugi_ledger_entry" ("external_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_kintsugi_id" ON "kintsugi_ledger_entry" ("kintsugi_id") WHERE kintsugi_id IS NOT NULL AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_state_blocked_by" ON "kintsugi_ledger_entry" ("state", "blocked_by") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_blocked_by" ON "kintsugi_ledger_entry" ("blocked_by", "organization_id") WHERE blocked_by IS NOT NULL AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_not_answered" ON "kintsugi_ledger_entry" ("occurred_at", "id") WHERE tax_source IS NOT NULL AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_ledger_entry_untrimmed" ON "kintsugi_ledger_entry" ("id") WHERE trimmed_at IS NULL AND state IN ('delivered', 'skipped') AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_order_sync" ("id" text not null, "order_id" text not null, "organization_id" text null, "requested" boolean not null default false, "due_at" timestamptz null, "lease_token" text null, "lease_until" timestamptz null, "reprocess" boolean not null default false, "failures" integer not null default 0, "failure" text null, "failed_since" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_order_sync_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_order_sync_order_id_unique" ON "kintsugi_order_sync" ("order_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_order_sync_deleted_at" ON "kintsugi_order_sync" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_order_sync_due_at" ON "kintsugi_order_sync" ("due_at") WHERE due_at IS NOT NULL AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_order_sync_failed_since" ON "kintsugi_order_sync" ("failed_since") WHERE failed_since IS NOT NULL AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_problem" ("id" text not null, "message" text not null, "count" integer not null, "first_seen_at" timestamptz not null, "last_seen_at" timestamptz not null, "failing" jsonb not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_problem_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_problem_deleted_at" ON "kintsugi_problem" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_reconciliation" ("id" text not null, "state" text check ("state" in ('running', 'done', 'failed')) not null default 'running', "from" timestamptz not null, "to" timestamptz not null, "compared" jsonb null, "findings" jsonb null, "count" integer not null default 0, "message" text null, "lease_until" timestamptz null, "finished_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_reconciliation_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_reconciliation_deleted_at" ON "kintsugi_reconciliation" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_reconciliation_running_unique" ON "kintsugi_reconciliation" ("state") WHERE state = 'running' AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_signed_in_cart" ("id" text not null, "cart_id" text not null, "customer_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_signed_in_cart_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_signed_in_cart_deleted_at" ON "kintsugi_signed_in_cart" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_signed_in_cart_cart_id_customer_id_unique" ON "kintsugi_signed_in_cart" ("cart_id", "customer_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_signed_in_cart_customer_id" ON "kintsugi_signed_in_cart" ("customer_id") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_synced_product" ("id" text not null, "product_id" text not null, "name" text null, "category" text null, "subcategory" text null, "earlier" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_synced_product_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_synced_product_product_id_unique" ON "kintsugi_synced_product" ("product_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_synced_product_deleted_at" ON "kintsugi_synced_product" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_tax_id" ("id" text not null, "customer_id" text not null, "country_code" text not null, "number" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_tax_id_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_tax_id_deleted_at" ON "kintsugi_tax_id" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_tax_id_customer_id_country_code_unique" ON "kintsugi_tax_id" ("customer_id", "country_code") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_timestamp" ("id" text not null, "at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_timestamp_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_timestamp_deleted_at" ON "kintsugi_timestamp" ("deleted_at") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_backfill" cascade;`)

    this.addSql(`drop table if exists "kintsugi_classification" cascade;`)

    this.addSql(`drop table if exists "kintsugi_classification_rule" cascade;`)

    this.addSql(`drop table if exists "kintsugi_configuration" cascade;`)

    this.addSql(`drop table if exists "kintsugi_customer" cascade;`)

    this.addSql(`drop table if exists "kintsugi_estimate_window" cascade;`)

    this.addSql(`drop table if exists "kintsugi_exempt_group" cascade;`)

    this.addSql(`drop table if exists "kintsugi_exemption" cascade;`)

    this.addSql(`drop table if exists "kintsugi_learned_tax" cascade;`)

    this.addSql(`drop table if exists "kintsugi_ledger_entry" cascade;`)

    this.addSql(`drop table if exists "kintsugi_order_sync" cascade;`)

    this.addSql(`drop table if exists "kintsugi_problem" cascade;`)

    this.addSql(`drop table if exists "kintsugi_reconciliation" cascade;`)

    this.addSql(`drop table if exists "kintsugi_signed_in_cart" cascade;`)

    this.addSql(`drop table if exists "kintsugi_synced_product" cascade;`)

    this.addSql(`drop table if exists "kintsugi_tax_id" cascade;`)

    this.addSql(`drop table if exists "kintsugi_timestamp" cascade;`)
  }
}
