import { Menu } from "../ui/Menu.tsx";
import styles from "./ColumnMenu.module.css";
import { type Layout, placed, stepped, withPin, withShown } from "./column-layout.ts";
import type { Columns } from "./use-columns.ts";
import { useReorder } from "./use-reorder.ts";

/** Which columns are shown, in which order, and which stay in sight; by pointer or by keyboard. */
export function ColumnMenu<Row>({ columns }: { columns: Columns<Row> }) {
  const { all, layout, isUsual, setLayout } = columns;
  const reorder = useReorder("y", (id, side, other) => setLayout(placed(layout, id, side, other)));
  const hidden = all.filter(({ id }) => !layout.some((one) => one.id === id));
  const nameOf = (id: string) => all.find((column) => column.id === id)?.header ?? id;
  return (
    <Menu label="Columns" on={!isUsual} align="end">
      <div className={styles.columns} role="group" aria-label="Columns">
        <button
          type="button"
          className="button"
          aria-disabled={isUsual}
          onClick={() => !isUsual && setLayout(null)}
        >
          Usual columns
        </button>
        <ul aria-label="Shown columns">
          {layout.map((one, index) => {
            const name = nameOf(one.id);
            const step = (by: -1 | 1) => {
              const next = stepped(layout, one.id, by);
              return {
                "aria-disabled": next === layout,
                onClick: () => next !== layout && setLayout(next),
              };
            };
            return (
              <li
                key={one.id}
                {...reorder(one.id)}
                data-edge={one.pinned && layout[index + 1]?.pinned !== true}
              >
                <Box name={name} id={one.id} layout={layout} setLayout={setLayout} />
                <button type="button" aria-label={`Move ${name} left`} title="To the left" {...step(-1)}>
                  ↑
                </button>
                <button type="button" aria-label={`Move ${name} right`} title="To the right" {...step(1)}>
                  ↓
                </button>
                <button
                  type="button"
                  aria-label={`Pin ${name}`}
                  aria-pressed={one.pinned}
                  title={one.pinned ? "Let it scroll with the others" : "Keep it in sight at the left"}
                  onClick={() => setLayout(withPin(layout, one.id, !one.pinned))}
                >
                  Pin
                </button>
              </li>
            );
          })}
        </ul>
        {hidden.length === 0 ? null : (
          <ul aria-label="Hidden columns">
            {hidden.map(({ id, header }) => (
              <li key={id}>
                <Box name={header} id={id} layout={layout} setLayout={setLayout} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Menu>
  );
}

function Box({
  id,
  name,
  layout,
  setLayout,
}: {
  id: string;
  name: string;
  layout: Layout;
  setLayout: (layout: Layout) => void;
}) {
  return (
    <label>
      <input
        type="checkbox"
        checked={layout.some((one) => one.id === id)}
        onChange={(event) => setLayout(withShown(layout, id, event.target.checked))}
      />
      {name}
    </label>
  );
}
