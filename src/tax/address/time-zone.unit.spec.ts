import { readTimeZone } from "../../contract/time-zone-name"
import { timeZoneOf } from "./time-zone"

const zone = (country_code: string | null, province?: string | null) =>
  timeZoneOf({ country_code, province })

describe("readTimeZone", () => {
  it.each([
    ["America/New_York", "America/New_York"],
    [" europe/berlin ", "Europe/Berlin"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["utc", "UTC"],
  ])("reads %j as %s", (text, name) => {
    expect(readTimeZone(text)).toBe(name)
  })

  it.each(["", "New York", "+05:30", "EST5", "America/Springfield"])(
    "returns undefined for %j",
    (text) => {
      expect(readTimeZone(text)).toBeUndefined()
    }
  )
})

describe("timeZoneOf", () => {
  it.each([
    ["us", "NY", "America/New_York"],
    ["us", "us-ny", "America/New_York"],
    ["US", "California", "America/Los_Angeles"],
    ["us", "HI", "Pacific/Honolulu"],
    ["ca", "Alberta", "America/Edmonton"],
    ["de", null, "Europe/Berlin"],
    ["no", null, "Europe/Oslo"],
    ["gb", "London", "Europe/London"],
    ["jp", null, "Asia/Tokyo"],
    ["ar", null, "America/Argentina/Buenos_Aires"],
    ["pr", null, "America/Puerto_Rico"],
  ])("finds the zone of an address in %s %s", (country, province, name) => {
    expect(zone(country, province)).toBe(name)
  })

  it.each([
    // States in two zones.
    ["us", "TX"],
    ["us", "Florida"],
    ["us", "Indiana"],
    ["us", "AZ"],
    ["ca", "Ontario"],
    // No state, or an unknown one.
    ["us", null],
    ["us", "XX"],
    ["ca", ""],
    // Countries with several zones and no table of their states.
    ["es", "Madrid"],
    ["au", "NSW"],
    ["br", null],
    ["cn", null],
    ["xx", null],
    [null, null],
  ])("returns undefined for an address in %s %s", (country, province) => {
    expect(zone(country, province)).toBeUndefined()
  })
})
