import { usePatchSearch } from "../lib/patch-search.ts";
import { Segments } from "../ui/Segments.tsx";

/** The head of a grid of days, with what its rows are of; that is kept in the address. */
export function DaysHead<By extends string>({
  by,
  choices,
  level: Heading = "h2",
  className,
}: {
  by: By;
  choices: readonly By[];
  level?: "h1" | "h2";
  className: string | undefined;
}) {
  const patch = usePatchSearch();
  return (
    <div className={className}>
      <Heading id="days">Last 30 days by</Heading>
      <Segments
        label="Rows of the day grid"
        value={by}
        options={choices.map((value) => ({ value, label: value }))}
        onChange={(value) => patch({ by: value }, { replace: true })}
      />
    </div>
  );
}
