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

/** The address of a database of its own, with nothing in it, on the run's PostgreSQL server. */
export async function postgresDatabase(options = ""): Promise<string> {
  const server = await postgresServer();
  const name = `test_${randomBytes(6).toString("hex")}`;
  const client = new Client(`${server}/postgres`);
  await client.connect();
  await client.query(`create database ${name} ${options}`);
  await client.end();
  return `${server}/${name}`;
}
