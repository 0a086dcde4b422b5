import { useSearch } from "@tanstack/react-router";
import { useTitle } from "../../lib/title.ts";
import { SessionGrid } from "../../table/SessionGrid.tsx";

export function Page() {
  const search = useSearch({ from: "/shell/sessions" });
  useTitle("Sessions");
  return (
    <div className="fill" data-fills>
      <h1 className="sr">Sessions</h1>
      <SessionGrid search={search} />
    </div>
  );
}
