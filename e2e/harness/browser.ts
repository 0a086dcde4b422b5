export { type Browser, type CDPSession, chromium, type Page } from "@playwright/test";
