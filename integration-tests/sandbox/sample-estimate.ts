import type {
  EstimateAddress,
  EstimateItem,
  EstimateRequest,
} from "./tax/estimate"

/** Fixed, so that the same test asks the same thing every day. */
const DATE = "2025-11-20T10:15:00Z"

function shipTo(
  country: string,
  state: string,
  postal_code: string,
  city: string,
  street_1: string
): EstimateAddress {
  return { type: "SHIP_TO", street_1, city, state, postal_code, country }
}

/** Real places, one for each rule that the sandbox knows. */
export const PLACES = {
  austin: shipTo("US", "TX", "78701", "Austin", "1100 Congress Ave"),
  houston: shipTo("US", "TX", "77002", "Houston", "901 Bagby St"),
  losAngeles: shipTo("US", "CA", "90012", "Los Angeles", "200 N Spring St"),
  sacramento: shipTo("US", "CA", "95814", "Sacramento", "1315 10th St"),
  newYork: shipTo("US", "NY", "10007", "New York", "260 Broadway"),
  albany: shipTo("US", "NY", "12207", "Albany", "24 Eagle St"),
  nashville: shipTo("US", "TN", "37203", "Nashville", "700 2nd Ave S"),
  miami: shipTo("US", "FL", "33130", "Miami", "444 SW 2nd Ave"),
  portland: shipTo("US", "OR", "97204", "Portland", "1221 SW 4th Ave"),
  denver: shipTo("US", "CO", "80202", "Denver", "1437 Bannock St"),
  boulder: shipTo("US", "CO", "80302", "Boulder", "1777 Broadway"),
  seattle: shipTo("US", "WA", "98104", "Seattle", "600 4th Ave"),
  newark: shipTo("US", "NJ", "07102", "Newark", "920 Broad St"),
  boston: shipTo("US", "MA", "02201", "Boston", "1 City Hall Sq"),
  philadelphia: shipTo("US", "PA", "19107", "Philadelphia", "1400 JFK Blvd"),
  pittsburgh: shipTo("US", "PA", "15219", "Pittsburgh", "414 Grant St"),
  atlanta: shipTo("US", "GA", "30303", "Atlanta", "55 Trinity Ave SW"),
  sanJuan: shipTo("US", "PR", "00901", "San Juan", "153 Calle San Francisco"),
  toronto: shipTo("CA", "ON", "M5H 2N2", "Toronto", "100 Queen St W"),
  montreal: shipTo("CA", "QC", "H2Y 1C6", "Montréal", "275 Rue Notre-Dame E"),
  vancouver: shipTo("CA", "BC", "V5Y 1V4", "Vancouver", "453 W 12th Ave"),
  calgary: shipTo("CA", "AB", "T2P 2M5", "Calgary", "800 Macleod Trail SE"),
  berlin: shipTo("DE", "", "10117", "Berlin", "Unter den Linden 77"),
  paris: shipTo("FR", "", "75004", "Paris", "Place de l'Hôtel de Ville"),
  amsterdam: shipTo("NL", "", "1011 PN", "Amsterdam", "Amstel 1"),
  vienna: shipTo("AT", "", "1010", "Wien", "Friedrich-Schmidt-Platz 1"),
  dublin: shipTo("IE", "", "D08 RF3F", "Dublin", "Wood Quay"),
  london: shipTo("GB", "", "SE1 2AA", "London", "The Queen's Walk"),
  tokyo: shipTo("JP", "", "163-8001", "Tokyo", "2-8-1 Nishi-Shinjuku"),
  manama: shipTo("BH", "", "317", "Manama", "Government Avenue 1"),
  kuwait: shipTo("KW", "", "13001", "Kuwait City", "Al-Soor Street 1"),
  sydney: shipTo("AU", "NSW", "2000", "Sydney", "483 George St"),
  zurich: shipTo("CH", "", "8001", "Zürich", "Stadthausquai 17"),
} as const satisfies Record<string, EstimateAddress>

export const CATEGORIES = {
  goods: ["Physical", "General Physical"],
  clothing: ["Physical", "General Clothing"],
  shoes: ["Physical", "Shoes & Shoe Laces"],
  book: ["Physical", "Comic Books"],
  groceries: ["Physical", "Groceries (Home Consumption)"],
  software: ["Digital", "Canned Software Downloaded B2C"],
  giftCard: ["Misc", "Gift Cards Electronically Delivered"],
  exempt: ["Misc", "Exempt"],
  shipping: ["Misc", "Shipping - Title transfer at time of Sales"],
} as const

export type SampleItem = Partial<EstimateItem> & {
  is?: keyof typeof CATEGORIES
}

/** An item with a category; ids start with item_1. */
function sampleItem(
  item: SampleItem,
  index: number,
  date: string
): EstimateItem {
  const { is = "goods", ...fields } = item
  const [product_category, product_subcategory] = CATEGORIES[is]

  return {
    external_id: `item_${index + 1}`,
    date,
    product_category,
    product_subcategory,
    quantity: 1,
    amount: 100,
    ...fields,
  }
}

/** An estimate as a store would ask for it. */
export function sampleEstimate(
  address: EstimateAddress = PLACES.austin,
  items: readonly SampleItem[] = [{}],
  more: Partial<EstimateRequest> = {}
): EstimateRequest {
  const { date = DATE } = more

  return {
    date,
    external_id: "cart_01JD7Q4Y",
    currency: "USD",
    addresses: [address],
    transaction_items: items.map((item, index) =>
      sampleItem(item, index, date)
    ),
    ...more,
  }
}
