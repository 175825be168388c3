// A real server on a database of its own, copied from the sample set.

import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";

/** What `cargo xtask` prepared; each is missing only where Playwright was started by hand. */
function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; start the tests by: cargo xtask test --only browser`);
  return value;
}

export class Site {
  private process?: ChildProcess;

  private constructor(
    /** Scheme, host and port, without a slash at the end. */
    readonly address: string,
    readonly databaseUrl: string,
    private readonly port: number,
  ) {}

  /** Copies the sample database and serves it on a free port. */
  static async start(name: string): Promise<Site> {
    const template = given("TASKLENS_TEMPLATE");
    const database = `${template}_${name}`;
    sql("postgres", `drop database if exists "${database}" with (force)`);
    sql("postgres", `create database "${database}" template "${template}"`);
    const port = await freePort();
    const site = new Site(`http://127.0.0.1:${port}`, databaseUrl(database), port);
    await site.serve(name);
    return site;
  }

  private async serve(name: string) {
    mkdirSync("test-results", { recursive: true });
    const log = createWriteStream(path.join("test-results", `server-${name}.log`));
    const server = spawn(given("TASKLENS_SERVER"), ["serve"], {
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    server.stdout.pipe(log);
    server.stderr.pipe(log);
    this.process = server;
    const deadline = Date.now() + 60_000;
    for (;;) {
      const ready = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      if (server.exitCode !== null) throw new Error(`the server ended; see test-results/server-${name}.log`);
      if (Date.now() > deadline) throw new Error("the server did not start within a minute");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Runs a subcommand of the server on this site's database; what it prints on standard output. */
  async command(...args: string[]): Promise<string> {
    const run = promisify(execFile);
    const { stdout } = await run(given("TASKLENS_SERVER"), args, { env: this.environment() });
    return stdout.trim();
  }

  /** The address that logs this person in, once. */
  loginLink(email: string): Promise<string> {
    return this.command("login-link", "--email", email);
  }

  /** A key of the sample team that may do everything. */
  adminKey(): Promise<string> {
    return this.command("key", "--team", this.sql("select name from team order by team_id limit 1"), "--role", "admin");
  }

  /** Asks the REST API; the answer's JSON, which must come with 200. */
  async api(key: string, method: string, path: string, body?: unknown): Promise<any> {
    const response = await fetch(`${this.address}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  /** What the site's database answers, in lines of `|`-separated columns. */
  sql(statement: string): string {
    return psql(this.databaseUrl, statement);
  }

  async stop() {
    const server = this.process;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
  }

  private environment() {
    return {
      ...process.env,
      DATABASE_URL: this.databaseUrl,
      TASKLENS_DATA_DIR: given("TASKLENS_MEDIA"),
      TASKLENS_LISTEN: `127.0.0.1:${this.port}`,
      TASKLENS_BASE_URL: this.address,
      // Receivers of callbacks are here.
      TASKLENS_ALLOW_HOSTS: "127.0.0.1",
    };
  }
}

function databaseUrl(database: string): string {
  const url = new URL(given("TASKLENS_CLUSTER"));
  url.pathname = `/${database}`;
  return url.toString();
}

function sql(database: string, statement: string): string {
  return psql(databaseUrl(database), statement);
}

function psql(url: string, statement: string): string {
  const args = ["--no-psqlrc", "-qtA", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement];
  return execFileSync(given("TASKLENS_PSQL"), args, { encoding: "utf8" }).trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
