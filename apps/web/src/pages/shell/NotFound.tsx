import { Link } from "@tanstack/react-router";
import { useTitle } from "../../lib/title.ts";
import { Empty } from "../../ui/QueryFrame.tsx";

export function NotFound() {
  useTitle("Not found");
  return (
    <>
      <h1 className="sr">Not found</h1>
      <Empty title="Nothing is at this address">
        The link may be mistyped, or what it named has been removed. <Link to="/">To the overview</Link>
      </Empty>
    </>
  );
}
