// The real binary on a free port over a data folder of its own: started, killed, started again, stopped.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, PROGRAM, STARTS_WITHIN } from "./program.ts";

/** The demo's credentials, as `demo.json` has them. */
interface Credentials {
  agents: { agent: string; name: string; token: string }[];
}

/** Where a demo is reached, and where its files are. */
export interface Place {
  readonly url: string;
  readonly folder: string;
}

export class Server implements Place {
  private child: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly prefix: string,
  ) {}

  /** A demo center in a new folder. `settings` is TOML; with a `prefix` every path begins with it. */
  static async demo({ settings = "", prefix = "" } = {}): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "switchboard-browser-"));
    const behind = prefix
      ? `[server]\nbehind_proxy = true\ntrusted = ["127.0.0.1"]\npath_prefix = "${prefix}"\n`
      : "";
    writeFileSync(join(folder, "settings.toml"), behind + settings);
    const server = new Server(folder, await freePort(), prefix);
    await server.start();
    return server;
  }

  /** Where it is reached, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.port}${this.prefix}`;
  }

  async start(): Promise<void> {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: scripts/build dev makes it`);
    const log = openSync(join(this.folder, "log"), "a");
    const place = ["--data", join(this.folder, "data"), "--listen", `127.0.0.1:${this.port}`];
    const settings = ["--config", join(this.folder, "settings.toml")];
    this.child = spawn(PROGRAM, ["serve", "--demo", ...place, ...settings], { stdio: ["ignore", log, log] });
    closeSync(log);
    const until = Date.now() + STARTS_WITHIN;
    while (!(await this.isReady())) {
      if (this.child.exitCode !== null || Date.now() > until) throw new Error(`it did not start:\n${this.log()}`);
      await sleep(50);
    }
  }

  /** No goodbye, nothing flushed. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends it well, and takes its folder away. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The token of a person of the demo. */
  token(id: string): string {
    return tokenOf(this, id);
  }

  log(): string {
    return readFileSync(join(this.folder, "log"), "utf8");
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }
}

/** The token of a person of this demo. */
export function tokenOf({ folder }: Place, id: string): string {
  const text = readFileSync(join(folder, "data", "demo.json"), "utf8");
  const found = (JSON.parse(text) as Credentials).agents.find(({ agent }) => agent === id);
  if (!found) throw new Error(`the demo has no ${id}`);
  return found.token;
}
