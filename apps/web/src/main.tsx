import "./fonts.css";
import "./tokens.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiProvider, queryClient } from "./api/provider.tsx";
import { aboutQuery } from "./api/queries.ts";
import { createAppRouter } from "./routes.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
// Notices stand above every page: asked for first, they move nothing when they come.
void queryClient.prefetchQuery(aboutQuery());

createRoot(root).render(
  <StrictMode>
    <ApiProvider>
      <RouterProvider router={createAppRouter()} />
    </ApiProvider>
  </StrictMode>,
);
