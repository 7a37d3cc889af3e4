import { toWrittenCase } from "./written-case"

describe("toWrittenCase", () => {
  it.each([
    ["AUSTIN", "Austin"],
    ["1100 N CONGRESS AVE", "1100 N Congress Ave"],
    ["120 W 5TH ST", "120 W 5th St"],
    ["PO BOX 12", "PO Box 12"],
    ["ROOM 1E.8", "Room 1E.8"],
    ["WINSTON-SALEM", "Winston-Salem"],
    ["MCALLEN", "McAllen"],
    ["MCA", "Mca"],
    ["O'BRIEN", "O'Brien"],
    ["CAÑON CITY", "Cañon City"],
    ["New York", "New York"],
    ["", ""],
  ])("writes %p as %p", (text, written) => {
    expect(toWrittenCase(text)).toBe(written)
  })
})
