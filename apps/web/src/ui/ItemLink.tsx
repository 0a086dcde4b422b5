import type { ProtectedItem } from "@lastgood/proxy/contract";
import { itemTitle } from "../lib/names.ts";
import { GroupLink } from "./GroupLink.tsx";

type Linked = Pick<ProtectedItem, "vendor" | "device" | "policy" | "workload" | "vendorType">;

/** An item's name, leading to its device, else to its policy. */
export function ItemLink({ item, text = itemTitle(item) }: { item: Linked; text?: string }) {
  const { device, policy } = item;
  if (device !== null) return <GroupLink of="device" named={device} text={text} row />;
  if (policy !== null) return <GroupLink of="policy" named={policy} text={text} row />;
  return <bdi title={text}>{text}</bdi>;
}
