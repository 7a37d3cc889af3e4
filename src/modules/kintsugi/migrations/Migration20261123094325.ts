import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123094325 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "kintsugi_transaction" drop constraint if exists "kintsugi_transaction_external_id_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_order" drop constraint if exists "kintsugi_order_order_id_unique";`
    )
    this.addSql(
      `create table if not exists "kintsugi_backfill" ("id" text not null, "state" text check ("state" in ('running', 'done', 'stopped')) not null default 'running', "from" timestamptz not null, "to" timestamptz not null, "total" integer not null default 0, "done" integer not null default 0, "failed" integer not null default 0, "lease_token" text null, "lease_until" timestamptz null, "finished_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_backfill_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_backfill_deleted_at" ON "kintsugi_backfill" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_mark" ("id" text not null, "at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_mark_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_mark_deleted_at" ON "kintsugi_mark" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_order" ("id" text not null, "order_id" text not null, "organization_id" text null, "due_at" timestamptz null, "lease_token" text null, "lease_until" timestamptz null, "look_again" boolean not null default false, "failures" integer not null default 0, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_order_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_order_order_id_unique" ON "kintsugi_order" ("order_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_order_deleted_at" ON "kintsugi_order" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_order_due_at" ON "kintsugi_order" ("due_at") WHERE due_at IS NOT NULL AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_reconciliation" ("id" text not null, "state" text check ("state" in ('running', 'done', 'failed')) not null default 'running', "from" timestamptz not null, "to" timestamptz not null, "compared" jsonb null, "findings" jsonb null, "count" integer not null default 0, "message" text null, "finished_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_reconciliation_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_reconciliation_deleted_at" ON "kintsugi_reconciliation" ("deleted_at") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "kintsugi_transaction" ("id" text not null, "order_id" text not null, "display_id" text null, "organization_id" text not null, "type" text check ("type" in ('sale', 'credit_note')) not null, "reason" text check ("reason" in ('order', 'change', 'refund', 'return', 'cancellation')) not null, "reference_id" text not null, "external_id" text not null, "sale_external_id" text null, "kintsugi_id" text null, "kintsugi_status" text null, "state" text check ("state" in ('waiting', 'sending', 'delivered', 'refused', 'skipped')) not null default 'waiting', "waits_for" text check ("waits_for" in ('payment', 'fulfillment', 'sale', 'retry', 'organization')) null, "message" text null, "error_code" text null, "occurred_at" timestamptz not null, "currency_code" text not null, "net" text not null, "tax" text not null, "content" jsonb not null, "request" jsonb not null, "request_hash" text not null, "told" jsonb null, "told_hash" text null, "locked" boolean not null default false, "calculated_tax" text null, "attempts" integer not null default 0, "failures" integer not null default 0, "next_attempt_at" timestamptz null, "delivered_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_transaction_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_transaction_deleted_at" ON "kintsugi_transaction" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_transaction_external_id_unique" ON "kintsugi_transaction" ("organization_id", "external_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_transaction_order_id" ON "kintsugi_transaction" ("order_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_transaction_state_occurred_at" ON "kintsugi_transaction" ("state", "occurred_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_transaction_display_id" ON "kintsugi_transaction" ("display_id") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_backfill" cascade;`)

    this.addSql(`drop table if exists "kintsugi_mark" cascade;`)

    this.addSql(`drop table if exists "kintsugi_order" cascade;`)

    this.addSql(`drop table if exists "kintsugi_reconciliation" cascade;`)

    this.addSql(`drop table if exists "kintsugi_transaction" cascade;`)
  }
}
