import "./fonts.css";
import "./tokens.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiProvider, queryClient } from "./api/provider.tsx";
import { aboutQuery, overviewQuery } from "./api/queries.ts";
import { formatAbsolute } from "./lib/format.ts";
import { viewerZone } from "./lib/zone.ts";
import { createAppRouter } from "./routes.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// Notices stand above every page: asked for first, they move nothing when they come.
void queryClient.prefetchQuery(aboutQuery());
if (location.pathname !== "/wall") void queryClient.prefetchQuery(overviewQuery());

// A face that comes after the first paint would move everything. They are asked for by the page itself, so this is short.
const FACES = ['400 14px "IBM Plex Sans"', '600 14px "IBM Plex Sans"', '600 38px "IBM Plex Sans Condensed"'];
const PATIENCE_MS = 400;
const faces = Promise.race([
  Promise.all(FACES.map((face) => document.fonts.load(face))).catch(() => {}),
  new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
]);
// The first formatted time takes long: while the faces come nothing waits for it.
const zones = new Promise<void>((resolve) => {
  setTimeout(() => {
    formatAbsolute(new Date(0).toISOString(), viewerZone(), 0);
    resolve();
  });
});
await Promise.all([faces, zones]);

createRoot(root).render(
  <StrictMode>
    <ApiProvider>
      <RouterProvider router={createAppRouter()} />
    </ApiProvider>
  </StrictMode>,
);
