import { Link } from "@tanstack/react-router";
import { Empty } from "../../ui/QueryFrame.tsx";

export function NotFound() {
  return (
    <Empty title="Nothing is at this address">
      The link may be mistyped, or what it named has been removed. <Link to="/">To the overview</Link>
    </Empty>
  );
}
