import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** Opens a session's drawer on the present page. */
export function SessionLink({
  id,
  row = false,
  children,
}: {
  id: string;
  row?: boolean;
  children: ReactNode;
}) {
  const search = (before: Record<string, unknown>) => ({ ...before, session: id });
  return (
    <Link to="." search={search as never} resetScroll={false} {...(row ? { "data-row": true } : {})}>
      {children}
    </Link>
  );
}
