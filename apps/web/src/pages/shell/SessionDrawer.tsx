import type { SessionDetail } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { sessionQuery } from "../../api/queries.ts";
import { SourceZone } from "../../lib/clock.tsx";
import { nameOf } from "../../lib/names.ts";
import { useNarrow } from "../../lib/narrow.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { FLAG_LABEL, KIND_LABEL, STATUS_LOOK, VENDOR_LABEL } from "../../lib/status-look.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import { SessionLink } from "../../ui/SessionLink.tsx";
import { Status } from "../../ui/Status.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "./SessionDrawer.module.css";
import { SessionFigures } from "./SessionFigures.tsx";
import { SessionNeighbours } from "./SessionNeighbours.tsx";

/** One session beside the page it was opened from; its id is in the address. */
export function SessionDrawer({ id }: { id: string }) {
  const query = useQuery(sessionQuery(id));
  const patch = usePatchSearch();
  const isNarrow = useNarrow();
  const box = useRef<HTMLElement>(null);
  const returnTo = useRef<HTMLElement | null>(null);
  useEffect(() => {
    returnTo.current = document.activeElement as HTMLElement | null;
    // By Back as well as by Close: the focus goes where it came from.
    return () => {
      if (document.activeElement === document.body) returnTo.current?.focus({ preventScroll: true });
    };
  }, []);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (box.current === null || shown.current === id) return;
    const isFirst = shown.current === null;
    shown.current = id;
    box.current.scrollTop = 0;
    const active = document.activeElement as HTMLElement | null;
    if (box.current.contains(active)) return;
    // Another one was opened beside it.
    if (!isFirst && active !== document.body) returnTo.current = active;
    box.current.focus();
  }, [id]);
  const close = () => {
    // To the row of the session that was looked at last; who came from a chart goes on reading there.
    if (!returnTo.current?.matches("[role=slider], [data-cell]"))
      returnTo.current =
        document.querySelector<HTMLElement>("main tr[data-current] [data-row]") ?? returnTo.current;
    patch({ session: undefined });
  };
  return (
    <aside ref={box} className={styles.drawer} aria-label="Session" tabIndex={-1} data-closes>
      <div className={styles.bar}>
        <button type="button" className={`button ${styles.close}`} onClick={close} data-close>
          {isNarrow ? (
            "‹ Back"
          ) : (
            <>
              Close <kbd className="faint">Esc</kbd>
            </>
          )}
        </button>
        <SessionNeighbours session={query.data} />
      </div>
      <QueryFrame key={id} query={query} what="this session" lines={10}>
        {(session) => (
          <SourceZone source={session.sourceId}>
            <Detail session={session} />
          </SourceZone>
        )}
      </QueryFrame>
    </aside>
  );
}

function Detail({ session }: { session: SessionDetail }) {
  const { device, policy, client, site } = session;
  const title = device ?? policy;
  return (
    <>
      <header className={styles.head}>
        <Status look={STATUS_LOOK[session.status]} />
        <h2>
          <bdi>{title === null ? (session.workload ?? session.vendorType ?? session.id) : nameOf(title)}</bdi>
          {device !== null && session.workload !== null ? <bdi> · {session.workload}</bdi> : null}
        </h2>
        <p className="dim">
          {[KIND_LABEL[session.kind], session.level, VENDOR_LABEL[session.vendor]]
            .filter(Boolean)
            .join(" · ")}
          {client === null ? null : (
            <>
              {" · "}
              <Link to="/clients/$id" params={{ id: client.id }}>
                <bdi>{nameOf(client)}</bdi>
              </Link>
            </>
          )}
          {site === null ? null : <bdi> · {nameOf(site)}</bdi>}
        </p>
        <p className={styles.links}>
          {device === null ? null : (
            <Link className="button" to="/devices/$id" params={{ id: device.id }}>
              Device <bdi>{nameOf(device)}</bdi>
            </Link>
          )}
          {policy === null ? null : (
            <Link className="button" to="/policies/$id" params={{ id: policy.id }}>
              Policy <bdi>{nameOf(policy)}</bdi>
            </Link>
          )}
          {session.parentId === null ? null : (
            <span className="button">
              <SessionLink id={session.parentId}>The policy's run</SessionLink>
            </span>
          )}
          <CopyButton label="Copy session's link" text={() => location.href} />
        </p>
      </header>
      {session.flags.length > 0 ? (
        <ul className={styles.flags} data-tone="warning" aria-label="What looks wrong">
          {session.flags.map((flag) => (
            <li key={flag}>{FLAG_LABEL[flag]}</li>
          ))}
        </ul>
      ) : null}
      {session.message === null ? null : (
        <pre className={styles.message} data-tone={STATUS_LOOK[session.status].tone}>
          {session.message}
        </pre>
      )}
      <SessionFigures session={session} />
      {session.children.length > 0 ? <Children sessions={session.children} /> : null}
      {session.issues.length > 0 ? (
        <section>
          <h3>Fields that could not be read</h3>
          <ul>
            {session.issues.map((issue) => (
              <li key={issue.field}>
                <code>{issue.field}</code>: {issue.problem}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h3>The vendor's record, as it came</h3>
        <Raw raw={session.raw} />
      </section>
    </>
  );
}

function Raw({ raw }: { raw: SessionDetail["raw"] }) {
  if (raw === null) return <p className="dim">It is not kept.</p>;
  return (
    <>
      <p className={styles.copy}>
        <CopyButton label="Copy the record" text={() => raw.text} />
      </p>
      <pre className={styles.raw}>{raw.text}</pre>
    </>
  );
}

function Children({ sessions }: { sessions: SessionDetail["children"] }) {
  return (
    <section>
      <h3>Devices of this run</h3>
      <table>
        <tbody>
          {sessions.map((child) => (
            <tr key={child.id}>
              <td>
                <Status look={STATUS_LOOK[child.status]} />
              </td>
              <th scope="row" dir="auto">
                <SessionLink id={child.id}>
                  {child.device === null ? child.id : nameOf(child.device)}
                </SessionLink>
              </th>
              <td>
                <Time at={child.at} short />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
