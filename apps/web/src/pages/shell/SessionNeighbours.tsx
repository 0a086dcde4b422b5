import type { Session, SessionDetail } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { neighboursQuery } from "../../api/joined-queries.ts";
import { useClock } from "../../lib/clock.tsx";
import { formatExactTime } from "../../lib/format.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { STATUS_LOOK } from "../../lib/status-look.ts";

/** Leads to the sessions of the same item that ran just before and just after; undefined while it is being read. */
export function SessionNeighbours({ session }: { session: SessionDetail | undefined }) {
  const { data } = useQuery({
    ...neighboursQuery(session ?? { id: "", itemId: null, at: null }),
    enabled: session !== undefined,
  });
  if (session?.itemId === null) return null;
  return (
    <>
      <Neighbour label="‹ Previous" of={data?.previous ?? null} />
      <Neighbour label="Next ›" of={data?.next ?? null} />
    </>
  );
}

/** Stays where it is, and keeps the focus, while there is none. */
function Neighbour({ label, of }: { label: string; of: Session | null }) {
  const patch = usePatchSearch();
  const { zone } = useClock();
  return (
    <button
      type="button"
      className="button"
      aria-disabled={of === null}
      title={
        of === null
          ? "No such session of this item"
          : `${STATUS_LOOK[of.status].label}, ${formatExactTime(of.at ?? "", zone)}`
      }
      onClick={() => of !== null && patch({ session: of.id })}
    >
      {label}
    </button>
  );
}
