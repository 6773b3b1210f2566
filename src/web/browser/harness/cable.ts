// The network between a browser and the server: it can be cut, so that nothing comes through and nobody is told.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server as Listener, type Socket } from "node:net";
import type { Place, Server } from "./server.ts";

export class Cable implements Place {
  private readonly ends = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly listener: Listener,
  ) {}

  static async to(server: Server): Promise<Cable> {
    const listener = createServer();
    const cable = new Cable(server, listener);
    listener.on("connection", (here) => cable.join(here));
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return cable;
  }

  get url(): string {
    const { port } = this.listener.address() as AddressInfo;
    const url = new URL(this.server.url);
    url.port = String(port);
    return url.href.replace(/\/$/, "");
  }

  get folder(): string {
    return this.server.folder;
  }

  /** From now on what is sent goes nowhere, and no connection ends. */
  cut(): void {
    this.isCut = true;
    for (const end of this.ends) end.unpipe().pause();
  }

  /** New connections get through; those that were there when it was cut are dead, as behind a router that forgot them. */
  mend(): void {
    this.isCut = false;
    for (const end of this.ends) end.destroy();
    this.ends.clear();
  }

  close(): void {
    this.mend();
    this.listener.close();
  }

  private join(here: Socket): void {
    this.keep(here);
    if (this.isCut) return void here.pause();
    const there = this.keep(connect(this.server.port, "127.0.0.1"));
    here.pipe(there);
    there.pipe(here);
    here.on("close", () => there.destroy());
    there.on("close", () => here.destroy());
  }

  private keep(end: Socket): Socket {
    this.ends.add(end);
    end.on("error", () => end.destroy());
    end.on("close", () => this.ends.delete(end));
    return end;
  }
}
