import type { FileReceipt } from './receipt';

/** The ways in which a receipt of a file names its guest, the surest first. */
export const GUEST_KEYS = ['externalId', 'card', 'phone'] as const;

export type GuestKeyKind = (typeof GUEST_KEYS)[number];

/** A key with its kind, as the files of one network may compare them. */
export interface GuestKey {
  readonly kind: GuestKeyKind;
  readonly value: string;
  readonly text: string;
}

/** The keys of a receipt, the surest first; none: it is anonymous. */
export function guestKeysOf({ guest, card, phone }: Pick<FileReceipt, 'guest' | 'card' | 'phone'>): GuestKey[] {
  const keys: GuestKey[] = [];
  if (guest !== null) keys.push({ kind: 'externalId', value: guest, text: `e${guest}` });
  if (card !== null) keys.push({ kind: 'card', value: card, text: `c${card}` });
  if (phone !== null) keys.push({ kind: 'phone', value: phone, text: `p${phone}` });
  return keys;
}

/** Names of the guests of a file by their keys: keys that stand together on a receipt belong to one guest. */
export class JoinedKeys {
  private readonly names = new Map<string, string>();

  nameOf({ text }: GuestKey): string | undefined {
    return this.names.get(text);
  }

  /** The guests that these keys name, each once, in the order of the keys. */
  namesOf(keys: readonly GuestKey[]): string[] {
    return [...new Set(keys.flatMap((key) => this.nameOf(key) ?? []))];
  }

  /** From now on all these keys name the guest; one that names a guest already stays with it. */
  join(keys: readonly GuestKey[], name: string): void {
    for (const { text } of keys) if (!this.names.has(text)) this.names.set(text, name);
  }
}
