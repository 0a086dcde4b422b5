import { useSearch } from "@tanstack/react-router";
import { useRootClass } from "../../lib/root-class.ts";
import { useTitle } from "../../lib/title.ts";
import { SessionGrid } from "../../table/SessionGrid.tsx";

export function Page() {
  const search = useSearch({ from: "/shell/sessions" });
  useTitle("Sessions");
  useRootClass("filled");
  return (
    <div className="fill">
      <h1 className="sr">Sessions</h1>
      <SessionGrid search={search} />
    </div>
  );
}
