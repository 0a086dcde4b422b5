import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  retainSearchParams,
} from "@tanstack/react-router";
import { queryClient } from "./api/provider.tsx";
import { daysQuery } from "./api/queries.ts";
import {
  parseSearch,
  readMonth,
  readText,
  readTexts,
  readWord,
  readWords,
  stringifySearch,
} from "./lib/search.ts";
import { STATES_WORST_FIRST } from "./lib/status-look.ts";
import { RANGES } from "./pages/group-detail/range.ts";
import { OverviewPage } from "./pages/overview/Page.tsx";
import { NotFound } from "./pages/shell/NotFound.tsx";
import { Shell } from "./pages/shell/Shell.tsx";
import { readWallSearch } from "./pages/wall/search-params.ts";
import { ITEM_SORTS } from "./table/item-sorts.ts";
import { present, readSessionSearch, VENDOR_WORDS } from "./table/session-search.ts";

type Raw = Record<string, unknown>;

/** Every address has these: the zone that times are shown in, and the session whose drawer is open. */
const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  validateSearch: (raw: Raw) => present({ zone: readText(raw, "zone"), session: readText(raw, "session") }),
  search: { middlewares: [retainSearchParams(["zone"])] },
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

const overview = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: OverviewPage,
  validateSearch: (raw: Raw) => present({ by: readWord(raw, "by", ["client", "device", "policy"] as const) }),
});

/** How a list is laid out: its columns and how close its rows stand. */
const gridSearch = (raw: Raw) => ({
  cols: readText(raw, "cols"),
  density: readWord(raw, "density", ["compact"] as const),
});

const items = createRoute({
  getParentRoute: () => shell,
  path: "/items",
  component: lazyRouteComponent(() => import("./pages/items/Page.tsx"), "Page"),
  validateSearch: (raw: Raw) =>
    present({
      state: readWords(raw, "state", STATES_WORST_FIRST),
      source: readTexts(raw, "source"),
      vendor: readWords(raw, "vendor", VENDOR_WORDS),
      client: readTexts(raw, "client"),
      device: readTexts(raw, "device"),
      policy: readTexts(raw, "policy"),
      q: readText(raw, "q"),
      sort: readWord(raw, "sort", ITEM_SORTS),
      ...gridSearch(raw),
    }),
});

const sessions = createRoute({
  getParentRoute: () => shell,
  path: "/sessions",
  component: lazyRouteComponent(() => import("./pages/sessions/Page.tsx"), "Page"),
  validateSearch: readSessionSearch,
});

const listSearch = (raw: Raw) =>
  present({
    q: readText(raw, "q"),
    state: readWords(raw, "state", STATES_WORST_FIRST),
    source: readTexts(raw, "source"),
    vendor: readWords(raw, "vendor", VENDOR_WORDS),
    ...gridSearch(raw),
  });
const groupList = () => import("./pages/group-list/Page.tsx");

const devices = createRoute({
  getParentRoute: () => shell,
  path: "/devices",
  component: lazyRouteComponent(groupList, "DevicesPage"),
  validateSearch: listSearch,
});

const policies = createRoute({
  getParentRoute: () => shell,
  path: "/policies",
  component: lazyRouteComponent(groupList, "PoliciesPage"),
  validateSearch: listSearch,
});

const clients = createRoute({
  getParentRoute: () => shell,
  path: "/clients",
  component: lazyRouteComponent(groupList, "ClientsPage"),
  validateSearch: listSearch,
});

const detailSearch = (raw: Raw) => ({
  ...readSessionSearch(raw),
  ...present({
    range: readWord(raw, "range", RANGES),
    by: readWord(raw, "by", ["device", "policy", "item"] as const),
    line: readText(raw, "line"),
    month: readMonth(raw, "month"),
    scale: readWord(raw, "scale", ["same"] as const),
  }),
});

const device = createRoute({
  getParentRoute: () => shell,
  path: "/devices/$id",
  component: lazyRouteComponent(() => import("./pages/group-detail/DevicePage.tsx"), "DevicePage"),
  validateSearch: detailSearch,
});

const policy = createRoute({
  getParentRoute: () => shell,
  path: "/policies/$id",
  component: lazyRouteComponent(() => import("./pages/group-detail/PolicyPage.tsx"), "PolicyPage"),
  validateSearch: detailSearch,
});

const client = createRoute({
  getParentRoute: () => shell,
  path: "/clients/$id",
  component: lazyRouteComponent(() => import("./pages/group-detail/ClientPage.tsx"), "ClientPage"),
  validateSearch: detailSearch,
});

const days = createRoute({
  getParentRoute: () => shell,
  path: "/days",
  component: lazyRouteComponent(() => import("./pages/days/Page.tsx"), "Page"),
  validateSearch: (raw: Raw) =>
    present({ by: readWord(raw, "by", ["item", "device", "policy", "client"] as const) }),
  // A thousand rows take the server a moment: they are asked for while the page's code comes.
  loaderDeps: ({ search: { by = "item" } }) => ({ by }),
  loader: ({ deps }) => void queryClient.prefetchQuery(daysQuery(deps)),
});

const sources = createRoute({
  getParentRoute: () => shell,
  path: "/sources",
  component: lazyRouteComponent(() => import("./pages/sources/Page.tsx"), "Page"),
  validateSearch: (raw: Raw) => present({ rejects: readText(raw, "rejects") }),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall",
  component: lazyRouteComponent(() => import("./pages/wall/Page.tsx"), "Page"),
  validateSearch: readWallSearch,
});

/** Any other address, inside what stands around every page. */
const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });

const tree = root.addChildren([
  shell.addChildren([
    overview,
    items,
    sessions,
    devices,
    device,
    policies,
    policy,
    clients,
    client,
    days,
    sources,
    nowhere,
  ]),
  wall,
]);

export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    ...(history === undefined ? {} : { history }),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
