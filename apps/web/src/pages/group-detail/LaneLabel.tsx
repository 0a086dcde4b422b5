import type { Group } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { ownName } from "../../lib/names.ts";

/** What a line is called on the page of its device or policy; that of a policy leads to its device. */
export function LaneLabel({
  group,
  line,
  within,
}: {
  group: Group;
  line: { id: string; name: string };
  within: "device" | "policy";
}) {
  const item = group.items.find((one) => one.id === line.id);
  const device = within === "policy" ? item?.device : undefined;
  const text = <bdi title={line.name}>{lineName(group, line, within)}</bdi>;
  if (device === undefined || device === null) return text;
  return (
    <Link to="/devices/$id" params={{ id: device.id }}>
      {text}
    </Link>
  );
}

export function lineName(
  group: Group,
  { id, name }: { id: string; name: string },
  within: "device" | "policy",
): string {
  const item = group.items.find((one) => one.id === id);
  return item === undefined ? name : ownName(item, within);
}
