import { ok, problem, type Refusal, unprocessable } from "../answers"
import { categoryList, isAcceptedCategory } from "../contract/categories"
import { valueError } from "../contract/pydantic"
import type { Merchant, Product, SandboxProduct } from "../merchant"
import type { Endpoint } from "./endpoint"

type SentProduct = SandboxProduct & { name: string }

export const listProducts: Endpoint = {
  at: "GET /v1/products",

  answer: ({ query, merchant }) => {
    const { page, size } = query as { page: number; size: number }
    const found = sortProducts(
      [...merchant.products.values()].filter(
        (product) => matches(product, query.query) && isWanted(product, query)
      ),
      query.order_by
    )

    return ok({
      items: found.slice((page - 1) * size, page * size),
      total: found.length,
      page,
      size,
      pages: Math.ceil(found.length / size),
    })
  },
}

export const createProduct: Endpoint = {
  at: "POST /v1/products",

  answer: ({ body, merchant }) => {
    const product = body as SentProduct
    const refusals = categoryRefusals(product, merchant)
    if (refusals.length) {
      return unprocessable(refusals)
    }
    if (merchant.products.has(product.external_id)) {
      return duplicate(product.external_id)
    }
    return ok(merchant.keepProduct(product))
  },
}

export const listCategories: Endpoint = {
  at: "GET /v1/products/categories",
  answer: () => ok(categoryList()),
}

export const getProduct: Endpoint = {
  at: "GET /v1/products/{product_id}",

  answer: ({ params, organizationId, merchant }) => {
    const product = merchant.productById(params.product_id ?? "")
    return product ? ok(product) : notFound(organizationId, params.product_id)
  },
}

export const updateProduct: Endpoint = {
  at: "PUT /v1/products/{product_id}",

  answer: ({ params, body, organizationId, merchant }) => {
    const sent = body as Partial<Product> & Omit<SentProduct, "external_id">
    const current = merchant.productById(params.product_id ?? "")
    if (!current) {
      return notFound(organizationId, params.product_id)
    }

    const refusals = categoryRefusals(sent, merchant)
    if (refusals.length) {
      return unprocessable(refusals)
    }

    const externalId = sent.external_id ?? current.external_id
    if (externalId !== current.external_id) {
      if (merchant.products.has(externalId)) {
        return duplicate(externalId)
      }
      merchant.products.delete(current.external_id)
    }
    return ok(merchant.keepProduct({ ...current, ...sent, id: current.id }))
  },
}

/** With the text and status that the contract has for transactions. */
function duplicate(externalId: string) {
  return problem(
    400,
    `Duplicate external id (${externalId}) for the given product not allowed.`
  )
}

function notFound(organizationId: string, id: string | undefined) {
  return problem(404, `[${organizationId}] Product with id ${id} not found`)
}

function categoryRefusals(
  product: Pick<SandboxProduct, "product_category" | "product_subcategory">,
  { categoryWords }: Merchant
): Refusal[] {
  const { product_category: category, product_subcategory: subcategory } =
    product

  return isAcceptedCategory(category, subcategory, categoryWords)
    ? []
    : [
        valueError(
          ["product_subcategory"],
          `'${category}' / '${subcategory}' is not a product category and subcategory`,
          subcategory
        ),
      ]
}

function matches({ name, external_id }: Product, search: unknown): boolean {
  return (
    typeof search !== "string" ||
    [name, external_id].some((text) =>
      text.toLowerCase().includes(search.toLowerCase())
    )
  )
}

const FILTERS = [
  ["status__in", "status"],
  ["product_category__in", "product_category"],
  ["product_subcategory__in", "product_subcategory"],
  ["source__in", "source"],
] as const

function isWanted(product: Product, query: Record<string, unknown>): boolean {
  return FILTERS.every(([parameter, field]) => {
    const wanted = query[parameter]
    return (
      typeof wanted !== "string" || wanted.split(",").includes(product[field])
    )
  })
}

/** `order_by`: comma-separated fields, descending ones with a minus. */
function sortProducts(products: Product[], orderBy: unknown): Product[] {
  if (typeof orderBy !== "string") {
    return products
  }

  const keys = orderBy.split(",").map((key) => ({
    field: key.replace(/^-/, "") as keyof Product,
    direction: key.startsWith("-") ? -1 : 1,
  }))
  return products.sort((a, b) => {
    for (const { field, direction } of keys) {
      const order = String(a[field]).localeCompare(String(b[field]))
      if (order !== 0) {
        return order * direction
      }
    }
    return 0
  })
}
