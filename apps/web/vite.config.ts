import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  base: "/",
  build: {
    // The page's policy allows fonts and images from the own host only: nothing may become a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 450,
  },
  server: { proxy: { "/api": "http://127.0.0.1:7400" } },
});
