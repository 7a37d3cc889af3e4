import type { ValidatedAddress } from "medusa-plugin-kintsugi/storefront"
import { type FormEvent, useEffect, useState } from "react"
import type { Address } from "./shop"
import { toWrittenCase } from "./written-case"

const PERSON = { first_name: "Mia", last_name: "Shopper" }

/** Places with instructive taxes; the first address has a mistake in it. */
const PLACES: Record<string, Address> = {
  "Austin, misspelled": {
    ...PERSON,
    address_1: "1100 Congress Ave",
    city: "Ostin",
    province: "TX",
    postal_code: "78701",
    country_code: "us",
  },
  "Los Angeles": {
    ...PERSON,
    address_1: "200 N Spring St",
    city: "Los Angeles",
    province: "CA",
    postal_code: "90012",
    country_code: "us",
  },
  "New York": {
    ...PERSON,
    address_1: "11 Wall St",
    city: "New York",
    province: "NY",
    postal_code: "10005",
    country_code: "us",
  },
  Berlin: {
    ...PERSON,
    address_1: "Unter den Linden 77",
    city: "Berlin",
    province: "",
    postal_code: "10117",
    country_code: "de",
  },
}

const FIELDS: [keyof Address, string][] = [
  ["address_1", "Street"],
  ["city", "City"],
  ["province", "State"],
  ["postal_code", "Postal code"],
]

/** The postal code and the state keep their capitals. */
const inWrittenCase = <T extends { address_1: string; city: string }>(
  suggestion: T
): T => ({
  ...suggestion,
  address_1: toWrittenCase(suggestion.address_1),
  city: toWrittenCase(suggestion.city),
})

type Props = {
  disabled: boolean
  validate: (address: Address) => Promise<ValidatedAddress>
  /** Called with what the cart will probably get, while nothing waits for it. */
  onLikelyAddress: (address: Address) => void
  onAddress: (address: Address) => void
}

/** How long the shopper has stopped typing, in ms. */
const PAUSE_MS = 400

/** Asks for the address, and suggests Kintsugi's spelling of it. */
export const AddressForm = ({
  disabled,
  validate,
  onLikelyAddress,
  onAddress,
}: Props) => {
  const [address, setAddress] = useState(PLACES["Austin, misspelled"]!)
  const [offer, setOffer] = useState<Address>()
  const likely = offer ?? address
  useEffect(() => {
    const timer = setTimeout(() => onLikelyAddress(likely), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [likely])
  const edit = (next: Address) => {
    setAddress(next)
    setOffer(undefined)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { suggestions } = await validate(address)
    const [suggestion] = suggestions
    if (suggestion) {
      setOffer({ ...address, ...inWrittenCase(suggestion) })
    } else {
      onAddress(address)
    }
  }
  const take = (chosen: Address) => {
    edit(chosen)
    onAddress(chosen)
  }
  return (
    <section aria-labelledby="where">
      <h2 id="where">2. Where does it go?</h2>
      <div className="buttons">
        {Object.entries(PLACES).map(([name, place]) => (
          <button key={name} type="button" onClick={() => edit(place)}>
            {name}
          </button>
        ))}
      </div>
      <form onSubmit={submit}>
        <div className="fields">
          {FIELDS.map(([field, label]) => (
            <label key={field}>
              {label}
              <input
                value={address[field]}
                onChange={({ target }) =>
                  edit({ ...address, [field]: target.value })
                }
              />
            </label>
          ))}
          <label>
            Country
            <select
              value={address.country_code}
              onChange={({ target }) =>
                edit({ ...address, country_code: target.value })
              }
            >
              <option value="us">United States</option>
              <option value="de">Germany</option>
            </select>
          </label>
        </div>
        <button className="main" disabled={disabled}>
          Ship there
        </button>
      </form>
      {offer && (
        <div className="offer" role="status">
          <p>
            Did you mean{" "}
            <strong>
              {offer.address_1}, {offer.city}, {offer.province}{" "}
              {offer.postal_code}
            </strong>
            ?
          </p>
          <div className="buttons">
            <button type="button" className="main" onClick={() => take(offer)}>
              Yes, ship there
            </button>
            <button type="button" onClick={() => take(address)}>
              No, as I wrote it
            </button>
          </div>
        </div>
      )}
    </section>
  )
}
