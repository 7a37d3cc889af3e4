import { type Explained, useExplanation } from "../../kintsugi/explanation-api"
import { Loaded } from "../loaded"
import { AskAgain } from "./ask-again"
import { ExplanationDetails } from "./explanation-details"

/** Why the tax of an order or a cart is what it is, and what it would be. */
export const ExplanationContent = ({ explained }: { explained: Explained }) => (
  <Loaded query={useExplanation(explained)}>
    {({ explanation }) => (
      <div className="divide-y">
        <div className="px-6 py-4">
          <ExplanationDetails explanation={explanation} />
        </div>
        <AskAgain
          key={`${explained.kind} ${explained.id}`}
          explained={explained}
        />
      </div>
    )}
  </Loaded>
)
