import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useCallback, useRef } from "react";
import { letters, useKeys } from "../../lib/keys.ts";
import { useGrowing } from "../../lib/stage.ts";
import styles from "./Keys.module.css";
import { NAV } from "./nav.ts";

const LIST: readonly [string, string][] = [
  ["/  Ctrl K", "find a page, device, policy or client"],
  ["j  k", "next and previous row"],
  ["o  →  ←", "fold a policy's run out and in"],
  ["Home  End", "first and last row"],
  ["Enter", "open the row"],
  ["← → ↑ ↓", "next run in a chart, next day in a grid"],
  ["Shift ←", "choose a time in a chart; Enter zooms"],
  ["Esc", "close what is open"],
  ...NAV.map(({ key, label }): [string, string] => [`g ${key}`, label]),
  ["?", "this list"],
];

const CHORD_MS = 1200;

/** The keyboard's way to everything, and its list. */
export function Keys({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const navigate = useNavigate();
  const goingUntil = useRef(0);
  const on = letters.use();
  const isListed = useGrowing(0, 1, 1) === 1;
  const onKey = useCallback(
    (key: string) => {
      if (goingUntil.current > Date.now()) {
        goingUntil.current = 0;
        const page = NAV.find((one) => one.key === key);
        if (page !== undefined) void navigate({ to: page.to });
        return page !== undefined;
      }
      switch (key) {
        case "g":
          goingUntil.current = Date.now() + CHORD_MS;
          return true;
        case "?":
          dialog.current?.showModal();
          return true;
        case "/":
          document.querySelector<HTMLElement>("[data-find]")?.focus();
          return true;
        case "j":
          return step(1);
        case "k":
          return step(-1);
        case "Escape":
          if (dialog.current?.open) return false;
          return closeTop();
        default:
          return false;
      }
    },
    [navigate, dialog],
  );
  useKeys(onKey);
  return (
    <>
      <button
        type="button"
        className={styles.opener}
        aria-label="Keys"
        title="Keys"
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby="keys-title">
        <h2 id="keys-title">Keys</h2>
        <dl>
          {isListed
            ? LIST.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))
            : null}
        </dl>
        <label>
          <input type="checkbox" checked={on} onChange={(event) => letters.write(event.target.checked)} />{" "}
          Single keys are on
        </label>
        <form method="dialog">
          <button type="submit" className="button">
            Close
          </button>
        </form>
      </dialog>
    </>
  );
}

/**
 * Moves to the next or previous row's link; from elsewhere to the row that was left last, else to the first in sight.
 * False where there is none.
 */
function step(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  if (rows.length === 0) return false;
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const first = () =>
    rows.find((row) => row.closest("[data-active]")) ?? rows.find((row) => isInSight(row)) ?? rows[0];
  const next = at === -1 ? first() : rows[at + by];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

/** Not under a header nor scrolled away. */
function isInSight(row: HTMLElement): boolean {
  const { left, top, height } = row.getBoundingClientRect();
  return row.contains(document.elementFromPoint(left + 2, top + height / 2));
}

function closeTop(): boolean {
  const close = document.querySelector<HTMLElement>("[data-close]");
  close?.click();
  return close !== null;
}
