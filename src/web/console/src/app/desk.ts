// What the console does by itself as things change: opens what its agent works on, shuts what nobody looks at, reads again
// what was missed, fetches cards and names, keeps drafts.

import type { Api } from "../api/api";
import type { Shape } from "../api/shapes";
import { mint, type Feed } from "../feed/feed";
import { leads, mine } from "../store/select";
import type { Card, State } from "../store/state";
import type { Store } from "../store/store";
import { keep, recall } from "./memory";

/** Sessions a connection may have open; a few are left for what is looked at. */
const MOST_OPEN = 60;

export class Desk {
  private restored = "";
  private keeping: ReturnType<typeof setTimeout> | undefined;
  private readonly asked = new Set<string>();
  private before: State | null = null;

  constructor(
    private readonly store: Store,
    private readonly feed: Feed,
    private readonly api: Api,
  ) {}

  /** To be called whenever the state has changed. */
  readonly look = (): void => {
    const state = this.store.get();
    const { before } = this;
    this.before = state;
    if (!state.me) {
      this.restored = "";
      this.asked.clear();
      return;
    }
    const who = `${state.me.workspace}/${state.me.agent}`;
    if (this.restored !== who) {
      this.restored = who;
      this.store.tell([{ do: "restore", ...recall(state) }]);
      void this.names();
      return;
    }
    const isSettled = state.link.is === "live" || state.link.is === "catching_up";
    if (isSettled) {
      this.openAndShut(state);
      this.mend(state);
      this.takeUp(state);
    }
    for (const session of this.wanted(state)) this.card(state, session);
    if (before && (before.drafts !== state.drafts || before.seen !== state.seen || before.outgoing !== state.outgoing)) {
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => keep(this.store.get()), 150);
    }
  };

  /** What should be open without anybody asking. */
  private wanted(state: State): Set<string> {
    const wanted = new Set<string>();
    for (const row of mine(state)) wanted.add(row.session);
    for (const offer of Object.values(state.offers)) wanted.add(offer.session);
    const { selected } = state;
    if (selected && (!leads(state) || state.open.has(selected))) wanted.add(selected);
    return new Set([...wanted].slice(0, MOST_OPEN));
  }

  private openAndShut(state: State): void {
    const wanted = this.wanted(state);
    for (const session of wanted) {
      if (state.open.has(session) || this.asked.has(`open ${session}`)) continue;
      this.asked.add(`open ${session}`);
      this.open(session);
    }
    for (const session of state.open.keys()) {
      if (wanted.has(session)) continue;
      this.asked.delete(`open ${session}`);
      this.shut(session);
    }
    // What could not be opened is tried again once something about it has changed.
    for (const asked of this.asked) {
      const session = asked.startsWith("open ") ? asked.slice(5) : "";
      if (session && !wanted.has(session)) this.asked.delete(asked);
    }
  }

  /** Where a number was skipped, the rest is read anew from the last one. */
  private mend(state: State): void {
    for (const { session, gap, seq } of state.open.values()) {
      if (!gap || this.asked.has(`mend ${session} ${seq}`)) continue;
      this.asked.add(`mend ${session} ${seq}`);
      this.feed.command({ type: "shut", id: this.mint(), session });
      this.feed.command({ type: "open", id: this.mint(), session, after: seq });
    }
  }

  /**
   * What another had meanwhile, the server has shut without a word. Once it is in sight again, or offered, it is opened from where
   * it was left; what was open all the time is only acknowledged.
   */
  private takeUp(state: State): void {
    for (const { session, isOutOfSight, seq } of state.open.values()) {
      const isOffered = () => Object.values(state.offers).some((offer) => offer.session === session);
      if (!isOutOfSight || this.asked.has(`sight ${session} ${seq}`) || !(state.rows.has(session) || isOffered())) continue;
      this.asked.add(`sight ${session} ${seq}`);
      this.feed.command({ type: "open", id: this.mint(), session, after: seq });
    }
  }

  open(session: string): void {
    this.store.tell([{ do: "opening", session }]);
    this.feed.command({ type: "open", id: this.mint(), session, after: 0 });
  }

  watch(session: string): void {
    this.store.tell([{ do: "opening", session }]);
    this.feed.command({ type: "watch", id: this.mint(), session, after: 0 });
  }

  private shut(session: string): void {
    this.store.tell([{ do: "shut", session }]);
    this.feed.command({ type: "shut", id: this.mint(), session });
  }

  private card(state: State, session: string): void {
    if (state.cards[session] || this.asked.has(`card ${session}`) || !state.open.has(session)) return;
    this.asked.add(`card ${session}`);
    void this.fetchCard(session);
  }

  async fetchCard(session: string): Promise<void> {
    try {
      const card = await this.api.get<Card>(`/sessions/${session}/customer?limit=20`);
      this.store.tell([{ do: "card", session, card }]);
    } catch {
      // A card is a help, not a need; it is asked for again when the session is opened next.
    }
  }

  /** Names of queues, agents and platforms, and the workspace's canned responses. */
  async names(): Promise<void> {
    const { api, store } = this;
    const named = (items: { id: string; settings: { name: string } }[]) =>
      Object.fromEntries(items.map(({ id, settings }) => [id, settings.name || id]));
    try {
      const [queues, agents, platforms, workspace] = await Promise.all([
        api.pages<Shape<"Setting_QueueValues">>("/queues"),
        api.pages<Shape<"Setting_AgentValues">>("/agents"),
        api.pages<Shape<"Setting_PlatformValues">>("/platforms"),
        api.get<Shape<"Setting_WorkspaceValues">>("/workspace"),
      ]);
      const picks = queues.filter(({ settings }) => settings.way === "pick").map(({ id }) => id);
      const canned = workspace.settings.canned_responses ?? [];
      store.tell([{ do: "names", names: { queues: named(queues), agents: named(agents), platforms: named(platforms), picks, canned, isRead: true } }]);
    } catch {
      // Ids stand in for names.
    }
  }

  mint(): string {
    return mint({ now: Date.now, random: Math.random });
  }
}
