// The console put together: store, feed, desk and API, and what a user can ask for.

import { Api, Problem } from "../api/api";
import { forgetToken, keepToken, token } from "../api/sign_in";
import { Feed, type Line } from "../feed/feed";
import type { Spoken } from "../../../shared/console.gen";
import { EMPTY, type Route } from "../store/state";
import { Store } from "../store/store";
import { Desk } from "./desk";
import { at, address } from "./route";

type WithoutId<T> = T extends { id: string } ? Omit<T, "id"> : never;
export type Wish = WithoutId<Spoken>;

/** The server may stand below a prefix; this page is always at `/console/` there. */
const PREFIX = location.pathname.replace(/\/console\/.*$/, "");

export class Console {
  readonly store = new Store({ ...EMPTY, route: at(location.hash) });
  readonly api = new Api(`${PREFIX}/api/v1`, token);
  readonly feed = new Feed(
    {
      connect: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}${PREFIX}/console/socket`) as unknown as Line,
      ticket: async () => token() ?? (await this.api.ask<{ ticket: string }>("POST", "/socket-ticket")).ticket,
      now: Date.now,
      random: Math.random,
      after: (ms, then) => {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
    },
    this.store.get,
    this.store.tell,
  );
  readonly desk = new Desk(this.store, this.feed, this.api);

  constructor() {
    this.store.subscribe(this.desk.look);
    addEventListener("hashchange", () => this.store.tell([{ do: "go", route: at(location.hash) }]));
    addEventListener("online", () => this.feed.hurry());
    addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.feed.hurry();
    });
  }

  /** Whether somebody is signed in; begins if so. */
  async begin(): Promise<boolean> {
    try {
      await this.api.get("/me");
      this.feed.start();
      return true;
    } catch (why) {
      if (why instanceof Problem && (why.status === 401 || why.code === "not_bootstrapped")) return false;
      this.feed.start();
      return true;
    }
  }

  async signIn(given: { workspace?: string; login: string; password: string; code?: string }): Promise<void> {
    forgetToken();
    await this.api.ask("POST", "/sign-in", { body: given });
    this.feed.start();
  }

  async signInByToken(given: string): Promise<void> {
    keepToken(given);
    try {
      await this.api.get("/me");
    } catch (why) {
      forgetToken();
      throw why;
    }
    this.feed.start();
  }

  async signOut(): Promise<void> {
    try {
      await this.api.ask("POST", "/sign-out");
    } catch {
      // Whoever has no sign-in (a token of the demo) has none to end.
    }
    forgetToken();
    this.feed.stop();
    this.store.tell([{ do: "sign_out" }]);
  }

  /** Sends a command under an id of its own. */
  readonly ask = (wish: Wish): void => {
    this.feed.command({ ...wish, id: this.desk.mint() } as Spoken & { id: string });
  };

  readonly select = (session: string | null): void => {
    this.go({ at: "desk" });
    this.store.tell([{ do: "select", session }]);
  };

  readonly go = (route: Route): void => {
    const wanted = address(route);
    if (location.hash !== wanted) history.pushState(null, "", wanted);
    this.store.tell([{ do: "go", route }]);
  };
}
