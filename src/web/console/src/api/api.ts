// The HTTP API: one function that asks, and a problem when the answer is none.

/** What the server says where something cannot be. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: { field: string; code: string; detail: string }[] = [],
    readonly retryAfter?: number,
  ) {
    super(detail || code);
  }
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface Ask {
  body?: unknown;
  /** The version an edit was made from; 0 makes what is not there. */
  version?: number;
  file?: Blob;
  signal?: AbortSignal;
  heads?: (headers: Headers) => void;
}

/** The console's way to `/api/v1`: by the cookie of a sign-in, or by a token that lives as long as this tab. */
export class Api {
  constructor(
    private readonly base: string,
    private readonly token: () => string | null,
  ) {}

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.ask<T>("GET", path, signal ? { signal } : {});
  }

  /** With the version in its `ETag`, for an edit of what does not say its version itself; 0 where nothing is there yet. */
  async versioned<T>(path: string): Promise<{ value: T; version: number }> {
    let version = 0;
    const value = await this.ask<T>("GET", path, { heads: (headers) => (version = Number(headers.get("ETag")?.replace(/\D/g, "") ?? 0)) });
    return { value, version };
  }

  async ask<T>(method: Method, path: string, { body, version, file, signal, heads }: Ask = {}): Promise<T> {
    const headers: Record<string, string> = { "X-Switchboard": "1" };
    const token = this.token();
    if (token) headers["Authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (file) headers["Content-Type"] = file.type;
    if (version === 0) headers["If-None-Match"] = "*";
    else if (version !== undefined) headers["If-Match"] = `"${version}"`;
    let answer: Response;
    try {
      answer = await fetch(`${this.base}${path}`, {
        method, headers, credentials: "same-origin", cache: "no-store", redirect: "error",
        ...(signal ? { signal } : {}),
        ...(file ? { body: file } : body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (why) {
      if (signal?.aborted) throw why;
      throw new Problem(0, "unreachable", "");
    }
    if (!answer.ok) throw await problem(answer);
    heads?.(answer.headers);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** A picture of a session, as something an image can show. */
  async picture(id: string, signal: AbortSignal): Promise<string> {
    const token = this.token();
    const answer = await fetch(`${this.base}/attachments/${encodeURIComponent(id)}`, {
      headers: token ? { Authorization: `Bearer ${token}` } : {}, credentials: "same-origin", signal,
    });
    if (!answer.ok) throw await problem(answer);
    return URL.createObjectURL(await answer.blob());
  }

  /** Everything of a list, page by page, to a limit. */
  async pages<T>(path: string, most = 1_000): Promise<T[]> {
    const items: T[] = [];
    let after: string | undefined;
    do {
      const mark = path.includes("?") ? "&" : "?";
      const page: { items: T[]; next?: string | null } = await this.get(
        `${path}${mark}limit=200${after ? `&after=${encodeURIComponent(after)}` : ""}`,
      );
      items.push(...page.items);
      after = page.next ?? undefined;
    } while (after && items.length < most);
    return items;
  }
}

async function problem(answer: Response): Promise<Problem> {
  const retryAfter = Number(answer.headers.get("Retry-After")) || undefined;
  try {
    const told = (await answer.json()) as { code?: string; detail?: string; title?: string; errors?: Problem["errors"] };
    return new Problem(answer.status, told.code ?? "failed", told.detail ?? told.title ?? "", told.errors ?? [], retryAfter);
  } catch {
    return new Problem(answer.status, "failed", "", [], retryAfter);
  }
}
