import { Button, Input } from "@medusajs/ui"
import { useState } from "react"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { ExplanationContent } from "../explanation/explanation-content"
import { Fold } from "../explanation/fold"
import { Field } from "../field"

/** Explains the tax of a cart: Medusa's Admin has no page for one. */
export const ExplainCart = () => {
  const { t } = useTranslation("kintsugi")
  const [cartId, setCartId] = useState("")
  const form = useForm({ defaultValues: { id: "" } })
  const submit = form.handleSubmit(({ id }) => setCartId(id.trim()))
  return (
    <div className="divide-y">
      <div className="px-6 py-4">
        <Fold title={t("trial.cart")}>
          <form
            onSubmit={submit}
            noValidate
            className="flex flex-wrap items-end gap-x-2 gap-y-4"
          >
            <div className="min-w-0 flex-1">
              <Field label={t("trial.cartId")} hint={t("trial.cartHint")}>
                {(ids) => (
                  <Input
                    {...ids}
                    {...form.register("id")}
                    size="small"
                    autoComplete="off"
                  />
                )}
              </Field>
            </div>
            <Button type="submit" size="small" variant="secondary">
              {t("trial.explain")}
            </Button>
          </form>
        </Fold>
      </div>
      {cartId && (
        <ExplanationContent
          key={cartId}
          explained={{ kind: "carts", id: cartId }}
        />
      )}
    </div>
  )
}
