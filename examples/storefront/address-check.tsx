"use client"

import {
  type StoreAddress,
  type ValidatedAddress,
  validateAddress,
} from "medusa-plugin-kintsugi/storefront"
import { useEffect, useState } from "react"

const STORE = {
  baseUrl: process.env.NEXT_PUBLIC_MEDUSA_BACKEND_URL ?? "",
  publishableKey: process.env.NEXT_PUBLIC_MEDUSA_PUBLISHABLE_KEY ?? "",
}

type Props = {
  address: StoreAddress
  onAccept: (address: StoreAddress) => void
}

/** Suggests another spelling of an address, once the shopper stops typing. */
export const AddressCheck = ({ address, onAccept }: Props) => {
  const [answer, setAnswer] = useState<ValidatedAddress>()
  const typed = JSON.stringify(address)

  useEffect(() => {
    setAnswer(undefined)
    const { address_1, city, postal_code } = address
    if (!address_1 || !city || !postal_code) {
      return
    }
    const abort = new AbortController()
    const timer = setTimeout(() => {
      // It rejects only if it is aborted.
      validateAddress(STORE, address, abort).then(setAnswer, () => undefined)
    }, 800)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [typed])

  const offered = answer?.suggestions[0]
  if (offered) {
    const { address_1, city, province, postal_code } = offered
    return (
      <p role="status">
        Did you mean {address_1}, {city}, {province} {postal_code}?{" "}
        <button type="button" onClick={() => onAccept(offered)}>
          Use this address
        </button>
      </p>
    )
  }
  return answer?.status === "invalid" ? (
    <p role="status">We could not find this address. Please check it.</p>
  ) : null
}
