import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { everyItem, pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Connection = Schemas['Connection'];
export type ConnectionKind = Connection['kind'];
export type ConnectionWithToken = Schemas['ConnectionWithToken'];
export type ConnectionTest = Schemas['ConnectionTest'];
export type ConnectedPlace = Schemas['ConnectedPlace'];
export type ConnectedItemType = Schemas['ConnectedItemType'];
export type RkeeperOptions = Schemas['RkeeperOptions'];
export type EventSignature = NonNullable<RkeeperOptions['signature']>;
export type IikoDirectory = Schemas['IikoDirectory'];
export type IikoMirror = Schemas['IikoMirror'];
export type IikoOptions = Schemas['IikoOptions'];
export type IikoWork = Schemas['IikoWork'];
export type RegisteredIikoWebhook = Schemas['RegisteredIikoWebhook'];
export type InboxEvent = Schemas['InboxEvent'];
export type EventStatus = InboxEvent['status'];

export const CONNECTION_KINDS = ['RKEEPER', 'IIKO'] as const satisfies readonly ConnectionKind[];
export const EVENT_SIGNATURES = ['SHA256_SALT', 'HMAC_SHA256'] as const satisfies readonly EventSignature[];
export const EVENT_STATUSES = ['WAITING', 'REFUSED', 'DONE', 'IGNORED'] as const satisfies readonly EventStatus[];

const EVENTS_A_PAGE = 50;
const LOOK_EVERY_MS = 3_000;

export const connectionKeys = { each: ['connections'], events: ['inbox-events'], work: ['connection-work'] };

export const connectionsQuery = queryOptions({
  queryKey: [...connectionKeys.each, 'all'],
  queryFn: ({ signal }) =>
    everyItem((query) => answerOf(api.GET('/api/integrations/connections', { params: { query }, signal }))),
});

/** The work of a connection to iiko in the background; it goes on while somebody looks. */
export const workQuery = (id: string) =>
  queryOptions({
    queryKey: [...connectionKeys.work, id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/integrations/connections/{id}/work', { params: { path: { id } }, signal })),
    refetchInterval: LOOK_EVERY_MS,
  });

/** Which events are shown. */
export interface WhichEvents {
  readonly connectionId?: string;
  readonly status?: EventStatus;
}

export const eventsQuery = (which: WhichEvents, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...connectionKeys.events, 'list', which, cursor],
    queryFn: ({ signal }) => {
      const query = { ...which, ...pageAfter(cursor, EVENTS_A_PAGE) };
      return answerOf(api.GET('/api/integrations/events', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: [...connectionKeys.events, id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/integrations/events/{id}', { params: { path: { id } }, signal })),
  });

export const createConnection: Send<Schemas['CreateConnection'], ConnectionWithToken> = ({ key, body }) =>
  answerOf(api.POST('/api/integrations/connections', { params: { header: keyHeader(key) }, body }));

export const changeConnection =
  (id: string): Send<Schemas['ChangeConnection'], Connection> =>
  ({ key, body }) =>
    answerOf(
      api.PATCH('/api/integrations/connections/{id}', { params: { path: { id }, header: keyHeader(key) }, body }),
    );

export const renewConnectionToken =
  (id: string): Send<null, ConnectionWithToken> =>
  ({ key }) =>
    answerOf(
      api.POST('/api/integrations/connections/{id}/token', { params: { path: { id }, header: keyHeader(key) } }),
    );

export const removeConnection =
  (id: string): Send<null, Connection> =>
  ({ key }) =>
    answerOf(api.DELETE('/api/integrations/connections/{id}', { params: { path: { id }, header: keyHeader(key) } }));

export const testConnection =
  (id: string): Send<null, ConnectionTest> =>
  () =>
    answerOf(api.POST('/api/integrations/connections/{id}/test', { params: { path: { id } } }));

export const retryEvent =
  (id: string): Send<null, InboxEvent> =>
  ({ key }) =>
    answerOf(api.POST('/api/integrations/events/{id}/retry', { params: { path: { id }, header: keyHeader(key) } }));

export const reconcileConnection =
  (id: string): Send<null, IikoWork> =>
  ({ key }) =>
    answerOf(
      api.POST('/api/integrations/connections/{id}/reconcile', { params: { path: { id }, header: keyHeader(key) } }),
    );

export const readDirectory =
  (id: string): Send<null, IikoDirectory> =>
  () =>
    answerOf(api.POST('/api/integrations/connections/{id}/directory', { params: { path: { id } } }));

export const registerWebhook =
  (id: string): Send<Schemas['RegisterIikoWebhook'], RegisteredIikoWebhook> =>
  ({ body }) =>
    answerOf(api.POST('/api/integrations/connections/{id}/webhook', { params: { path: { id } }, body }));
