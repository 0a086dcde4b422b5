import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const FIRST_PACKAGES =
  /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack\/(react-query|query-core|react-router|router-core|history|react-store|store))\//;
const FIRST_ROOMS = /\/web\/src\/(api|lib|ui|pages\/(shell|overview))\//;
/** In those rooms, yet asked for later. */
const LATER = /\/(Session[A-Z]\w+|FirstRun|snippets)\./;

const isFirst = (id: string) => FIRST_PACKAGES.test(id) || (FIRST_ROOMS.test(id) && !LATER.test(id));

export default defineConfig({
  plugins: [react()],
  base: "/",
  build: {
    // The page's policy allows fonts and images from the own host only: nothing may become a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 500,
    rolldownOptions: {
      output: {
        // What the first page needs comes as one file: two dozen small ones wait for each other.
        codeSplitting: { groups: [{ name: "first", test: isFirst }] },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:7400" } },
});
