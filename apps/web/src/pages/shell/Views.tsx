import { useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { dropView, saveView, useSavedViews } from "../../lib/saved-views.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { ThemeSwitch } from "./Switches.tsx";
import styles from "./Views.module.css";

/** What is chosen in this browser alone: views that were given a name, each a plain link, and the theme. */
export function Views() {
  const router = useRouter();
  const views = useSavedViews();
  const [name, setName] = useState("");
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    saveView({ name: name.trim(), href: router.state.location.href });
    setName("");
  };
  return (
    <Menu label="Views" align="end">
      <div className={styles.views}>
        {views.length === 0 ? (
          <p className="dim">No saved view yet. A view is its address: filters, columns, time.</p>
        ) : (
          <ul aria-label="Saved views">
            {views.map((view) => (
              <li key={view.name}>
                <a
                  href={view.href}
                  onClick={(event) => {
                    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    event.currentTarget.closest("details")?.removeAttribute("open");
                    router.history.push(view.href);
                  }}
                >
                  <bdi>{view.name}</bdi>
                </a>
                <button
                  type="button"
                  className="button"
                  aria-label={`Forget ${view.name}`}
                  title="Forget this view"
                  onClick={() => dropView(view.name)}
                >
                  ✕
                </button>
              </li>
            ))}
          </ul>
        )}
        <form onSubmit={save}>
          <label>
            Save this view as
            <input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
          </label>
          <button type="submit" className="button" disabled={name.trim() === ""}>
            Save
          </button>
        </form>
        <p className="faint">Kept in this browser. To hand a view on, copy its link.</p>
        <div className={styles.theme}>
          <span aria-hidden="true">Theme</span> <ThemeSwitch />
        </div>
      </div>
    </Menu>
  );
}

/** The address is the state: whoever opens it sees the same. */
export function CopyLink() {
  return <CopyButton label="Copy link" text={() => location.href} />;
}
