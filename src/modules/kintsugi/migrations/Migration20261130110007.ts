import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** The register of exemptions, and customer groups that are exempt by state. */
export class Migration20261130110007 extends Migration {
  override async up(): Promise<void> {
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
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_kintsugi_exemption_exemption_id_unique" ON "kintsugi_exemption" ("customer_id", "organization_id", "exemption_id") WHERE exemption_id IS NOT NULL AND deleted_at IS NULL;`
    )
    this.addSql(
      `alter table if exists "kintsugi_exempt_group" add column if not exists "country_code" text null, add column if not exists "state_codes" text[] null, add column if not exists "end_date" text null, add column if not exists "certificate_file_id" text null, add column if not exists "certificate_name" text null;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(
      `drop index if exists "IDX_kintsugi_exemption_register", "IDX_kintsugi_exemption_without_certificate", "IDX_kintsugi_exemption_exemption_id_unique";`
    )
    this.addSql(
      `alter table if exists "kintsugi_exemption" drop column if exists "ends_on", drop column if exists "exemption_id", drop column if exists "exemption_type", drop column if exists "status", drop column if exists "has_number", drop column if exists "certificates";`
    )
    this.addSql(
      `alter table if exists "kintsugi_exempt_group" drop column if exists "country_code", drop column if exists "state_codes", drop column if exists "end_date", drop column if exists "certificate_file_id", drop column if exists "certificate_name";`
    )
  }
}
