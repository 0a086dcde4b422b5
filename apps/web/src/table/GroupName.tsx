import { useQuery } from "@tanstack/react-query";
import { type GroupKind, groupQuery } from "../api/queries.ts";
import { nameOf } from "../lib/names.ts";

/** The name of a device, policy or client of which an address tells the id. */
export function GroupName({ kind, id }: { kind: GroupKind; id: string }) {
  const { data } = useQuery(groupQuery(kind, id));
  return <bdi>{nameOf({ id, name: data?.name ?? null })}</bdi>;
}
