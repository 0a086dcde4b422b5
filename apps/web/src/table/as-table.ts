/** What a table's elements say they are: laid out as blocks they are none any more to some browsers. */
export const AS_TABLE = {
  table: { role: "table" },
  rowgroup: { role: "rowgroup" },
  row: { role: "row" },
  columnheader: { role: "columnheader" },
  cell: { role: "cell" },
} as const;
