import { z } from 'zod';
import { uuid, openObjectNamed } from '../../../platform/http/schemas';
import type { AlertRule } from '../catalogue/figure';
import { ALERTED, alertedOf, isOfDays } from '../catalogue/alerted';
import { canBeJudgedByHour } from './alert.rules';

/** In the order of the first release; new ones come after these. */
const FIRST = ['GUEST_SHARE', 'REFUNDS', 'LIABILITY'];
const ALERT_CODES = [...FIRST, ...[...ALERTED.keys()].filter((code) => !FIRST.includes(code))];
const ALERT_SCOPES = ['TOGETHER', 'EACH', 'ONE', 'GROUP'] as const;
export type AlertScope = (typeof ALERT_SCOPES)[number];
const ALERT_RHYTHMS = ['DAY', 'HOUR'] as const;
export type AlertRhythm = (typeof ALERT_RHYTHMS)[number];
const MOST_RECIPIENTS = 20;

const MILLION = 1_000_000;
const MOST_MONEY = 1_000_000_000_000_000;
/** The highest threshold: a share, a factor, or minor units. */
const MOST: Readonly<Record<AlertRule['rule'], number>> = {
  BELOW: MILLION,
  ABOVE_USUAL: 100 * MILLION,
  BELOW_WEEKDAYS: MILLION,
  ABOVE_WEEKDAYS: 100 * MILLION,
  ABOVE: MOST_MONEY,
};

const BY_DAY_ALONE = ALERT_CODES.filter((code) => !canBeJudgedByHour(code)).join(', ');

const figure = z
  .enum(ALERT_CODES)
  .describe(ALERT_CODES.map((code) => `${code}: ${alertedOf(code).alert.about}`).join('. '));
const THRESHOLD =
  'Parts per million of a share (at most 1,000,000) or of the usual number (2,000,000: twice), or minor units';
const threshold = z.int().min(1).max(MOST_MONEY).describe(THRESHOLD);
const scope = z
  .enum(ALERT_SCOPES)
  .describe(
    'TOGETHER: all restaurants of the caller as one. EACH: every one by itself. ONE: that of `restaurantId`. GROUP: the restaurants of ' +
      '`groupId` as one. LIABILITY has TOGETHER alone',
  );
const rhythm = z
  .enum(ALERT_RHYTHMS)
  .describe(
    'DAY: judged once a day by the last whole business date. HOUR: after each local hour by the hours of the business date that are over, ' +
      'beside the same hours of the same weekday in the four weeks before; REFUNDS then compares with their mean. ' +
      `${BY_DAY_ALONE} have DAY alone`,
  );
const restaurantId = uuid.nullable().describe('Restaurant, with the scope ONE; null with others');
const groupId = uuid.nullable().describe('Group of restaurants, with the scope GROUP; null with others');

const shape = { figure, threshold, scope, rhythm, restaurantId, groupId };
type AlertShape = { readonly [Name in keyof typeof shape]: z.infer<(typeof shape)[Name]> };

/** Refuses members that contradict each other. */
function checkShape(
  { figure: of, threshold: most, scope: where, rhythm: when, restaurantId: id, groupId: group }: AlertShape,
  context: z.RefinementCtx,
): void {
  const fault = (path: string, code: string): void =>
    context.addIssue({ code: 'custom', path: [path], params: { code } });
  if ((where === 'ONE') !== (id !== null)) fault('restaurantId', 'not_valid');
  if ((where === 'GROUP') !== (group !== null)) fault('groupId', 'not_valid');
  const alerted = ALERTED.get(of);
  if (alerted === undefined) return;
  if (when === 'HOUR' && !canBeJudgedByHour(of)) fault('rhythm', 'not_allowed');
  if (!isOfDays(alerted) && where !== 'TOGETHER') fault('scope', 'not_allowed');
  if (most > MOST[alerted.alert.rule]) fault('threshold', 'not_valid');
}

export const createAlertSchema = z
  .strictObject({
    ...shape,
    rhythm: rhythm.default('DAY'),
    groupId: groupId.default(null),
    recipientIds: z
      .array(uuid)
      .min(1)
      .max(MOST_RECIPIENTS)
      .optional()
      .describe('Members of staff who get the e-mails, of `people` in the list; left out: the caller'),
  })
  .superRefine(checkShape)
  .meta({ id: 'CreateFigureAlert', description: 'A threshold of a figure.' });
export type CreateAlert = z.infer<typeof createAlertSchema>;

export const alertPreviewQuery = z
  .strictObject({
    figure,
    threshold: z.coerce.number().int().min(1).max(MOST_MONEY).describe(THRESHOLD),
    scope,
    rhythm: rhythm.default('DAY'),
    restaurantId: uuid.optional().describe('Restaurant, with the scope ONE'),
    groupId: uuid.optional().describe('Group of restaurants, with the scope GROUP'),
  })
  .superRefine(({ restaurantId: id = null, groupId: group = null, ...rest }, context) =>
    checkShape({ ...rest, restaurantId: id, groupId: group }, context),
  );
export type AlertPreviewQuery = z.infer<typeof alertPreviewQuery>;

export const createdAlertSchema = openObjectNamed('CreatedFigureAlert', 'The threshold that was set.', {
  id: z.uuid().describe('Id of the threshold'),
});

const crossingShape = {
  businessDate: z.iso.date().describe('Business date on which the threshold was crossed'),
  until: z.string().nullable().describe('Local time (`HH:MM`) up to which the date was judged; null: the whole date'),
  restaurantId: z.uuid().nullable().describe('Restaurant; null: several as one'),
  restaurant: z
    .string()
    .nullable()
    .describe('Name of the restaurant or group in the language of the call; null: all together'),
  value: z
    .int()
    .describe('Value of the date, so far with `until`: parts per million of a share, a number, or minor units'),
  usual: z
    .int()
    .nullable()
    .describe(
      'Mean of refunds in the 28 days before, or in the same hours of the weekday, in thousandths; GUEST_SHARE: share in these hours in parts per million; ' +
        'of others the median of the same weekday in the four weeks before; null: none',
    ),
  path: z.string().describe('Page of the console that explains the figure on the date'),
};
const crossingSchema = z.object(crossingShape);
export type AlertCrossing = z.infer<typeof crossingSchema>;
const crossings = z.array(crossingSchema);
const named = (what: string) =>
  z.object({ id: z.uuid().describe(`Id of the ${what}`), name: z.string().describe('Name, empty for none') });

const figureAlertSchema = z
  .object({
    id: z.uuid().describe('Id of the threshold'),
    figure,
    threshold,
    scope,
    rhythm,
    restaurantId,
    groupId,
    recipients: z
      .array(named('member of staff'))
      .describe('Members of staff who get the e-mails, those who may not see the figures any more left out'),
    isBeyond: z.boolean().describe('Whether a place was beyond the threshold when it was last judged'),
    createdAt: z.string().describe('When it was set (RFC 3339)'),
    crossings: crossings.describe('Its crossings, newest first, at most 20'),
  })
  .meta({
    id: 'FigureAlert',
    description: 'A threshold of a figure that a person set for themselves, and its crossings.',
  });

export const figureAlertListSchema = z
  .object({
    currency: z.string().describe('Currency of all amounts, ISO 4217'),
    items: z
      .array(figureAlertSchema)
      .describe('Thresholds in the order in which they were set; there are no further pages'),
    recent: z
      .array(
        z.object({
          alertId: z.uuid().describe('Threshold'),
          figure,
          threshold,
          setBy: z
            .string()
            .nullable()
            .describe('Name of the person who set the threshold, empty for none; null: the caller'),
          ...crossingShape,
        }),
      )
      .describe('Crossings of the last 7 business dates of which the caller was told, newest first, at most 50'),
    people: z
      .array(named('member of staff'))
      .describe('Members of staff who may be told: those who may read figures and have a name, by name, at most 500'),
    groups: z
      .array(named('group'))
      .describe('Groups of restaurants whose restaurants the caller may all see, by name, at most 500'),
  })
  .meta({ id: 'FigureAlertList', description: 'The thresholds of the caller, and what crossed them.' });
export type FigureAlertList = z.infer<typeof figureAlertListSchema>;

export const alertPreviewSchema = openObjectNamed('FigureAlertPreview', 'When a threshold would have been crossed.', {
  from: z.iso.date().describe('First business date of the last 30 that are over, or 7 by the hour'),
  to: z.iso.date().describe('Last of them'),
  now: z
    .int()
    .nullable()
    .describe('Money that the points would pay now, in minor units; null for figures other than LIABILITY'),
  crossings: crossings.describe('Crossings on these dates, had the threshold been set; none of LIABILITY'),
});
export type AlertPreview = z.infer<typeof alertPreviewSchema>;
