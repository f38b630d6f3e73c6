import { z } from 'zod';
import { pageOf, objectOf, listOf, objectNamed } from '../../platform/http/schemas';
import { LISTED_STATES } from '../../platform/queue/job-board';
import { RETENTION_KINDS } from '../../platform/settings/retention.rules';

const count = z.number().int();
const moment = (text: string) => z.string().nullable().describe(`${text} (RFC 3339); null: none`);
const money = (text: string) => z.number().int().describe(`${text}, in minor units of the currency`);

export const connectionHealthSchema = z.strictObject({
  id: z.uuid().describe('Id of the connection'),
  kind: z.string().describe('Till system, `WEBHOOK` or `API_KEY`'),
  name: z.string().describe('Name that managers read'),
  state: z
    .enum(['OFF', 'UNUSED', 'WORKING', 'FAILING'])
    .describe('`OFF`: not enabled; `UNUSED`: no call yet; `FAILING`: the last call did not succeed'),
  lastSuccessAt: moment('Last call that succeeded'),
  lastFailureAt: moment('Last call that failed'),
  lastFailure: z.string().nullable().describe('Code of the last failure; null: none'),
});

const platformNetwork = z.strictObject({
  id: z.uuid().describe('Id of the network'),
  code: z.string().describe('Short name in lower case, which never changes'),
  name: z.string().describe('Name of the network'),
  currency: z.string().describe('ISO 4217 code of the currency of all amounts'),
  timeZone: z.string().describe("IANA name of the time zone of the network's days"),
  state: z.enum(['ACTIVE', 'SUSPENDED', 'CLOSED']).describe('`SUSPENDED`: sells on; `CLOSED`: shut to everybody'),
  signedUp: z.boolean().describe('Whether the network signed up by itself'),
  createdAt: z.string().describe('When the network was opened (RFC 3339)'),
  suspendedAt: moment('When it was suspended'),
  closedAt: moment('When it was closed'),
  health: objectOf('Figures by which an owner sees whether the network works', {
    restaurants: count.describe('Open restaurants'),
    tills: count.describe('Open tills'),
    guests: count.describe('Guests who were registered'),
    salesToday: count.describe("Sales of the network's business date of now"),
    payableToday: money('What guests paid today, less refunds'),
    salesWeek: count.describe('Sales of today and the six business dates before'),
    payableWeek: money('What guests paid on these seven dates, less refunds'),
    guestSalesWeek: count.describe('Those of them with a guest'),
    salesWholeWeek: count.describe('Sales of the seven business dates before today'),
    salesWeekBefore: count.describe('Sales of the seven business dates before those'),
    lastSaleAt: moment('Moment of the last sale, as long as it is among the latest transactions'),
    lastSaleDate: z.string().nullable().describe('Business date of the last sale, `YYYY-MM-DD`; null: none yet'),
    lastEventAt: moment('Last call of a till system or with an API key that succeeded'),
    eventsWaiting: count.describe('Events of till systems that wait to be worked on'),
    eventsRefused: count.describe('Events of till systems that were refused in the last seven days'),
    connectionsFailing: count.describe('Connections whose last call did not succeed'),
    connections: z
      .array(connectionHealthSchema)
      .describe('Till systems, receivers of webhooks and API keys; at most 200'),
  }),
});

export const platformNetworkSchema = platformNetwork.meta({
  id: 'PlatformNetwork',
  description: 'A network as the owner of the installation sees it, with its health.',
});
export const platformNetworkPageSchema = pageOf(platformNetworkSchema).meta({ id: 'PlatformNetworkPage' });
export const platformNetworkDetailsSchema = platformNetwork
  .extend({
    days: listOf('The last thirty business dates, the oldest first', {
      businessDate: z.string().describe('Business date, `YYYY-MM-DD`'),
      sales: count.describe('Sales'),
      payable: money('What guests paid, less refunds'),
      newGuests: count.describe('Guests who were registered'),
    }),
  })
  .meta({ id: 'PlatformNetworkDetails', description: 'The same with the figures of its last thirty days.' });

export const platformSummarySchema = objectNamed('PlatformSummary', 'Figures of the whole installation.', {
  networks: objectOf('Networks by state', {
    active: count.describe('Networks that work'),
    suspended: count.describe('Networks that are suspended'),
    closed: count.describe('Networks that are closed'),
    silent: count.describe('Networks that work, have a till, and had no sale in seven days'),
    troubled: count.describe('Networks that work and have a failing connection or refused events'),
  }),
  restaurants: count.describe('Open restaurants of networks that are not closed'),
  tills: count.describe('Open tills of networks that are not closed'),
  guests: count.describe('Guests who were registered, of all networks'),
  salesToday: count.describe("Sales of each network's business date of now"),
  salesWeek: count.describe('Sales of today and the six business dates before'),
  guestSalesWeek: count.describe('Those of them with a guest'),
  salesWholeWeek: count.describe('Sales of the seven business dates before today'),
  salesWeekBefore: count.describe('Sales of the seven business dates before those'),
  money: listOf('Money by currency', {
    currency: z.string().describe('ISO 4217'),
    payableToday: money('What guests paid today, less refunds'),
    payableWeek: money('What guests paid on seven business dates, less refunds'),
  }),
  status: z.enum(['ok', 'degraded', 'down']).describe('State of the server'),
  checks: z
    .record(z.string(), z.enum(['up', 'down', 'off']))
    .describe('Each part of the server by name, jobs among them'),
  countedAt: z.string().describe('When this was counted (RFC 3339)'),
});

export const platformHealthSchema = objectNamed('PlatformHealth', 'Faults of the installation, with what to do.', {
  complaints: listOf('Faults, errors first; none: nothing is wrong', {
    check: z.string().describe('Name of the check, as `cli doctor` prints it'),
    severity: z.enum(['error', 'warning']).describe('`error`: sales, data or safety are in danger'),
    found: z.string().describe('A sentence on the fault'),
    todo: z.string().describe('A sentence on what to do'),
  }),
  examinedAt: z.string().describe('When this was examined (RFC 3339)'),
});

const day = z.iso.date();
export const platformRetentionSchema = z
  .strictObject({
    kinds: listOf('All kinds of data that go by age; ledger, audit and all others stay', {
      kind: z.enum(RETENTION_KINDS).describe('Kind of data that goes by age'),
      setting: z.string().describe('The setting with its days, and its name there'),
      days: z.int().nullable().describe('Days for which it is kept; `null`: for good'),
      leastDays: z.int().describe('Fewest days that the setting takes'),
    }),
    gone: listOf('Rows that went on the last 30 days in the whole installation, newest day first', {
      day: day.describe('Date (UTC) on which it went'),
      kind: z.enum(RETENTION_KINDS).describe('Kind of data'),
      rows: z.int().describe('How many rows, files or months of the event log went or were emptied'),
      oldest: z.string().describe('When the oldest of them was made (RFC 3339)'),
    }),
  })
  .meta({ id: 'PlatformRetention', description: 'How long kinds of data are kept, and what went.' });

/** A week: a job that was put off for longer would be forgotten. */
export const MAX_MINUTES = 7 * 24 * 60;

const platformJob = z.strictObject({
  id: z.uuid().describe('Id of the job'),
  job: z.string().describe('Kind of work, as the metrics name it'),
  key: z.string().nullable().describe('Id of the network, or the channel of messages; `null`: everything'),
  networkId: z.uuid().nullable().describe('Id of the network; `null`: of no network'),
  networkName: z.string().nullable().describe('Name of the network'),
  state: z
    .enum(LISTED_STATES)
    .describe('`RETRYING`: failed, and is tried again; `FAILED`: is not; `PLANNED`: waits for its moment'),
  attempts: z.int().describe('How often it failed'),
  failure: z.string().nullable().describe('Message of the last failure'),
  progress: z
    .object({
      done: z.int().describe('Pieces of its work that are done'),
      of: z.int().nullable().describe('How many there are; `null`: nobody knows'),
    })
    .nullable()
    .describe('How far its run is; `null`: it does not run, or has not said'),
  at: moment('When it runs'),
});

const listedJob = platformJob.meta({ id: 'PlatformJob', description: 'A job of the queue.' });
export const platformJobsSchema = pageOf(listedJob).meta({ id: 'PlatformJobPage' });

export const moveJobSchema = z
  .strictObject({
    inMinutes: z.int().min(0).max(MAX_MINUTES).describe('In how many minutes it is to run; 0: now'),
  })
  .meta({ id: 'MovePlatformJob', description: 'When a job is to run.' });

export type PlatformJob = z.infer<typeof platformJob>;
export type PlatformRetention = z.infer<typeof platformRetentionSchema>;
export type PlatformHealth = z.infer<typeof platformHealthSchema>;
export type PlatformNetworkAnswer = z.infer<typeof platformNetworkSchema>;
export type PlatformNetworkDetails = z.infer<typeof platformNetworkDetailsSchema>;
export type PlatformSummary = z.infer<typeof platformSummarySchema>;
export type ConnectionHealth = z.infer<typeof connectionHealthSchema>;
