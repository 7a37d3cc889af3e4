import type { ParentOrderReader } from "../../options/types"
import { fieldsOfParent, parentOf } from "./parent-order"

type Case = [string, string | false | ParentOrderReader]

const PART = {
  id: "order_2",
  metadata: { parent_order_id: "order_1", note: "" },
  parent_order: { id: "order_1" },
  parents: [{ id: "order_1" }, { id: "order_0" }],
}

describe("parentOf", () => {
  it.each<[...Case, string | true]>([
    ["a field of the metadata", "metadata.parent_order_id", "order_1"],
    ["a link to one order", "parent_order.id", "order_1"],
    ["the first of several linked orders", "parents.id", "order_1"],
    ["a function that knows the id", () => "order_1", "order_1"],
    ["a function that only knows that", () => true, true],
  ])("finds it by %s", (_, option, parent) => {
    expect(parentOf(PART, option)).toBe(parent)
  })

  it.each<Case>([
    ["a field that is not there", "metadata.belongs_to"],
    ["an empty field", "metadata.note"],
    ["a path that ends before", "parent_order.id.more"],
    ["a link that is not there", "order_set.id"],
    ["the order itself", "id"],
    ["a function that finds none", () => null],
    ["an option that is off", false],
  ])("finds none by %s", (_, option) => {
    expect(parentOf(PART, option)).toBeUndefined()
  })

  it("says whose function failed for which order", () => {
    expect(() =>
      parentOf(PART, () => {
        throw new Error("no kind")
      })
    ).toThrow(
      "The function in the option sync.parentOrder failed for the order order_2: no kind"
    )
  })

  it("gives a function a copy of the order, which it cannot change", () => {
    const order = { id: "order_2" }
    parentOf(order, (given) => {
      given.id = "order_9"
      return false
    })
    expect(order).toEqual({ id: "order_2" })
  })
})

describe("fieldsOfParent", () => {
  it("reads a link, and nothing else in addition", () => {
    expect(fieldsOfParent("parent_order.id")).toEqual(["parent_order.id"])
    expect(fieldsOfParent("metadata.parent_order_id")).toEqual([])
    expect(fieldsOfParent(false)).toEqual([])
    expect(fieldsOfParent(() => true)).toEqual([])
  })
})
