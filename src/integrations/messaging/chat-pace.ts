/** How many chats are remembered at most; the oldest are forgotten first. */
const MOST_CHATS = 10_000;

/** Keeps messages of this process to one chat apart, because a messenger limits them for each chat. */
export class ChatPace {
  private readonly nextAt = new Map<string, number>();

  constructor(private readonly apartMs: number) {}

  /**
   * Takes the chat's next turn and returns in how many milliseconds it comes.
   *
   * @param now a time in milliseconds that never goes back
   */
  takeTurn(chat: string, now: number): number {
    const at = Math.max(now, this.nextAt.get(chat) ?? now);
    // The chat goes behind the others, so that the oldest one stands first.
    this.nextAt.delete(chat);
    this.nextAt.set(chat, at + this.apartMs);
    const [oldest] = this.nextAt.keys();
    if (this.nextAt.size > MOST_CHATS && oldest !== undefined) this.nextAt.delete(oldest);
    return at - now;
  }
}
