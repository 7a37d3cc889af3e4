import type { Shop } from "./shop"

export type Address = {
  first_name: string
  last_name: string
  address_1: string
  city: string
  province?: string
  postal_code: string
  country_code: string
}

/** A shopper, an address, and the items bought. */
export type Purchase = {
  region: keyof Shop["regions"]
  address: Address
  items: { variant: keyof Shop["variants"]; quantity: number }[]
}

export const TEXAS: Purchase = {
  region: "us",
  address: {
    first_name: "Mia",
    last_name: "Shopper",
    address_1: "1100 Congress Ave",
    city: "Austin",
    province: "TX",
    postal_code: "78701",
    country_code: "us",
  },
  items: [
    { variant: "mug", quantity: 2 },
    { variant: "coat", quantity: 1 },
    { variant: "giftWrap", quantity: 1 },
  ],
}

/** Shipping is exempt in California. */
const CALIFORNIA: Purchase = {
  region: "us",
  address: {
    first_name: "Noah",
    last_name: "Shopper",
    address_1: "200 N Spring St",
    city: "Los Angeles",
    province: "CA",
    postal_code: "90012",
    country_code: "us",
  },
  items: [{ variant: "mug", quantity: 1 }],
}

const NEW_YORK: Purchase = {
  region: "us",
  address: {
    first_name: "Ava",
    last_name: "Shopper",
    address_1: "11 Wall St",
    city: "New York",
    province: "NY",
    postal_code: "10005",
    country_code: "us",
  },
  items: [{ variant: "coat", quantity: 1 }],
}

const GERMANY: Purchase = {
  region: "de",
  address: {
    first_name: "Jonas",
    last_name: "Shopper",
    address_1: "Unter den Linden 77",
    city: "Berlin",
    postal_code: "10117",
    country_code: "de",
  },
  items: [{ variant: "tent", quantity: 1 }],
}

export const ELSEWHERE = [CALIFORNIA, NEW_YORK, GERMANY]
