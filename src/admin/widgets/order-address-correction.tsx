import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/types"
import { AddressCorrection } from "../components/reporting/address-correction"

/** On the order's page: what an address that was corrected means for its tax. */
const OrderAddressCorrectionWidget = ({
  data: order,
}: DetailWidgetProps<AdminOrder>) => <AddressCorrection orderId={order.id} />

export const config = defineWidgetConfig({
  zone: "order.details.side.after",
})

export default OrderAddressCorrectionWidget
