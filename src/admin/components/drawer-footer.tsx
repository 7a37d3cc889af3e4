import { Button, Drawer } from "@medusajs/ui"
import type { ReactNode } from "react"
import { TEXTS } from "../kintsugi/texts"

/** A drawer's Cancel button, followed by its main button. */
export const DrawerFooter = ({ children }: { children: ReactNode }) => (
  <Drawer.Footer>
    <Drawer.Close asChild>
      <Button size="small" variant="secondary">
        {TEXTS.cancel}
      </Button>
    </Drawer.Close>
    {children}
  </Drawer.Footer>
)
