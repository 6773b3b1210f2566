// The plain requests of the customers' door: is anybody there, a picture up and down, a message for later.

export interface Availability {
  open: boolean;
  available: boolean;
  hasWorkingAgents: boolean;
  opensAt: string | null;
  position: number;
  estimatedWait: number | null;
}

export class Doors {
  constructor(
    private readonly base: URL,
    private readonly platform: string,
    private readonly token: () => string,
  ) {}

  /** None where it cannot be told now. */
  async availability(): Promise<Availability | undefined> {
    try {
      const answer = await fetch(new URL(`sermo/platforms/${encodeURIComponent(this.platform)}/availability`, this.base));
      return answer.ok ? ((await answer.json()) as Availability) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The id of a picture that was kept, or the code it was refused with. */
  async upload(picture: Blob): Promise<{ imageId: string } | { code: string }> {
    const answer = await fetch(new URL("sermo/images", this.base), {
      method: "POST",
      headers: { authorization: `Bearer ${this.token()}`, "content-type": picture.type },
      body: picture,
    });
    return (await answer.json()) as { imageId: string } | { code: string };
  }

  async picture(id: string): Promise<Blob | undefined> {
    try {
      const headers = { authorization: `Bearer ${this.token()}` };
      const answer = await fetch(new URL(`sermo/images/${encodeURIComponent(id)}`, this.base), { headers });
      return answer.ok ? await answer.blob() : undefined;
    } catch {
      return undefined;
    }
  }

  /** Leaves a message with how to reach its writer. */
  async leave(message: Message): Promise<Left | { code: string }> {
    const token = this.token();
    try {
      const answer = await fetch(new URL("sermo/messages", this.base), {
        method: "POST",
        headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ platformId: this.platform, ...message }),
      });
      return (await answer.json()) as Left | { code: string };
    } catch {
      return { code: "unreachable" };
    }
  }
}

export interface Message {
  id: string;
  text: string;
  contact: { name?: string; email?: string; phone?: string };
}

export interface Left {
  session: string | null;
  userId: string;
  token?: string;
}
