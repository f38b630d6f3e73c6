import type { Tx } from '../../platform/database/database';

export interface GuestRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly external_id: string | null;
  readonly name: string | null;
  readonly phone_encrypted: Buffer | null;
  readonly email_encrypted: Buffer | null;
  /** `YYYY-MM-DD`. */
  readonly birth_date: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly note: string | null;
  readonly card_number: string;
  readonly restaurant_id: string | null;
  readonly source: 'STAFF' | 'SELF' | 'IMPORT' | 'API';
  readonly created_at: Date;
  readonly erased_at: Date | null;
}

const GUEST_COLUMNS = `id, account_id, external_id, name, phone_encrypted, email_encrypted, birth_date, locale, note,
  card_number, restaurant_id, source, created_at, erased_at`;

/** What a guest may be found by; each is unique in the network. */
export type GuestKey = 'id' | 'external_id' | 'card_number' | 'phone_index';

export function findGuestBy(tx: Tx, networkId: string, key: GuestKey, value: string | Buffer): Promise<GuestRow | undefined> {
  return tx.maybe<GuestRow>(`SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1 AND ${key} = $2`, [networkId, value]);
}
