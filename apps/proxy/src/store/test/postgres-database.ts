import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL server, without a database. */
    postgresDoor: string;
  }
}

export async function postgresServer(): Promise<string> {
  const answer = await fetch(inject("postgresDoor"));
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** Where capitals and small letters, and letters with and without marks, sort side by side: as on many servers. */
const GERMAN = "encoding 'UTF8' locale 'C' locale_provider icu icu_locale 'de'";

/** The address of a database of its own, with nothing in it, on the run's PostgreSQL server. */
export async function postgresDatabase(options = GERMAN): Promise<string> {
  const server = await postgresServer();
  const name = `test_${randomBytes(6).toString("hex")}`;
  const client = new Client(`${server}/postgres`);
  await client.connect();
  await client.query(`create database ${name} template template0 ${options}`);
  await client.end();
  return `${server}/${name}`;
}
