import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type GroupKind, groupsQuery } from "../api/queries.ts";
import { formatCount } from "../lib/format.ts";
import { nameOf } from "../lib/names.ts";
import boxes from "../ui/CheckMenu.module.css";
import { Menu } from "../ui/Menu.tsx";
import { SearchField } from "../ui/SearchField.tsx";
import styles from "./Filters.module.css";
import { GroupName } from "./GroupName.tsx";

const SHOWN = 50;

interface GroupFilterProps {
  kind: GroupKind;
  label: string;
  /** Ids. */
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Devices, policies or clients to choose from; the server finds them by their name, however many there are. */
export function GroupFilter(props: GroupFilterProps) {
  const { label, chosen } = props;
  const isOn = chosen.length > 0;
  return (
    <Menu label={isOn ? `${label} ${chosen.length}` : label} on={isOn}>
      <Choices {...props} />
    </Menu>
  );
}

function Choices({ kind, label, chosen, onChange }: GroupFilterProps) {
  const [q, setQ] = useState("");
  const query = useInfiniteQuery(groupsQuery(kind, { q: q === "" ? undefined : q, limit: SHOWN }));
  const page = query.data?.pages[0];
  const found = page?.items ?? [];
  const others = chosen.filter((id) => !found.some((group) => group.id === id));
  const box = (id: string, name: ReactNode) => (
    <label key={id}>
      <input
        type="checkbox"
        checked={chosen.includes(id)}
        onChange={(event) =>
          onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
        }
      />
      <span className={styles.name}>{name}</span>
    </label>
  );
  return (
    <div className={styles.find}>
      <SearchField label={`Find a ${label.toLowerCase()}`} value={q} onChange={setQ} />
      <fieldset className={boxes.boxes}>
        <legend className="sr">{label}</legend>
        {others.map((id) => box(id, <GroupName kind={kind} id={id} />))}
        {found.map((group) => box(group.id, <bdi>{nameOf(group)}</bdi>))}
      </fieldset>
      <p className="faint" role="status">
        {query.error !== null
          ? `Not read: ${query.error.message}`
          : page === undefined
            ? "Reading…"
            : page.total === 0
              ? "Nothing has this in its name"
              : page.total > found.length
                ? `${formatCount(found.length)} of ${formatCount(page.total)}: type to find others`
                : ""}
      </p>
    </div>
  );
}
