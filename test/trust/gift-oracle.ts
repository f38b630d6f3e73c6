/** An act of a gift card from its journal. */
export interface PlayedAct {
  readonly id: string;
  readonly number: number;
  readonly kind: string;
  readonly amount: number;
  readonly balance: number;
  readonly relatedId: string | null;
}

/** The states in which a card accepts each act, and the sign of its money. Written from docs/gift-cards.md, not from the code. */
const TAKES: Readonly<
  Record<string, { readonly sign: -1 | 0 | 1; readonly in: readonly string[]; readonly to?: string }>
> = {
  SOLD: { sign: 1, in: ['ISSUED'], to: 'ACTIVE' },
  TOPPED_UP: { sign: 1, in: ['ACTIVE'] },
  SPENT: { sign: -1, in: ['ACTIVE'] },
  REFUNDED: { sign: 1, in: ['ACTIVE', 'ENDED'] },
  CORRECTED: { sign: -1, in: ['ACTIVE', 'BLOCKED'] },
  BLOCKED: { sign: 0, in: ['ISSUED', 'ACTIVE'], to: 'BLOCKED' },
  UNBLOCKED: { sign: 0, in: ['BLOCKED'] },
  MOVED_OUT: { sign: -1, in: ['ACTIVE', 'BLOCKED'], to: 'REPLACED' },
  MOVED_IN: { sign: 1, in: ['ISSUED'], to: 'ACTIVE' },
  ENDED: { sign: -1, in: ['ACTIVE'], to: 'ENDED' },
};

/** A card that plays its acts in the order of their numbers. */
export class OracleGiftCard {
  state = 'ISSUED';
  balance = 0;
  /** Money that became income of the network. */
  income = 0;
  private acts = 0;
  private wasSold = false;

  /** Adds one act; throws where the card could not have taken it, or where its balance differs. */
  play({ number, kind, amount, balance }: PlayedAct): void {
    const taken = TAKES[kind];
    const where = `act ${String(number)}, ${kind} of ${String(amount)} on ${String(this.balance)} in ${this.state}`;
    if (taken === undefined || !taken.in.includes(this.state)) throw new Error(`${where} is not taken`);
    this.acts += 1;
    if (number !== this.acts) throw new Error(`${where} should have the number ${String(this.acts)}`);
    this.wasSold ||= kind === 'SOLD' || kind === 'MOVED_IN';
    const isAlive = kind === 'REFUNDED' && this.state === 'ENDED';
    // An expiry takes all the card's money, and nothing else goes to the network's income.
    if (kind === 'ENDED' && amount !== this.balance) throw new Error(`${where} leaves money behind`);
    if (kind === 'ENDED') this.income += amount;
    if (kind === 'UNBLOCKED') this.state = this.wasSold ? 'ACTIVE' : 'ISSUED';
    else this.state = isAlive ? 'ACTIVE' : (taken.to ?? this.state);
    this.balance += taken.sign * amount;
    if (this.balance < 0 || this.balance > 10_000_000) throw new Error(`${where} leaves ${String(this.balance)}`);
    if (balance !== this.balance) throw new Error(`${where} says ${String(balance)}, not ${String(this.balance)}`);
  }
}
