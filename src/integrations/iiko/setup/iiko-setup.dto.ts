import { z } from 'zod';
import type { TillReconciliation } from '../../../generated/prisma/client';
import { line, objectNamed, listOf, objectOrNull } from '../../../platform/http/schemas';
import { connectionTestSchema } from '../../connections/connection.dto';
import type { MirrorCounts, MirrorTrouble } from '../mirror/mirrors.sql';

export const DIRECTORY_LISTS = [
  'organizations',
  'places',
  'payment_types',
  'order_types',
  'menu',
  'programs',
  'guest_categories',
] as const;

const named = objectNamed('IikoNamed', 'An entry of a list of iiko.', {
  id: z.string().describe('Id in iiko'),
  name: z.string().describe('Name in iiko'),
});

export const directorySchema = objectNamed('IikoDirectory', 'The lists of iiko that a connection is set up from.', {
  places: connectionTestSchema.shape.places.describe('Organisations and terminal groups, to be mapped to tills'),
  paymentTypes: z.array(named).describe('Payment types, one of which may stand for points'),
  orderTypes: listOf('Order types, by which a sale has the channel `TILL` or `API`', {
    id: z.string().describe('Id in iiko'),
    name: z.string().describe('Name in iiko'),
    isOutside: z.boolean().describe('Whether iiko itself says that such orders come from outside'),
  }),
  categories: listOf('Menu categories as they were read just now, to be mapped to kinds of items; at most 500', {
    category: z.string().describe('Name of the menu category'),
    products: z.int().describe('How many products it has'),
  }),
  programs: z.array(named).describe('Programmes of iikoCard that have a wallet; empty where iikoCard is not used'),
  guestCategories: z.array(named).describe('Guest categories of iikoCard; empty where iikoCard is not used'),
  failures: listOf('Lists that iiko did not give; they are empty in this answer', {
    list: z.enum(DIRECTORY_LISTS).describe('The list that could not be read'),
    code: z.string().describe('Why: `no_login`, `unauthorized`, `refused`, `busy`, `unreachable`, `not_readable`'),
  }),
});

export const registerWebhookSchema = objectNamed('RegisterIikoWebhook', 'Where iiko sends its webhooks.', {
  token: line(100).describe('Secret of the connection, as it was shown when it was made'),
  address: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .describe('Address of this server as iiko reaches it, such as `https://loyalty.example`'),
});

export const registeredSchema = z
  .strictObject({
    organizations: listOf('Each organisation of the API login', {
      id: z.string().describe('Id of the organisation in iiko'),
      name: z.string().describe('Name of the organisation'),
      failure: z.string().nullable().describe('Code of why iiko did not take it; null: its webhooks come here now'),
    }),
  })
  .meta({ id: 'RegisteredIikoWebhook', description: 'Which organisations send their webhooks here now.' });

const time = (text: string) => z.string().nullable().describe(`${text} (RFC 3339); null: none`);

export const workSchema = objectNamed('IikoWork', 'The work in the background of a connection to iiko.', {
  reconciliation: z
    .strictObject({
      state: z
        .enum(['WAITING', 'RUNNING', 'FAILED'])
        .describe('`FAILED`: the last try failed, the next comes at `dueAt`'),
      dueAt: z.string().describe('When the next one begins (RFC 3339)'),
      startedAt: time('When the last one began'),
      finishedAt: time('When one last went through'),
      failure: z.string().nullable().describe('Code of why the last try failed; null: it did not'),
      ordersRead: z.int().describe('Closed and cancelled orders that the last or current one read'),
      ordersFound: z.int().describe('Those of them that had not come before'),
    })
    .nullable()
    .describe(
      'Comparison of what iiko has with what came; null: the connection has no API login, or it waits for its first look',
    ),
  mirror: objectOrNull('Wallets of iikoCard; null: the connection mirrors none', {
    isSeeded: z.boolean().describe('Whether all guests with points are listed; false in its first minutes'),
    guests: z.int().describe('Guests whose wallets follow their points'),
    waiting: z.int().describe('Guests whose wallet is told next'),
    failing: z.int().describe('Guests whose last try failed'),
    differing: z.int().describe('Guests whose wallet iikoCard moved by itself'),
    troubles: listOf('Guests of the last two counts, those that fail first; at most 20', {
      guestId: z.uuid().describe('The guest'),
      failure: z.string().nullable().describe('Code of why the wallet could not be told; null: it was told'),
      differsBy: z.int().describe('Points that the wallet has beyond those of the guest'),
    }),
  }),
});

export type DirectoryAnswer = z.infer<typeof directorySchema>;
export type RegisterWebhookBody = z.infer<typeof registerWebhookSchema>;
export type RegisteredAnswer = z.infer<typeof registeredSchema>;
export type WorkAnswer = z.infer<typeof workSchema>;

export function workAnswer(
  row: TillReconciliation | null,
  mirror: (MirrorCounts & { readonly troubles: readonly MirrorTrouble[] }) | undefined,
): WorkAnswer {
  return {
    reconciliation: row && {
      state: stateOf(row),
      dueAt: row.dueAt.toISOString(),
      startedAt: row.startedAt?.toISOString() ?? null,
      finishedAt: row.finishedAt?.toISOString() ?? null,
      failure: row.failure,
      ordersRead: row.ordersRead,
      ordersFound: row.ordersFound,
    },
    mirror: mirror === undefined ? null : { ...mirror, troubles: [...mirror.troubles] },
  };
}

/** A reconciliation that began after the last one ended or failed is under way. */
function stateOf({ startedAt, finishedAt, failedAt }: TillReconciliation): 'WAITING' | 'RUNNING' | 'FAILED' {
  const endedAt = Math.max(finishedAt?.getTime() ?? 0, failedAt?.getTime() ?? 0);
  if (startedAt !== null && startedAt.getTime() > endedAt) return 'RUNNING';
  return failedAt?.getTime() === endedAt ? 'FAILED' : 'WAITING';
}
