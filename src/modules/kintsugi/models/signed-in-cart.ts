import { model } from "@medusajs/framework/utils"

/** A cart that its customer used while signed in. See docs/decisions/0028. */
export const KintsugiSignedInCart = model
  .define("KintsugiSignedInCart", {
    id: model.id({ prefix: "kincart" }).primaryKey(),
    /** Medusa's cart. */
    cart_id: model.text(),
    /** Medusa's customer, as the request's session or token says. */
    customer_id: model.text(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_signed_in_cart_cart_id_customer_id_unique",
      on: ["cart_id", "customer_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_signed_in_cart_customer_id",
      on: ["customer_id"],
      where: "deleted_at IS NULL",
    },
  ])
