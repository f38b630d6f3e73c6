import { z } from 'zod';
import { line, objectNamed } from '../../../platform/http/schemas';
import type { TillSystemKind } from './till-system-kind';

/** IANA name of a time zone that this Node.js supports. */
const timeZone = line(64).refine(isTimeZone, { params: { code: 'not_valid' } });

const credentials = objectNamed('IikoCredentials', 'Secrets of iiko.', {
  apiLogin: line(200).optional().describe('API login of iikoCloud'),
});
const mirror = objectNamed('IikoMirror', 'The wallets of iikoCard that follow the points of guests.', {
  organizationId: line(100).describe('Id of the organisation whose guests of iikoCard they are'),
  programId: line(100).describe('Id of the programme of iikoCard whose wallet counts the points, one for one'),
  categories: z
    .array(
      z.strictObject({
        tier: line(50).describe('Code of a tier of the programme'),
        categoryId: line(100).describe('Id of the category that guests of the tier have in iikoCard'),
      }),
    )
    .max(50)
    .optional()
    .describe('Guest categories of iikoCard by tier; left out: none'),
});
const options = objectNamed('IikoOptions', 'Options of iiko.', {
  plugin: z
    .boolean()
    .optional()
    .describe('Whether a plugin at the tills closes checks with us; webhooks then wait a minute for it'),
  timeZone: timeZone
    .nullish()
    .describe('IANA time zone of the terminals, by which iiko dates a check; null or left out: that of the network'),
  pointsPaymentTypeId: line(100)
    .nullish()
    .describe('Payment type of iiko that stands for points: what it paid earns nothing; null or left out: none'),
  outsideOrderTypes: z
    .array(line(100))
    .max(50)
    .optional()
    .describe('Ids of order types of table orders that come from outside: their channel is `API`; left out: none'),
  mirror: mirror
    .nullish()
    .describe('Wallets of iikoCard that follow the points of guests; null or left out: iikoCard is not used'),
});

export const IIKO = {
  credentials,
  options,
  paths: { webhook: '/api/hooks/iiko', plugin: '/api/hooks/iiko/v1' },
} as const satisfies TillSystemKind;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
