import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261130110004 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_kintsugi_classification_category_subcategory" ON "kintsugi_classification" ("category", "subcategory") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(
      `drop index if exists "IDX_kintsugi_classification_category_subcategory";`
    )
  }
}
