import { z } from 'zod';
import type { TillConnection } from '../../generated/prisma/client';
import { ITEM_TYPES } from '../../decision';
import { asAnswer } from '../../platform/http/as-answer';
import { oldestFirstQuery } from '../../platform/http/list-query';
import { line, pageOf, uuid, objectNamed, listOf } from '../../platform/http/schemas';
import { settings } from '../../platform/settings/settings';
import type { ConnectedItemType, ConnectedPlace } from './connection';
import { CONNECTION_KINDS, type ConnectionKind, KINDS } from './connection-kinds';

const MOST_PLACES = 500;
const MOST_ITEM_TYPES = 500;

const placeSchema = z
  .strictObject({
    organization: line(100).describe('Id of the organisation or restaurant in the till system'),
    terminal: line(100)
      .nullable()
      .describe('Id of the terminal group or station; null: every terminal without an entry of its own'),
    pointOfSaleId: uuid.describe('Till of the network that it is'),
  })
  .meta({ id: 'ConnectedPlace', description: 'A place of the till system and the till of the network that it is.' });

const itemTypeSchema = objectNamed('ConnectedItemType', 'A menu category whose items are no ordinary goods.', {
  category: line(200).describe('Menu category of the till system, as its checks name it'),
  type: z.enum(ITEM_TYPES).describe('Kind of line that the programme may treat differently'),
});

const credentialsSchema = z.union(Object.values(KINDS).map(({ credentials }) => credentials));
const optionsSchema = z.union(Object.values(KINDS).map(({ options }) => options));

/** Allows only addresses of till systems, so that a connection can't make the server call other machines of its own network. */
const baseUrl = z
  .url({ protocol: settings.production ? /^https$/ : /^https?$/ })
  .max(500)
  .refine((url) => !URL.canParse(url) || settings.tillSystemHosts.includes(new URL(url).hostname), {
    params: { code: 'not_allowed' },
  });

const shape = {
  name: line(100).describe('Name that managers read'),
  baseUrl: baseUrl
    .nullable()
    .describe('Address where the till system is called, of a host in `TILL_SYSTEM_HOSTS`; null: that of its vendor'),
  credentials: credentialsSchema.describe('Secrets of the till system, by `kind`; stored encrypted and never shown'),
  options: optionsSchema.describe('Options of the connection, by `kind`'),
  places: z
    .array(placeSchema)
    .max(MOST_PLACES)
    .refine(
      areDistinct((place: ConnectedPlace) => `${place.organization}\n${place.terminal ?? ''}`),
      {
        params: { code: 'not_valid' },
      },
    )
    .describe('Places of the till system, each once; at most 500'),
  itemTypes: z
    .array(itemTypeSchema)
    .max(MOST_ITEM_TYPES)
    .refine(
      areDistinct((entry: ConnectedItemType) => entry.category),
      { params: { code: 'not_valid' } },
    )
    .describe('Menu categories whose items are no ordinary goods, each once; at most 500'),
  enabled: z.boolean().describe('Whether calls of the till system are accepted'),
};

export const createConnectionSchema = objectNamed('CreateConnection', 'A new connection to a till system.', {
  kind: z.enum(CONNECTION_KINDS).describe('Till system'),
  name: shape.name,
  baseUrl: shape.baseUrl.default(null),
  credentials: shape.credentials.default({}),
  options: shape.options.default({}),
  places: shape.places.default([]),
  itemTypes: shape.itemTypes.default([]),
  enabled: shape.enabled.default(true),
});

export const changeConnectionSchema = z
  .strictObject(shape)
  .partial()
  .meta({
    id: 'ChangeConnection',
    description:
      'Members to change; those that are left out stay as they are. `credentials` replaces all secrets, ' +
      '`places` and `itemTypes` replace their lists.',
  });

const pathSchema = objectNamed('ConnectionPath', 'A path that the till system calls.', {
  use: z.string().describe('The call of the till system that goes there'),
  path: z.string().describe('Path relative to the server; `{token}` stands for the secret'),
});

export const connectionSchema = objectNamed('Connection', 'A connection to a till system, without its secrets.', {
  id: z.uuid().describe('Id of the connection'),
  kind: z.enum(CONNECTION_KINDS).describe('Till system'),
  name: z.string().describe('Name that managers read'),
  baseUrl: z.string().nullable().describe('Address where the till system is called; null: that of its vendor'),
  credentials: z.array(z.string()).describe('Names of the secrets that are stored'),
  options: optionsSchema.describe('Options of the connection, by `kind`'),
  places: z.array(placeSchema).describe('Places of the till system and the tills that they are'),
  itemTypes: z.array(itemTypeSchema).describe('Menu categories whose items are no ordinary goods'),
  enabled: z.boolean().describe('Whether calls of the till system are accepted'),
  state: z
    .enum(['OFF', 'UNUSED', 'WORKING', 'FAILING'])
    .describe('`OFF`: not enabled; `UNUSED`: no call yet; `FAILING`: the last call or test did not succeed'),
  lastSuccessAt: z.string().nullable().describe('Last call that succeeded, to 10 seconds (RFC 3339); null: none yet'),
  lastFailureAt: z.string().nullable().describe('Last call or test that failed (RFC 3339); null: none'),
  lastFailure: z.string().nullable().describe('Code of the last failure; null: none'),
  calls: z
    .array(
      z.strictObject({
        date: z.iso.date().describe('Business day of the network (YYYY-MM-DD)'),
        all: z.int().describe('Calls of the till system'),
        late: z
          .int()
          .describe('Those that were kept, or answered without points, because the database did not answer in time'),
      }),
    )
    .max(2)
    .describe('Calls of the last day with any and of the day before it, the newest first, to 10 seconds'),
  createdAt: z.string().describe('When it was created (RFC 3339)'),
  paths: z.array(pathSchema).describe('Paths to enter at the till system, by what each is for'),
});

export const createdConnectionSchema = connectionSchema
  .extend({
    token: z
      .string()
      .nullable()
      .describe('Secret that stands in the paths, shown once; null where another person repeats the call'),
  })
  .meta({ id: 'ConnectionWithToken', description: 'A connection with the secret of its paths.' });

export const connectionTestSchema = objectNamed('ConnectionTest', 'The result of a connection test.', {
  checks: listOf('Each check, in the order of setting up', {
    code: z.string().describe('The thing that was checked'),
    ok: z.boolean().describe('Whether it is as it should be'),
    detail: z.string().nullable().describe('The finding, without secrets; null: nothing to add'),
  }),
  places: listOf('Places that the till system names; empty where it cannot be asked', {
    organization: z.string().describe('Id of the organisation or restaurant'),
    terminal: z.string().nullable().describe('Id of the terminal group or station; null: the whole organisation'),
    name: z.string().describe('Name in the till system'),
  }),
});

export const connectionListQuery = oldestFirstQuery;
export const connectionPageSchema = pageOf(connectionSchema).meta({ id: 'ConnectionPage' });

export type CreateConnectionBody = z.infer<typeof createConnectionSchema>;
export type ChangeConnectionBody = z.infer<typeof changeConnectionSchema>;
export type ConnectionListQuery = z.infer<typeof connectionListQuery>;
export type ConnectionAnswer = z.infer<typeof connectionSchema>;
export type CreatedConnectionAnswer = z.infer<typeof createdConnectionSchema>;
export type ConnectionTest = z.infer<typeof connectionTestSchema>;

export function connectionAnswer(row: TillConnection, credentials: readonly string[]): ConnectionAnswer {
  return asAnswer(connectionSchema, {
    ...row,
    credentials: [...credentials].sort(),
    places: row.places as ConnectionAnswer['places'],
    itemTypes: row.itemTypes as ConnectionAnswer['itemTypes'],
    state: stateOf(row),
    calls: callsOf(row),
    paths: Object.entries<string>(KINDS[row.kind as ConnectionKind].paths).map(([use, path]) => ({ use, path })),
  });
}

/** The answer without the token, for another member of staff who repeats the call with the same idempotency key. */
export function withoutToken(answer: CreatedConnectionAnswer): CreatedConnectionAnswer {
  return { ...answer, token: null };
}

/** The members that a manager can change; calls of the till system change the others. */
export function taggedConnection(answer: ConnectionAnswer) {
  const { name, baseUrl, credentials, options, places, itemTypes, enabled } = answer;
  return { name, baseUrl, credentials, options, places, itemTypes, enabled };
}

/** The members of a connection that an audit entry contains. */
export function auditedConnection({ kind, name, baseUrl, places, enabled }: ConnectionAnswer) {
  return { kind, name, baseUrl, places: places.length, enabled };
}

function stateOf({ enabled, lastSuccessAt, lastFailureAt }: TillConnection): ConnectionAnswer['state'] {
  if (!enabled) return 'OFF';
  if (lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt)) return 'FAILING';
  return lastSuccessAt === null ? 'UNUSED' : 'WORKING';
}

const DAY_MS = 86_400_000;

function callsOf({
  callsDay,
  calls,
  callsLate,
  callsBefore,
  callsLateBefore,
}: TillConnection): ConnectionAnswer['calls'] {
  if (callsDay === null) return [];
  const before = new Date(callsDay.getTime() - DAY_MS);
  return [
    { date: dayOf(callsDay), all: calls, late: callsLate },
    ...(callsBefore === 0 ? [] : [{ date: dayOf(before), all: callsBefore, late: callsLateBefore }]),
  ];
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function areDistinct<Entry>(keyOf: (entry: Entry) => string): (entries: readonly Entry[]) => boolean {
  return (entries) => new Set(entries.map(keyOf)).size === entries.length;
}
