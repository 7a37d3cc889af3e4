import { Container, Heading, Text } from "@medusajs/ui"
import { type ReactNode, useId } from "react"

type Props = {
  title: string
  subtitle?: string
  /** `h1` for the section that a page begins with and is named after. */
  level?: "h1" | "h2"
  /** Shown next to the title. */
  aside?: ReactNode
  children: ReactNode
}

/** One of Medusa's boxes, with a title. */
export const Section = ({
  title,
  subtitle,
  level = "h2",
  aside,
  children,
}: Props) => {
  const id = useId()
  return (
    <Container className="divide-y p-0" role="region" aria-labelledby={id}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-6 py-4">
        {/* On a phone, what is beside the title goes below it. */}
        <div style={{ flex: "1 1 180px" }}>
          <Heading level={level} id={id}>
            {title}
          </Heading>
          {subtitle && (
            <Text size="small" className="text-ui-fg-subtle">
              {subtitle}
            </Text>
          )}
        </div>
        {aside && <div className="shrink-0">{aside}</div>}
      </div>
      {children}
    </Container>
  )
}
