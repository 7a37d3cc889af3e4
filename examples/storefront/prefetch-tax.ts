"use client"

import {
  type StoreAddress,
  prefetchTax,
} from "medusa-plugin-kintsugi/storefront"
import { useEffect } from "react"

const STORE = {
  baseUrl: process.env.NEXT_PUBLIC_MEDUSA_BACKEND_URL ?? "",
  publishableKey: process.env.NEXT_PUBLIC_MEDUSA_PUBLISHABLE_KEY ?? "",
}

/** Has the tax prefetched once the shopper stops typing the address. */
export const usePrefetchedTax = (cartId: string, address: StoreAddress) => {
  const typed = JSON.stringify(address)

  useEffect(() => {
    const { address_1, city, postal_code } = address
    if (!address_1 || !city || !postal_code) {
      return
    }
    const abort = new AbortController()
    const timer = setTimeout(() => {
      // It rejects only if it is aborted.
      prefetchTax(STORE, cartId, address, abort).catch(() => undefined)
    }, 400)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [cartId, typed])
}
