import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123065031 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "kintsugi_told_product" drop constraint if exists "kintsugi_told_product_product_id_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_classification_rule" drop constraint if exists "kintsugi_classification_rule_kind_reference_id_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_classification" drop constraint if exists "kintsugi_classification_product_id_unique";`
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
      `create table if not exists "kintsugi_told_product" ("id" text not null, "product_id" text not null, "name" text null, "category" text null, "subcategory" text null, "earlier" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "kintsugi_told_product_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_told_product_product_id_unique" ON "kintsugi_told_product" ("product_id") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_told_product_deleted_at" ON "kintsugi_told_product" ("deleted_at") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "kintsugi_classification" cascade;`)

    this.addSql(`drop table if exists "kintsugi_classification_rule" cascade;`)

    this.addSql(`drop table if exists "kintsugi_told_product" cascade;`)
  }
}
