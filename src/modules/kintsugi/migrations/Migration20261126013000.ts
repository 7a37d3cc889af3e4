import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261126013000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "kintsugi_problem" add column if not exists "failing" jsonb not null default '[]';`
    )
    this.addSql(
      `alter table if exists "kintsugi_problem" alter column "failing" drop default;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(
      `alter table if exists "kintsugi_problem" drop column if exists "failing";`
    )
  }
}
