import {
  type KintsugiNexus,
  type KintsugiRegistration,
  errorFromRefusal,
  notConnected,
} from "../../../kintsugi-api"
import { createNexusLookup } from "./nexus"

const TEXAS: KintsugiRegistration = {
  country_code: "US",
  state_code: "TX",
  status: "REGISTERED",
}

describe("createNexusLookup", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date("2026-03-14T15:09:26Z") })
  })

  afterEach(() => {
    jest.useRealTimers()
  })

  const kintsugi = () => {
    const listRegistrations = jest.fn(() => Promise.resolve([TEXAS]))
    const listNexus = jest.fn(() => Promise.resolve<KintsugiNexus[]>([]))
    return {
      listRegistrations,
      listNexus,
      read: createNexusLookup({ listRegistrations, listNexus }),
    }
  }

  it("asks Kintsugi once in five minutes", async () => {
    const { listRegistrations, listNexus, read } = kintsugi()
    await Promise.all([read(), read()])
    const { collection, as_of, problem } = await read()
    expect(
      collection?.states.filter(({ status }) => status === "registered")
    ).toMatchObject([{ name: "Texas" }])
    expect(as_of).toEqual(new Date("2026-03-14T15:09:26Z"))
    expect(problem).toBeNull()
    expect(listRegistrations).toHaveBeenCalledTimes(1)
    expect(listNexus).toHaveBeenCalledTimes(1)

    jest.advanceTimersByTime(5 * 60_000 + 1)
    await read()
    expect(listRegistrations).toHaveBeenCalledTimes(2)
  })

  it("returns the last answer and a problem while Kintsugi is down", async () => {
    const { listNexus, read } = kintsugi()
    const before = await read()
    jest.advanceTimersByTime(5 * 60_000 + 1)
    listNexus.mockRejectedValueOnce(notConnected("ECONNREFUSED"))

    await expect(read()).resolves.toEqual({
      ...before,
      problem:
        "Kintsugi could not be queried: The connection to Kintsugi failed (ECONNREFUSED).",
    })
    await expect(read()).resolves.toMatchObject({ problem: null })
  })

  it("returns null and what to do if Kintsugi has never answered", async () => {
    const { listRegistrations, read } = kintsugi()
    listRegistrations.mockRejectedValueOnce(
      errorFromRefusal({ status: 403, detail: "no", fields: [] })
    )
    await expect(read()).resolves.toEqual({
      collection: null,
      as_of: null,
      problem: expect.stringContaining(
        "The API key has no access to this organization."
      ),
    })
  })

  it("does not hide a bug of our own", async () => {
    const { listNexus, read } = kintsugi()
    listNexus.mockRejectedValueOnce(new TypeError("a bug"))
    await expect(read()).rejects.toThrow("a bug")
  })

  it("does not hide a bug of our own behind an older answer", async () => {
    const { listNexus, read } = kintsugi()
    await read()
    jest.advanceTimersByTime(5 * 60_000 + 1)
    listNexus.mockRejectedValueOnce(new TypeError("a bug"))
    await expect(read()).rejects.toThrow("a bug")
  })

  it("asks Kintsugi once for simultaneous calls that fail, and again for the next", async () => {
    const { listRegistrations, listNexus, read } = kintsugi()
    const before = await read()
    jest.advanceTimersByTime(5 * 60_000 + 1)
    listNexus.mockRejectedValue(notConnected("ECONNREFUSED"))
    const older = {
      ...before,
      problem: expect.stringContaining("could not be queried"),
    }
    await expect(Promise.all([read(), read()])).resolves.toEqual([older, older])
    expect(listRegistrations).toHaveBeenCalledTimes(2)
    await expect(read()).resolves.toEqual(older)
    expect(listRegistrations).toHaveBeenCalledTimes(3)
  })
})
