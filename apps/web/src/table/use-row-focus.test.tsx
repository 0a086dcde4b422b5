// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useLayoutEffect, useRef } from "react";
import { afterEach, expect, it } from "vitest";
import { useRowFocus } from "./use-row-focus.ts";

afterEach(cleanup);

const ROWS = Array.from({ length: 10 }, (_, place) => `row ${place}`);
const keyOf = (row: string) => row;

/** Draws the first row and the one that has the focus, as a list does that is scrolled to its top. */
function List({ pressed }: { pressed?: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const focus = useRowFocus({ rows: ROWS, rowKey: keyOf, foldOf: undefined, scroller });
  // A key that comes between a drawing and what follows it.
  useLayoutEffect(() => {
    if (pressed !== undefined && document.activeElement !== null)
      fireEvent.keyDown(document.activeElement, { key: pressed });
  }, [pressed]);
  return (
    <div
      ref={scroller}
      role="presentation"
      onFocus={focus.onFocus}
      onKeyDown={(e) => focus.onKeyDown(e, () => {})}
    >
      <table>
        <tbody>
          {ROWS.map((row, index) =>
            index === 0 || index === focus.index ? (
              <tr key={row} aria-rowindex={index + 2} data-active={index === focus.index || undefined}>
                <td>
                  <a href={`#${index}`} data-row>
                    {row}
                  </a>
                </td>
              </tr>
            ) : null,
          )}
        </tbody>
      </table>
    </div>
  );
}

it("leads the focus to a row that is not drawn yet, also by a key that comes as the list is drawn anew", () => {
  const { rerender } = render(<List />);
  screen.getByText("row 0").focus();
  fireEvent.keyDown(screen.getByText("row 0"), { key: "ArrowDown" });
  expect(document.activeElement?.textContent).toBe("row 1");
  rerender(<List pressed="End" />);
  expect(document.activeElement?.textContent).toBe("row 9");
  rerender(<List pressed="Home" />);
  expect(document.activeElement?.textContent).toBe("row 0");
});

it("does not take the focus back from where it went after a key that led nowhere", () => {
  const { rerender } = render(<List />);
  screen.getByText("row 0").focus();
  for (let times = 0; times < 3; times += 1) fireEvent.keyDown(screen.getByText("row 0"), { key: "Home" });
  (document.activeElement as HTMLElement).blur();
  rerender(<List />);
  expect(document.activeElement).toBe(document.body);
});
