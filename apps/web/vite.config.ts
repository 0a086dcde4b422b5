import { brotliCompressSync, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** And what loads the rest. */
const REACT = /node_modules\/(react|react-dom|scheduler)\/|vite\/preload-helper/;
const FIRST_PACKAGES =
  /node_modules\/(use-sync-external-store|@tanstack\/(react-query|query-core|react-router|router-core|history|react-store|store))\//;
const FIRST_ROOMS = /\/web\/src\/(App\.|routes\.|(api|lib|ui|pages\/(shell|overview))\/)/;
/** In those rooms, yet asked for later. */
const LATER = /\/(Session[A-Z]\w+|FirstRun|snippets)\./;

const isFirst = (id: string) => FIRST_PACKAGES.test(id) || (FIRST_ROOMS.test(id) && !LATER.test(id));

export default defineConfig({
  plugins: [react(), preloadApp(), stylesFirst(), packed()],
  base: "/",
  build: {
    // The page's policy allows fonts and images from the own host only: nothing may become a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 500,
    rolldownOptions: {
      output: {
        // What the first page needs comes in two pieces, evaluated one after the other: two dozen small ones wait for
        // each other, and a single one holds up the page.
        codeSplitting: {
          groups: [
            { name: "react", test: REACT },
            { name: "first", test: isFirst },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:7400" } },
});

/** The app is evaluated after React, and comes at the same time. */
function preloadApp(): Plugin {
  return {
    name: "preload-app",
    transformIndexHtml: (_, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => /^assets\/(first|App)-.*\.(js|css)$/.test(file))
        .map((file) => ({
          tag: "link",
          attrs: {
            rel: file.endsWith(".css") ? "stylesheet" : "modulepreload",
            crossorigin: true,
            href: `/${file}`,
          },
          injectTo: "head" as const,
        })),
  };
}

/** What is seen first waits for the first style only: that one is asked for before all else, and the other ends the body. */
function stylesFirst(): Plugin {
  return {
    name: "styles-first",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const styles = html.match(/ *<link rel="stylesheet"[^>]*>\n/g) ?? [];
        const [first = "", ...later] = styles;
        const bare = styles.reduce((text, style) => text.replace(style, ""), html);
        return bare
          .replace(/ *<script /, (script) => first + script)
          .replace(/ *<div id="root">/, (root) => later.join("") + root);
      },
    },
  };
}

/**
 * Beside each script and style what is sent of it to browsers that can unpack it: the server packs none while a page waits.
 * By http from another machine they ask for gzip only.
 */
function packed(): Plugin {
  const packings = { br: brotliCompressSync, gz: gzipSync };
  return {
    name: "packed",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const [fileName, file] of Object.entries(bundle).filter(([name]) => /\.(js|css)$/.test(name)))
          for (const [ending, pack] of Object.entries(packings))
            this.emitFile({
              type: "asset",
              fileName: `${fileName}.${ending}`,
              source: pack(file.type === "chunk" ? file.code : file.source),
            });
      },
    },
  };
}
