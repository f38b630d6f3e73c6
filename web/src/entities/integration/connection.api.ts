import { keepPreviousData } from '@tanstack/react-query';
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
export type InboxEvent = Schemas['InboxEvent'];
export type EventStatus = InboxEvent['status'];

export const CONNECTION_KINDS = ['RKEEPER', 'IIKO', 'FISCAL_OPERATOR'] as const satisfies readonly ConnectionKind[];
export const EVENT_SIGNATURES = ['SHA256_SALT', 'HMAC_SHA256'] as const satisfies readonly EventSignature[];
export const EVENT_STATUSES = ['WAITING', 'REFUSED', 'DONE', 'IGNORED'] as const satisfies readonly EventStatus[];

const EVENTS_A_PAGE = 50;
const LOOK_EVERY_MS = 3_000;

/** The work of a connection to iiko in the background; it goes on while somebody looks. */
export const workQuery = (id: string) =>
  ask('/api/integrations/connections/{id}/work', { id }, { refetchInterval: LOOK_EVERY_MS });

/** Which events are shown. */
export interface WhichEvents {
  readonly connectionId?: string;
  readonly status?: EventStatus;
}

export const eventsQuery = (which: WhichEvents, cursor: string | undefined) =>
  ask('/api/integrations/events', { ...which, limit: EVENTS_A_PAGE, cursor }, { placeholderData: keepPreviousData });
