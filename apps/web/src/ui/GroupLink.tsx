import type { Named } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { nameOf } from "../lib/names.ts";

const PAGE = { client: "/clients/$id", device: "/devices/$id", policy: "/policies/$id" } as const;
export type Grouping = keyof typeof PAGE;

/** The name of a client, device or policy, leading to its page. */
export function GroupLink({
  of,
  named,
  text = nameOf(named),
  row = false,
}: {
  of: Grouping;
  named: Named;
  text?: string;
  /** It stands for its row: keys lead from one to the next. */
  row?: boolean;
}) {
  return (
    <Link to={PAGE[of]} params={{ id: named.id }} data-row={row || undefined}>
      <bdi title={text}>{text}</bdi>
    </Link>
  );
}
