import { ADDRESSES, type AdminStore } from "./browser-store"

type Goods = { mugs?: number; coats?: number; address?: keyof typeof ADDRESSES }

/** Has a shopper place an order. @returns its id */
export const placeOrder = async (
  { shopper, shop }: AdminStore,
  { mugs = 2, coats = 0, address = "austin" }: Goods = {}
): Promise<string> => {
  const id = await shopper.createCart()
  await shopper.add(id, shop.variants.mug, mugs)
  if (coats) {
    await shopper.add(id, shop.variants.coat, coats)
  }
  await shopper.setAddress(id, ADDRESSES[address])
  await shopper.ship(id)
  return (await shopper.complete(id)).order.id
}

/** Has Kintsugi refuse every sale, for its customer's e-mail address. */
export const refuseSales = ({ sandbox }: AdminStore): void =>
  sandbox.fail({
    kind: "status",
    status: 422,
    body: {
      detail: [
        {
          loc: ["body", "customer", "email"],
          msg: "value is not a valid email address",
          type: "value_error",
        },
      ],
    },
    endpoint: "POST /v1/transactions",
    times: Infinity,
  })
