import { combinations } from "./combinations"
import { describeStore } from "./store"

describeStore("ledger combinations", {}, (store) => {
  combinations(store)
})
