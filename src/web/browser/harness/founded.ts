// A server somebody founded a workspace on, with an owner who signs in by password: what administration needs.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, PROGRAM, STARTS_WITHIN } from "./program.ts";

export const OWNER = { login: "olle@example.org", password: "a long phrase nobody guesses" };

export class Founded {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<Founded> {
    const folder = mkdtempSync(join(tmpdir(), "switchboard-founded-"));
    const token = join(folder, "bootstrap-token");
    writeFileSync(join(folder, "settings.toml"), `[server]\nbootstrap_file = "${token}"\n`);
    const place = ["--data", join(folder, "data"), "--listen", `127.0.0.1:${await freePort()}`];
    const child = spawn(PROGRAM, ["serve", ...place, "--config", join(folder, "settings.toml")], { stdio: "ignore" });
    const server = new Founded(`http://${place[3]}`, folder, child);
    const until = Date.now() + STARTS_WITHIN;
    for (;;) {
      if (child.exitCode !== null || Date.now() > until) throw new Error("it did not start");
      if (existsSync(token) && (await server.found(readFileSync(token, "utf8").trim()))) return server;
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async found(token: string): Promise<boolean> {
    const body = JSON.stringify({ token, workspace: "acme", person: "olle", ...OWNER });
    try {
      const answer = await fetch(`${this.url}/api/v1/bootstrap`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      return answer.ok;
    } catch {
      return false;
    }
  }
}
