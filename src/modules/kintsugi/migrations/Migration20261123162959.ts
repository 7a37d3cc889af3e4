import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123162959 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "kintsugi_tax_id" drop constraint if exists "kintsugi_tax_id_customer_id_country_code_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_exempt_group" drop constraint if exists "kintsugi_exempt_group_customer_group_id_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_customer" drop constraint if exists "kintsugi_customer_customer_id_organization_id_unique";`
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
      `create table if not exists "kintsugi_exempt_group" ("id" text not null, "customer_group_id" text not null, "reason" text not null, "marked_by" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_exempt_group_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_exempt_group_customer_group_id_unique" ON "kintsugi_exempt_group" ("customer_group_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_exempt_group_deleted_at" ON "kintsugi_exempt_group" ("deleted_at") WHERE deleted_at IS NULL;`
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
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_customer" cascade;`)

    this.addSql(`drop table if exists "kintsugi_exempt_group" cascade;`)

    this.addSql(`drop table if exists "kintsugi_tax_id" cascade;`)
  }
}
