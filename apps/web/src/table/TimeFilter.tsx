import { useClock } from "../lib/clock.tsx";
import { instantOf, wallTimeOf } from "../lib/zone.ts";
import { Menu } from "../ui/Menu.tsx";
import styles from "./Filters.module.css";

/** A time range by hand, on the clock that all times are shown by. */
export function TimeFilter({
  from,
  to,
  onChange,
}: {
  /** ISO times in UTC, as in the address. */
  from: string | undefined;
  to: string | undefined;
  onChange: (patch: { from?: string | undefined; to?: string | undefined }) => void;
}) {
  const { zone } = useClock();
  const isOn = from !== undefined || to !== undefined;
  const field = (name: "from" | "to", label: string, value: string | undefined) => (
    <label>
      {label}
      <input
        type="datetime-local"
        value={value === undefined ? "" : wallTimeOf(Date.parse(value), zone)}
        onChange={(event) => {
          const [date, time] = event.target.value.split("T");
          const at = date && time ? instantOf(date, time.slice(0, 5), zone) : Number.NaN;
          onChange({ [name]: Number.isNaN(at) ? undefined : new Date(at).toISOString() });
        }}
      />
    </label>
  );
  return (
    <Menu label="Time" on={isOn}>
      <div className={styles.time}>
        {field("from", "From", from)}
        {field("to", "Until", to)}
        <p className="faint">Times in {zone}; the end is not included.</p>
        {from !== undefined && to !== undefined && from >= to ? (
          <p role="alert">The end lies before the beginning: no session can be between them.</p>
        ) : null}
      </div>
    </Menu>
  );
}
