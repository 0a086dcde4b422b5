import { formatAbsolute } from "../lib/format.ts";
import { FLAG_LABEL, KIND_LABEL, STATUS_LOOK, VENDOR_LABEL } from "../lib/status-look.ts";
import type { Chip } from "./FilterChips.tsx";
import { GroupName } from "./GroupName.tsx";
import type { SessionSearch } from "./session-search.ts";

const GROUPS = [
  { name: "client", label: "Client", kind: "clients" },
  { name: "device", label: "Device", kind: "devices" },
  { name: "policy", label: "Policy", kind: "policies" },
] as const;

/** The filters of an address, in the order of the bar; `fixed` are those of the page itself, which are no chips. */
export function chipsOf(
  search: SessionSearch,
  fixed: Partial<SessionSearch>,
  { now, zone }: { now: number; zone: string },
): Chip[] {
  const words = <W extends string>(
    name: keyof SessionSearch,
    label: string,
    values: readonly W[] | undefined,
    labelOf: (word: W) => string,
  ): Chip[] =>
    values === undefined
      ? []
      : [{ key: name, name: label, value: values.map(labelOf).join(", "), drop: { [name]: undefined } }];
  const ids = (name: "source" | "site" | "workload" | (typeof GROUPS)[number]["name"]) =>
    Object.hasOwn(fixed, name) ? [] : (search[name] ?? []);
  const drop = (name: keyof SessionSearch, id: string) => ({
    [name]: (search[name] as string[]).filter((one) => one !== id),
  });
  const time = (name: "from" | "to", label: string): Chip[] => {
    const at = search[name];
    if (at === undefined) return [];
    return [{ key: name, name: label, value: formatAbsolute(at, zone, now), drop: { [name]: undefined } }];
  };
  return [
    ...(search.q === undefined
      ? []
      : [{ key: "q", name: "Text", value: <bdi>{search.q}</bdi>, drop: { q: undefined } }]),
    ...words("status", "Status", search.status, (word) => STATUS_LOOK[word].label),
    ...words("flag", "Flag", search.flag, (word) => FLAG_LABEL[word]),
    ...words("kind", "Kind", search.kind, (word) => KIND_LABEL[word]),
    ...words("vendor", "Vendor", search.vendor, (word) => VENDOR_LABEL[word]),
    ...(["source", "site", "workload"] as const).flatMap((name) =>
      ids(name).map((id) => ({
        key: `${name} ${id}`,
        name: name[0]?.toUpperCase() + name.slice(1),
        value: <bdi>{id}</bdi>,
        drop: drop(name, id),
      })),
    ),
    ...groupChipsOf(Object.fromEntries(GROUPS.map(({ name }) => [name, ids(name)]))),
    ...time("from", "From"),
    ...time("to", "Until"),
  ];
}

/** Those of devices, policies and clients, by their names. */
export function groupChipsOf(search: Partial<Record<"client" | "device" | "policy", string[]>>): Chip[] {
  return GROUPS.flatMap(({ name, label, kind }) =>
    (search[name] ?? []).map((id) => ({
      key: `${name} ${id}`,
      name: label,
      value: <GroupName kind={kind} id={id} />,
      drop: { [name]: search[name]?.filter((one) => one !== id) },
    })),
  );
}
