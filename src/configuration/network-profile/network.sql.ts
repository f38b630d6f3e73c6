import type { Statements } from '../../platform/database/database';
import { NETWORK_COLUMNS, type NetworkRow } from '../revisions/snapshot.sql';

// SQL by hand: locks, a claim of the code, and the error of the fixed currency.

export interface NetworkInsert {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
  readonly locale: string;
  readonly country: string;
  readonly settings: object;
  readonly signedUpAt: Date | null;
  /** The network beside which this sandbox or shadow stands; null: this is a network of its own. */
  readonly sandboxOf: string | null;
  readonly isShadow: boolean;
}

/** Undefined: the code is taken, or the network already has an open sandbox or shadow. */
export function insertNetwork(tx: Statements, network: NetworkInsert): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>`INSERT INTO networks (id, code, name, currency, currency_digits, time_zone,
    locale, country, settings, signed_up_at,
       sandbox_of, is_shadow)
     VALUES (${network.id}, ${network.code}, ${network.name}, ${network.currency},
       ${network.currencyDigits}, ${network.timeZone}, ${network.locale}, ${network.country},
       ${JSON.stringify(network.settings)}, ${network.signedUpAt}, ${network.sandboxOf}, ${network.isShadow})
     ON CONFLICT DO NOTHING
     RETURNING ${NETWORK_COLUMNS}`;
}

/** Kinds of networks that stand beside another: one to try things out, and one in which the receipts of an earlier system are decided. */
export type BesideKind = 'SANDBOX' | 'SHADOW';

/** Prevents other changes of the network's configuration until the transaction ends; guests and tills are not affected. */
export function lockNetwork(tx: Statements, networkId: string): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>`SELECT ${NETWORK_COLUMNS} FROM networks WHERE id = ${networkId} FOR NO KEY UPDATE`;
}
