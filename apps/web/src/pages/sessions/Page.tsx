import { useSearch } from "@tanstack/react-router";
import { useTitle } from "../../lib/title.ts";
import { SessionGrid } from "../../table/SessionGrid.tsx";
import styles from "./Sessions.module.css";

export function Page() {
  const search = useSearch({ from: "/shell/sessions" });
  useTitle("Sessions");
  return (
    <div className={styles.page}>
      <h1 className="sr">Sessions</h1>
      <SessionGrid search={search} />
    </div>
  );
}
