const KEYS = [
  "state",
  "stateSince",
  "lastGood",
  "dueAt",
  "lastReadAt",
  "failuresInARow",
  "device",
  "policy",
  "client",
  "source",
  "workload",
] as const;

/** Orders in which the server gives protected items; `state` is worst first. */
export const ITEM_SORTS = KEYS.flatMap((key) => [key, `-${key}`] as const);

/** Orders in words, for where there are no headers to press. */
export const ITEM_ORDERS = [
  { sort: "state", label: "Worst first" },
  { sort: "-failuresInARow", label: "Most failures in a row first" },
  { sort: "lastGood", label: "Oldest good first" },
  { sort: "device", label: "By device" },
  { sort: "client", label: "By client" },
];
