import type {
  StoreCart,
  StoreCartShippingOption,
  StoreOrder,
  StoreProduct,
} from "@medusajs/types"
import { useEffect, useState } from "react"
import { createRoot } from "react-dom/client"
import type { ShopOnPage } from "../shop-on-page"
import { AddressForm } from "./address-form"
import { type Charged, Receipt, money } from "./receipt"
import { type Address, type Shop, openShop } from "./shop"

const safeErrorMessage = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** What an order still needs, in the order of the page. */
const missingIn = (cart: StoreCart | undefined): string[] => [
  ...(cart?.items?.length ? [] : ["something to buy"]),
  ...(cart?.shipping_address?.address_1 ? [] : ["an address"]),
  ...(cart?.shipping_methods?.length ? [] : ["a way to ship it"]),
]

/** Everything between an empty cart and a placed order. */
const Checkout = ({ shop }: { shop: Shop }) => {
  const [products, setProducts] = useState<StoreProduct[]>([])
  const [cart, setCart] = useState<StoreCart>()
  const [options, setOptions] = useState<StoreCartShippingOption[]>([])
  const [order, setOrder] = useState<StoreOrder>()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const act = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await work()
    } catch (error) {
      setProblem(safeErrorMessage(error))
    } finally {
      setBusy(false)
    }
  }
  const change = (to: (cart: StoreCart) => Promise<StoreCart>) =>
    act(async () => setCart(await to(cart ?? (await shop.createCart()))))
  const ship = (address: Address) =>
    act(async () => {
      const updatedCart = await shop.setAddress(
        cart ?? (await shop.createCart()),
        address
      )
      setCart(updatedCart)
      setOptions(await shop.shippingOptions(updatedCart))
    })

  useEffect(() => {
    void act(async () => setProducts(await shop.products()))
  }, [])

  if (order) {
    return <Placed order={order} shop={shop} />
  }
  const inCart = cart?.items ?? []
  const missing = missingIn(cart)
  return (
    <main>
      <h1>A shop taxed by Kintsugi</h1>
      <p className="quiet">
        Each step changes the cart, and the tax on the right follows: by
        jurisdiction, after discounts, shipping included.
      </p>
      <p role="alert" className="wrong">
        {problem}
      </p>
      <div className="columns">
        <div>
          <section aria-labelledby="what">
            <h2 id="what">1. What would you like?</h2>
            {products.map((product) => (
              <Product
                key={product.id}
                product={product}
                disabled={isBusy}
                onAdd={(variantId) =>
                  change((current) => shop.add(current, variantId))
                }
              />
            ))}
          </section>
          <AddressForm
            disabled={isBusy}
            validate={shop.validate}
            onLikelyAddress={(address) => {
              if (cart) {
                void shop.prefetchTax(cart, address)
              }
            }}
            onAddress={ship}
          />
          <section aria-labelledby="how">
            <h2 id="how">3. How is it shipped?</h2>
            <div className="buttons">
              {options.length ? (
                options.map(({ id, name, amount }) => (
                  <button
                    key={id}
                    disabled={isBusy}
                    onClick={() => change((current) => shop.ship(current, id))}
                  >
                    {name}, {money(cart?.currency_code ?? "usd", amount ?? 0)}
                  </button>
                ))
              ) : (
                <span className="quiet">Enter an address first.</span>
              )}
            </div>
          </section>
          <section aria-labelledby="code">
            <h2 id="code">4. Do you have a code?</h2>
            <CodeForm
              code={shop.shop.promotionCode}
              disabled={isBusy || !cart}
              onCode={(code) =>
                change((current) => shop.promote(current, code))
              }
            />
          </section>
        </div>
        <section className="receipt" aria-labelledby="cart">
          <h2 id="cart">Your cart</h2>
          {cart && inCart.length ? (
            <Receipt
              charged={cart as Charged}
              controlsOf={({ id, title, quantity }) => (
                <Quantity
                  title={title}
                  quantity={quantity}
                  disabled={isBusy}
                  onChange={(next) =>
                    change((current) => shop.setQuantity(current, id, next))
                  }
                />
              )}
            />
          ) : (
            <p className="quiet">It is empty.</p>
          )}
          {missing.length > 0 && (
            <p className="quiet" id="missing">
              Still missing: {missing.join(", ")}.
            </p>
          )}
          <button
            className="main"
            disabled={isBusy || missing.length > 0}
            aria-describedby={missing.length ? "missing" : undefined}
            onClick={() =>
              act(async () => setOrder(await shop.placeOrder(cart!)))
            }
          >
            Place the order
          </button>
        </section>
      </div>
    </main>
  )
}

const Product = ({
  product: { title, variants },
  disabled,
  onAdd,
}: {
  product: StoreProduct
  disabled: boolean
  onAdd: (variantId: string) => void
}) => {
  const [variant] = variants ?? []
  const price = variant?.calculated_price
  return (
    <div className="row">
      <span>{title}</span>
      <span className="buttons">
        <span className="number">
          {money(price?.currency_code ?? "usd", price?.calculated_amount ?? 0)}
        </span>
        <button
          disabled={disabled || !variant}
          aria-label={`Add ${title}`}
          onClick={() => variant && onAdd(variant.id)}
        >
          Add
        </button>
      </span>
    </div>
  )
}

const Quantity = ({
  title,
  quantity,
  disabled,
  onChange,
}: {
  title: string
  quantity: number
  disabled: boolean
  onChange: (quantity: number) => void
}) =>
  [quantity - 1, quantity + 1].map((next) => (
    <button
      key={next}
      className="small"
      disabled={disabled}
      aria-label={next ? `${next} × ${title}` : `Remove ${title}`}
      onClick={() => onChange(next)}
    >
      {next < quantity ? "−" : "+"}
    </button>
  ))

const CodeForm = ({
  code,
  disabled,
  onCode,
}: {
  code: string
  disabled: boolean
  onCode: (code: string) => void
}) => {
  const [enteredCode, setEnteredCode] = useState(code)
  return (
    <form
      className="row tight"
      onSubmit={(event) => {
        event.preventDefault()
        onCode(enteredCode)
      }}
    >
      <input
        aria-label="Code"
        value={enteredCode}
        onChange={({ target }) => setEnteredCode(target.value)}
      />
      <button disabled={disabled}>Apply</button>
    </form>
  )
}

const Placed = ({ order, shop }: { order: StoreOrder; shop: Shop }) => {
  const admin = `${shop.shop.storeUrl}/app/orders/${order.id}`
  return (
    <main>
      <h1>Order #{order.display_id} is placed</h1>
      <p className="quiet">
        Capture its payment in the Admin, and the sale is reported to Kintsugi;
        the order's page shows what Kintsugi knows about it.
      </p>
      <section>
        <Receipt charged={order as Charged} />
      </section>
      <div className="buttons">
        <a href={admin} target="_blank" rel="noreferrer">
          Open it in the Admin
        </a>
        <button onClick={() => location.reload()}>Buy something else</button>
      </div>
    </main>
  )
}

const start = async () => {
  const shop = (await (await fetch("/shop.json")).json()) as ShopOnPage
  createRoot(document.getElementById("shop")!).render(
    <Checkout shop={openShop(shop)} />
  )
}

void start()
