import { RouterProvider } from "@tanstack/react-router";
import { ApiProvider, queryClient } from "./api/provider.tsx";
import { aboutQuery, daysQuery, overviewQuery } from "./api/queries.ts";
import { formatCount } from "./lib/format.ts";
import { viewerZone } from "./lib/zone.ts";
import { createAppRouter } from "./routes.tsx";

// Notices stand above every page: asked for first, they move nothing when they come.
void queryClient.prefetchQuery(aboutQuery());
if (location.pathname !== "/wall") void queryClient.prefetchQuery(overviewQuery());
// Taken at once, as the others: an answer that waits for its panel would not hear of what changed meanwhile.
if (location.pathname === "/" && location.search === "")
  void queryClient.prefetchQuery(daysQuery({ by: "client" }));

const router = createAppRouter();

/** What a browser's formatting takes long for the first time of, and the first drawing needs. */
export const FORMATS: readonly (() => unknown)[] = [viewerZone, () => formatCount(0)];

export function App() {
  return (
    <ApiProvider>
      <RouterProvider router={router} />
    </ApiProvider>
  );
}
