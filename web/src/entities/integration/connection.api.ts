import { ask } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type Connection = Schemas['Connection'];
export type ConnectionKind = Connection['kind'];
export type ConnectionWithToken = Schemas['ConnectionWithToken'];
export type ConnectedPlace = Schemas['ConnectedPlace'];
export type ConnectedItemType = Schemas['ConnectedItemType'];
export type ChangedConnection = Schemas['ChangeConnection'];
export type RkeeperOptions = Schemas['RkeeperOptions'];
export type EventSignature = NonNullable<RkeeperOptions['signature']>;
export type IikoDirectory = Schemas['IikoDirectory'];
export type IikoMirror = Schemas['IikoMirror'];
export type IikoOptions = Schemas['IikoOptions'];
export type IikoWork = Schemas['IikoWork'];

export const CONNECTION_KINDS = ['RKEEPER', 'IIKO', 'FISCAL_OPERATOR'] as const satisfies readonly ConnectionKind[];
export const EVENT_SIGNATURES = ['SHA256_SALT', 'HMAC_SHA256'] as const satisfies readonly EventSignature[];

const LOOK_EVERY_MS = 3_000;

/** The work of a connection to iiko in the background; it goes on while somebody looks. */
export const workQuery = (id: string) =>
  ask('/api/integrations/connections/{id}/work', { id }, { refetchInterval: LOOK_EVERY_MS });
