import { randomUUID } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import { compress } from "hono/compress";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import type { Deps } from "./deps.ts";
import { aboutRoutes } from "./routes/about.ts";
import { type Env, errorBody, HttpError } from "./routes/api.ts";
import { dayRoutes } from "./routes/days.ts";
import { eventRoutes } from "./routes/events.ts";
import { figuresRoutes } from "./routes/figures.ts";
import { firstAnswer } from "./routes/first-answer.ts";
import { clientRoutes, deviceRoutes, policyRoutes } from "./routes/groups.ts";
import { healthRoutes } from "./routes/health.ts";
import { knownHost } from "./routes/known-host.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { protectedItemRoutes } from "./routes/protected-items.ts";
import { screens } from "./routes/screens.ts";
import { seriesRoutes } from "./routes/series.ts";
import { sessionExportRoutes } from "./routes/session-export.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { sharedAnswers } from "./routes/shared-answers.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { onceStarted } from "./routes/starting.ts";
import { BadCursor, Stopped, TookTooLong } from "./store/store.ts";
import { BUILT_SCREENS } from "./version.ts";

/** Every route over what it is given; opens no socket. */
export function createApp(deps: Deps) {
  const app = new OpenAPIHono<Env>();
  app.use(async (c, next) => {
    c.set("requestId", randomUUID());
    await next();
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: "no-referrer",
      xFrameOptions: "DENY",
      permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
      // Plain http on loopback is the rule; whoever puts TLS in front sets this there.
      strictTransportSecurity: false,
    }),
  );
  app.use(knownHost(() => deps.config().server.host));
  app.use(compress());

  app.route("/", healthRoutes(deps));
  // Open while it starts, too: it tells the screens when to ask again.
  app.route("/api", eventRoutes(deps));
  for (const path of ["/api/*", "/metrics"]) app.use(path, onceStarted(deps));
  app.route("/", metricsRoutes(deps));
  // A stream first: what follows is answered whole, and to all who ask the same at once.
  app.route("/api", sessionExportRoutes(deps));
  app.use("/api/*", sharedAnswers(deps));
  const routes = [
    aboutRoutes,
    overviewRoutes,
    sessionRoutes,
    protectedItemRoutes,
    deviceRoutes,
    policyRoutes,
  ];
  for (const mount of [...routes, clientRoutes, seriesRoutes, figuresRoutes, dayRoutes, sourceRoutes])
    app.route("/api", mount(deps));
  app.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Lastgood",
      version: deps.version,
      description: "Every vendor's backup sessions in one shape",
    },
  });
  app.all("/api/*", (c) =>
    c.json(errorBody(c, "not-found", "there is no such call; /api/openapi.json lists them all"), 404),
  );
  app.route("/", screens(BUILT_SCREENS, firstAnswer(app, deps.log)));

  app.onError(async (error, c) => {
    if (error instanceof HttpError) return c.json(errorBody(c, error.code, error.message), error.status);
    if (error instanceof BadCursor)
      return c.json(
        errorBody(c, "bad-request", "cursor: belongs to no page of this list; ask without it"),
        400,
      );
    // Nobody reads this.
    if (error instanceof Stopped) return c.body(null, 503);
    if (error instanceof TookTooLong) return c.json(errorBody(c, "too-slow", error.message), 503);
    if (error instanceof HTTPException && error.status < 500)
      return c.json(errorBody(c, "bad-request", "the request cannot be read"), 400);
    deps.log.error({ err: error, requestId: c.get("requestId") }, "a request failed");
    const isReadable = await deps.store.ping().then(
      () => true,
      () => false,
    );
    if (!isReadable)
      return c.json(
        errorBody(c, "unavailable", "the store cannot be read; the log has this request id"),
        503,
      );
    return c.json(errorBody(c, "internal", "Lastgood failed to answer; its log has this request id"), 500);
  });
  return app;
}
