import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123112136 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "kintsugi_configuration" ("id" text not null, "locked_api_key" text null, "api_key_ending" text null, "organization_id" text null, "credentials_changed_at" timestamptz null, "credentials_changed_by" text null, "behaviour" jsonb null, "behaviour_changed_at" timestamptz null, "behaviour_changed_by" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_configuration_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_configuration_deleted_at" ON "kintsugi_configuration" ("deleted_at") WHERE deleted_at IS NULL;`
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
      `create table if not exists "kintsugi_problem" ("id" text not null, "message" text not null, "count" integer not null, "first_seen_at" timestamptz not null, "last_seen_at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_problem_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_problem_deleted_at" ON "kintsugi_problem" ("deleted_at") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_configuration" cascade;`)

    this.addSql(`drop table if exists "kintsugi_estimate_window" cascade;`)

    this.addSql(`drop table if exists "kintsugi_problem" cascade;`)
  }
}
