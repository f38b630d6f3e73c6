import type { FileReceipt } from './receipt';

/** The ways in which a file's receipts name a guest, the surest first. */
const GUEST_KEYS = ['externalId', 'card', 'phone'] as const;

export type GuestKeyKind = (typeof GUEST_KEYS)[number];

/** A key and its kind; keys of a network's files are compared so. */
export interface GuestKey {
  readonly kind: GuestKeyKind;
  readonly value: string;
  readonly text: string;
}

/** A receipt's keys, the surest first; none: the receipt is anonymous. */
export function guestKeysOf({ guest, card, phone }: Pick<FileReceipt, 'guest' | 'card' | 'phone'>): GuestKey[] {
  const keys: GuestKey[] = [];
  if (guest !== null) keys.push({ kind: 'externalId', value: guest, text: `e${guest}` });
  if (card !== null) keys.push({ kind: 'card', value: card, text: `c${card}` });
  if (phone !== null) keys.push({ kind: 'phone', value: phone, text: `p${phone}` });
  return keys;
}

/** The guests of a file by their keys: keys on the same receipt belong to one guest. */
export class JoinedKeys {
  private readonly names = new Map<string, string>();

  nameOf({ text }: GuestKey): string | undefined {
    return this.names.get(text);
  }

  /** The guests that these keys name, each once, in the keys' order. */
  namesOf(keys: readonly GuestKey[]): string[] {
    return [...new Set(keys.flatMap((key) => this.nameOf(key) ?? []))];
  }

  /** Makes these keys name the guest; a key that already names a guest stays with that guest. */
  join(keys: readonly GuestKey[], name: string): void {
    for (const { text } of keys) if (!this.names.has(text)) this.names.set(text, name);
  }
}
