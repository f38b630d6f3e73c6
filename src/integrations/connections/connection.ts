import type { ItemType } from '../../decision';
import type { TillConnection } from '../../generated/prisma/client';
import { type KeyPrincipal, Pii } from '../../security';
import { type ConnectionKind, type CredentialsOf, KINDS, type OptionsOf } from './connection-kinds';

/** A restaurant of the till system, or a terminal in it, and the network's till to which it belongs. */
export interface ConnectedPlace {
  readonly organization: string;
  /** Null: all terminals of the organisation without an entry of their own. */
  readonly terminal: string | null;
  readonly pointOfSaleId: string;
}

/** A menu category of the till system whose items are not ordinary goods. */
export interface ConnectedItemType {
  readonly category: string;
  readonly type: ItemType;
}

/** A connection with its decrypted secrets, as requests and the inbox's job use it. */
export interface Connection<Kind extends ConnectionKind = ConnectionKind> {
  readonly id: string;
  readonly networkId: string;
  readonly kind: Kind;
  readonly baseUrl: string | null;
  readonly credentials: CredentialsOf<Kind>;
  readonly options: OptionsOf<Kind>;
  readonly places: readonly ConnectedPlace[];
  readonly itemTypes: readonly ConnectedItemType[];
  readonly enabled: boolean;
  /** The manager who made it or who has its token last; null: the system. */
  readonly createdBy: string | null;
}

/** The connection of a call, with the time by which the call must be answered, in milliseconds of `performance.now()`. */
export type CallingConnection<Kind extends ConnectionKind = ConnectionKind> = Connection<Kind> & {
  readonly endsAtMs: number;
};

/** The columns that a connection is made of. */
export type ConnectionRow = Pick<
  TillConnection,
  | 'networkId'
  | 'id'
  | 'kind'
  | 'baseUrl'
  | 'credentialsEncrypted'
  | 'options'
  | 'places'
  | 'itemTypes'
  | 'enabled'
  | 'createdBy'
>;

/** @throws Error for secrets that no key of the key ring can decrypt */
export function connectionOf(pii: Pii, row: ConnectionRow): Connection {
  const kind = row.kind as ConnectionKind;
  const schemas = KINDS[kind];
  return {
    id: row.id,
    networkId: row.networkId,
    kind,
    baseUrl: row.baseUrl,
    credentials: schemas.credentials.parse(openCredentials(pii, row.networkId, row.credentialsEncrypted)),
    options: schemas.options.parse(row.options),
    // Written by the API, which validated them.
    places: row.places as unknown as readonly ConnectedPlace[],
    itemTypes: row.itemTypes as unknown as readonly ConnectedItemType[],
    enabled: row.enabled,
    createdBy: row.createdBy,
  };
}

export function openCredentials(
  pii: Pii,
  networkId: string,
  sealed: Uint8Array | null,
): Readonly<Record<string, string>> {
  if (sealed === null) return {};
  return JSON.parse(pii.decrypt(networkId, 'secret', Buffer.from(sealed))) as Record<string, string>;
}

/** The till that a manager mapped to an organisation and terminal; undefined: none. */
export function placeOf(
  { places }: Pick<Connection, 'places'>,
  organization: string,
  terminal: string | null,
): string | undefined {
  const own = places.filter((place) => place.organization === organization);
  return (own.find((place) => place.terminal === terminal) ?? own.find((place) => place.terminal === null))
    ?.pointOfSaleId;
}

/** The kind of an item by its menu category; null: ordinary goods. */
export function itemTypeOf({ itemTypes }: Pick<Connection, 'itemTypes'>, category: string | null): ItemType | null {
  return itemTypes.find((entry) => entry.category === category)?.type ?? null;
}

/**
 * A connection as a caller, for the till and the audit. It may do what an API key of the scope `till` may, and also record acts of any past time,
 * because a till system sends them again after an outage.
 */
export function principalOfConnection({
  id,
  networkId,
  createdBy,
}: Pick<Connection, 'id' | 'networkId' | 'createdBy'>): KeyPrincipal {
  return {
    kind: 'key',
    id,
    integrationId: id,
    networkId,
    scopes: ['till', 'import'],
    identifies: 'TILL_SYSTEM',
    soleDecider: createdBy,
  };
}
