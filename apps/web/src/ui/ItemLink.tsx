import type { ProtectedItem } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { itemTitle } from "../lib/names.ts";

type Linked = Pick<ProtectedItem, "vendor" | "device" | "policy" | "workload" | "vendorType">;

/** An item's name, leading to its device, else to its policy. */
export function ItemLink({ item, text = itemTitle(item) }: { item: Linked; text?: string }) {
  const title = <bdi title={text}>{text}</bdi>;
  if (item.device !== null) {
    return (
      <Link to="/devices/$id" params={{ id: item.device.id }} data-row>
        {title}
      </Link>
    );
  }
  if (item.policy === null) return title;
  return (
    <Link to="/policies/$id" params={{ id: item.policy.id }} data-row>
      {title}
    </Link>
  );
}
