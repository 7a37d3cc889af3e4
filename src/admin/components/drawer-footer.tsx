import { Button, Drawer } from "@medusajs/ui"
import type { ReactNode } from "react"
import { TEXTS } from "../kintsugi/texts"

/** The way out of a drawer, and the button that does what it is for. */
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
