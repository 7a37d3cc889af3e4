import { model } from "@medusajs/framework/utils"
import { RULE_KINDS } from "../../../tax/products/classify"

/**
 * How the merchant classified all products of a category, a collection, a type
 * or with a tag.
 */
export const KintsugiClassificationRule = model
  .define("KintsugiClassificationRule", {
    id: model.id({ prefix: "kinrule" }).primaryKey(),
    kind: model.enum([...RULE_KINDS]),
    /** Medusa's id of the category, collection, type or tag. */
    reference_id: model.text(),
    category: model.text(),
    subcategory: model.text(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_classification_rule_kind_reference_id_unique",
      on: ["kind", "reference_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
  ])
