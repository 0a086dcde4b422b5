/** The pages in the header, each with its key after `g`. */
export const NAV = [
  { to: "/", label: "Overview", key: "o" },
  { to: "/sessions", label: "Sessions", key: "s" },
  { to: "/items", label: "Items", key: "i" },
  { to: "/devices", label: "Devices", key: "d" },
  { to: "/policies", label: "Policies", key: "p" },
  { to: "/clients", label: "Clients", key: "c" },
  { to: "/sources", label: "Sources", key: "u" },
  { to: "/wall", label: "Wall", key: "w" },
] as const;
