import styles from "./CheckMenu.module.css";
import { Menu } from "./Menu.tsx";

/** A button that opens a list of boxes to tick; the chosen come back in the order of the options. */
export function CheckMenu<Id extends string>({
  label,
  options,
  chosen,
  onChange,
  align = "start",
}: {
  label: string;
  options: readonly { id: Id; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: Id[]) => void;
  align?: "start" | "end";
}) {
  const counts = chosen.length > 0 && align === "start";
  return (
    <Menu label={counts ? `${label} ${chosen.length}` : label} on={counts} align={align}>
      <fieldset className={styles.boxes}>
        <legend className="sr">{label}</legend>
        {options.map((option) => (
          <label key={option.id}>
            <input
              type="checkbox"
              checked={chosen.includes(option.id)}
              onChange={(event) =>
                onChange(
                  options
                    .map(({ id }) => id)
                    .filter((id) => (id === option.id ? event.target.checked : chosen.includes(id))),
                )
              }
            />
            {option.label}
          </label>
        ))}
      </fieldset>
    </Menu>
  );
}
