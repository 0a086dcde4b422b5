import { type ReactNode, useEffect, useRef, useState } from "react";
import styles from "./Menu.module.css";

/** A button that opens a panel below it; Escape, a press elsewhere or leaving it closes it. Closed, it holds nothing. */
export function Menu({
  label,
  on = false,
  align = "start",
  children,
}: {
  label: ReactNode;
  /** Marks the button: something is chosen in it. */
  on?: boolean;
  align?: "start" | "end";
  children: ReactNode;
}) {
  const box = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
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
    <details ref={box} className={styles.menu} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="button" data-on={on}>
        {label} <span aria-hidden="true">▾</span>
      </summary>
      {open ? (
        <div className={styles.panel} data-align={align}>
          {children}
        </div>
      ) : null}
    </details>
  );
}
