import { useEffect, useRef } from "react";
import styles from "./CheckMenu.module.css";

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
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false;
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !box.current?.open) return;
      // Taken here: what lies under the list stays open.
      event.preventDefault();
      box.current.open = false;
      box.current.querySelector("summary")?.focus();
    };
    document.addEventListener("keydown", escape, true);
    document.addEventListener("pointerdown", close);
    document.addEventListener("focusin", close);
    return () => {
      document.removeEventListener("keydown", escape, true);
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("focusin", close);
    };
  }, []);
  return (
    <details ref={box} className={styles.menu}>
      <summary className="button" data-on={chosen.length > 0 && align === "start"}>
        {label}
        {align === "start" && chosen.length > 0 ? ` ${chosen.length}` : ""} <span aria-hidden="true">▾</span>
      </summary>
      <fieldset data-align={align}>
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
    </details>
  );
}
