import "./fonts.css";
import "./tokens.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiProvider } from "./api/provider.tsx";
import { createAppRouter } from "./routes.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <ApiProvider>
      <RouterProvider router={createAppRouter()} />
    </ApiProvider>
  </StrictMode>,
);
