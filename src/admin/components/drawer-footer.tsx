import { Button, Drawer } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"

/** A drawer's Cancel button, followed by its main button. */
export const DrawerFooter = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation("kintsugi")
  return (
    <Drawer.Footer>
      <Drawer.Close asChild>
        <Button size="small" variant="secondary">
          {t("common.cancel")}
        </Button>
      </Drawer.Close>
      {children}
    </Drawer.Footer>
  )
}
