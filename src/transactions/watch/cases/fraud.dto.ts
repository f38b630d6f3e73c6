import { z } from 'zod';
import { newestFirst } from '../../../platform/http/list-query';
import {
  instant,
  line,
  objectNamed,
  openListOf,
  openObjectNamed,
  openObjectOrNull,
  pageOf,
  uuid,
} from '../../../platform/http/schemas';
import { RULES } from '../signals/rules';

const CASE_STATES = ['OPEN', 'ASKED', 'CONFIRMED', 'DISMISSED'] as const;
export type CaseState = (typeof CASE_STATES)[number];
const CASE_DECISIONS = ['CONFIRM', 'DISMISS', 'ASK'] as const;
const MOST_COMMENT = 500;
const LEAST_GROUND = 3;
const MOST_MESSAGE = 1_000;
const MOST_LIMIT_DAYS = 365;

const count = (of: string) => z.int().min(0).describe(of);
const subjectKind = z.enum(['CASHIER', 'GUEST']);
const subject = openObjectNamed('FraudSubject', 'The person whose acts look doubtful.', {
  kind: subjectKind.describe('CASHIER: a member of staff; GUEST: a guest of the network'),
  id: uuid.describe('Id of the member of staff or the guest'),
  name: z.string().nullable().describe('Name of the subject; null: none is known'),
});
const inputs = z
  .record(z.string(), z.union([z.number(), z.string()]))
  .describe('Figures by which the rule judged, by the name of the input');
const params = z
  .record(z.string(), z.number())
  .describe('Parameters of the rule by name, each in the unit and bounds that the rule says');
const state = z
  .enum(CASE_STATES)
  .describe('OPEN: a manager has to decide; ASKED: the guest was asked; CONFIRMED or DISMISSED: it was decided');
const ruleKey = z.string().describe('Key of the rule');
const stake = z.int().describe('Points of this case that are in review');

const restaurantFigures = z.object({
  restaurantId: uuid.nullable().describe('Restaurant; null: acts at no restaurant'),
  name: z.string().nullable().describe('Name of the restaurant; null: no restaurant'),
  open: count('Cases that are open or wait for the guest'),
  stake: count('Points in review of these cases'),
  confirmed: count('Cases that were confirmed'),
  dismissed: count('Cases that were dismissed'),
});

export const fraudSummarySchema = openObjectNamed('FraudSummary', 'How many cases there are, and what was decided.', {
  open: count('Cases that are open or wait for the guest'),
  stake: count('Points in review of these cases'),
  confirmed: count('Cases that were confirmed'),
  dismissed: count('Cases that were dismissed'),
  restaurants: z.array(restaurantFigures).describe('The same by restaurant, those with most open cases first'),
});
export type FraudSummary = z.infer<typeof fraudSummarySchema>;

const caseShape = {
  id: uuid.describe('Case'),
  subject,
  restaurantId: uuid.nullable().describe('Restaurant of most of the acts; null: none'),
  restaurantName: z.string().nullable().describe('Name of that restaurant; null: none'),
  state,
  openedAt: instant.describe('When the first signal opened the case'),
  rules: z
    .array(z.object({ key: ruleKey, count: count('Signals of this rule') }))
    .describe('Rules that gave its signals, with the number of signals'),
  stake,
  signalCount: count('Signals of the case'),
};

export const fraudCaseSchema = z
  .object(caseShape)
  .meta({ id: 'FraudCase', description: 'Signals about one person that somebody has to decide on.' });
export type FraudCase = z.infer<typeof fraudCaseSchema>;

export const fraudCaseQuery = z.strictObject({
  ...newestFirst,
  state: z.enum(CASE_STATES).optional().describe('Only cases in this state'),
  restaurantId: uuid.optional().describe('Only cases of this restaurant'),
  rule: z
    .enum(RULES.map(({ key }) => key))
    .optional()
    .describe('Only cases with a signal of this rule'),
});
export type FraudCaseQuery = z.infer<typeof fraudCaseQuery>;
export const fraudCasePage = pageOf(fraudCaseSchema).meta({ id: 'FraudCasePage' });

const measures = z.object({
  takeBack: z.boolean().describe('Whether the points in review were taken back'),
  block: z.boolean().describe('Whether the guest was blocked'),
  limitDays: z.int().nullable().describe('Days for which the person was limited; null: none'),
  noteToStaff: z.string().nullable().describe('Note for staff; null: none'),
  message: z.string().nullable().describe('Message to the guest; null: none'),
});

const act = z.object({
  id: uuid.describe('Transaction, or act of a gift card'),
  at: instant.describe('When it occurred'),
  kind: z.string().describe('Kind of the act'),
  restaurant: z.string().nullable().describe('Name of the restaurant; null: none'),
  pointOfSale: z.string().nullable().describe('Name of the till; null: none'),
  cashier: z.string().nullable().describe('Name of the member of staff; null: none is known'),
  guest: z.string().nullable().describe('Name of the guest, or the end of the card number; null: none is known'),
  guestId: uuid.nullable().describe('Guest; null: none'),
  identifiedBy: z.string().nullable().describe('How the guest was identified; null: not known'),
  payable: z.int().describe('Minor units that were paid'),
  earned: z.int().describe('Points that were earned or given'),
  redeemed: z.int().describe('Points that were redeemed'),
  giftCardId: uuid
    .nullable()
    .describe('Gift card of the act, whose kind then begins with `GIFT_`; null: an act of points'),
});

export const fraudCaseDetailSchema = z
  .object({
    ...caseShape,
    signals: openListOf('Signals of the case, the newest first; at most 200', {
      rule: ruleKey,
      version: z.int().describe('Version of the rule'),
      at: instant.describe('When the last of its acts occurred'),
      inputs,
      acts: z.array(uuid).describe('Transactions on which it rests'),
    }),
    acts: z.array(act).describe('Acts of the signals in the order of their time; the newest 200'),
    peers: z
      .object({
        measure: z.string().describe('Name of the figure that is compared'),
        own: z.number().describe('Value of the subject'),
        median: z.number().describe('Median of the peers'),
        values: z.array(z.number()).describe('Values of the peers, in ascending order'),
      })
      .nullable()
      .describe('The figure beside that of other people in the same restaurant; null: no rule compared it'),
    similar: openListOf('Decided cases with signals of the same rules, the newest first; at most 10', {
      id: uuid.describe('Case'),
      state,
      ground: z.string().nullable().describe('Ground of the decision; null: none was decided'),
      decidedAt: instant.nullable().describe('When it was decided'),
    }),
    review: openObjectOrNull('Points that wait; null: none', {
      points: count('Points in review'),
      until: instant
        .nullable()
        .describe('When the points are free again by themselves, the last of them; null: only a decision frees them'),
    }),
    limitedUntil: instant
      .nullable()
      .describe('Until then the person acts under the limit of this case; null: there is none now'),
    decisions: openListOf('Decisions on the case, the oldest first', {
      decision: z.enum(CASE_DECISIONS).describe('The decision'),
      ground: z.string().describe('Ground of the decision'),
      measures: measures.describe('Measures that were taken with it'),
      by: z.string().nullable().describe('Name of the person who decided; null: not known'),
      at: instant.describe('When it was decided'),
    }),
    mayDecide: z
      .boolean()
      .describe(
        'Whether the caller may decide: false for a case about themselves, and for points that wait for a second person where the caller is none',
      ),
  })
  .meta({ id: 'FraudCaseDetail', description: 'A case with its signals, acts and decisions.' });
export type FraudCaseDetail = z.infer<typeof fraudCaseDetailSchema>;

export const decideFraudCaseSchema = z
  .strictObject({
    decision: z
      .enum(CASE_DECISIONS)
      .describe('CONFIRM: it was fraud; DISMISS: it was not, and the points are free at once; ASK: the guest is asked'),
    ground: line(MOST_COMMENT).min(LEAST_GROUND).describe('Why, for those who decide on similar cases'),
    takeBack: z.boolean().default(false).describe('CONFIRM: the points in review are taken back. By default false'),
    block: z
      .boolean()
      .default(false)
      .describe('CONFIRM: the guest is blocked; a case about a guest alone. By default false'),
    limitDays: z
      .int()
      .min(1)
      .max(MOST_LIMIT_DAYS)
      .nullable()
      .default(null)
      .describe(
        'CONFIRM: for so many days of 24 hours the person acts under a limit. A guest confirms every spending by a live QR or code, a ' +
          'one-time code or a tap; points by hand and refunds of a member of staff wait for a manager, and this person attaches no receipts. Null, the default: no limit',
      ),
    noteToStaff: line(MOST_COMMENT).nullable().default(null).describe('Note for staff, kept with the case; null: none'),
    message: line(MOST_MESSAGE)
      .nullable()
      .default(null)
      .describe('ASK: the message to the guest, required then; null with other decisions'),
  })
  .superRefine(({ decision, takeBack, block, limitDays, message }, context) => {
    const fault = (path: string, code: string): void =>
      context.addIssue({ code: 'custom', path: [path], params: { code } });
    if ((decision === 'ASK') !== (message !== null)) fault('message', decision === 'ASK' ? 'not_valid' : 'not_allowed');
    if (decision !== 'CONFIRM' && takeBack) fault('takeBack', 'not_allowed');
    if (decision !== 'CONFIRM' && block) fault('block', 'not_allowed');
    if (decision !== 'CONFIRM' && limitDays !== null) fault('limitDays', 'not_allowed');
  })
  .meta({ id: 'DecideFraudCase', description: 'A decision on a case, with its ground and measures.' });
export type DecideFraudCase = z.infer<typeof decideFraudCaseSchema>;

const paramSchema = z.object({
  name: z.string().describe('Name of the parameter'),
  unit: z.string().describe('Unit of its value'),
  value: z.number().describe('Value by default'),
  min: z.number().describe('Least value'),
  max: z.number().describe('Greatest value'),
});

const fraudRule = openObjectNamed('FraudRule', 'A rule of fraud watch as the network uses it.', {
  key: ruleKey,
  isOn: z.boolean().describe('Whether the rule judges new acts'),
  isAlwaysOn: z.boolean().describe('Whether the rule cannot be switched off'),
  params,
  defaults: z.array(paramSchema).describe('Parameters with their units, bounds and values by default'),
  version: z.int().describe('Version; 0: the network never changed it'),
  changedAt: instant.nullable().describe('When the network changed it last; null: never'),
});
export type FraudRule = z.infer<typeof fraudRule>;
export const fraudRuleListSchema = openObjectNamed('FraudRuleList', 'Rules of fraud watch.', {
  items: z.array(fraudRule).describe('All rules, in the order of the product'),
});
export type FraudRuleList = z.infer<typeof fraudRuleListSchema>;
export { fraudRule as fraudRuleSchema };

export const putFraudRuleSchema = objectNamed('PutFraudRule', 'A rule as the network wants it from now on.', {
  isOn: z.boolean().describe('Whether the rule judges new acts'),
  params: params.default({}).describe('Parameters to change; those left out have their defaults'),
});
export type PutFraudRule = z.infer<typeof putFraudRuleSchema>;

/** A change of a rule as a change request stores it. */
export const askedFraudRuleSchema = z.object({ key: ruleKey, isOn: z.boolean(), params });

export const tryFraudRuleSchema = objectNamed('TryFraudRule', 'Parameters with which a rule is tried on the past.', {
  params: params.default({}).describe('Parameters to try; those left out have their defaults'),
});
export type TryFraudRule = z.infer<typeof tryFraudRuleSchema>;

export const fraudTrialSchema = z
  .object({
    from: instant.describe('The first moment that was read; later than 90 days ago where there were too many acts'),
    to: instant.describe('The last moment that was read'),
    acts: count('Acts that were read; at most 200,000'),
    signals: count('Signals that the rule would have given'),
    cases: count('Cases that they would have opened'),
    perThousandShifts: z.number().describe('Cases per 1,000 shifts of cashiers in that time'),
    examples: z
      .array(z.object({ subject, at: instant.describe('When the last of its acts occurred'), inputs }))
      .describe('The newest signals, at most 20'),
  })
  .meta({ id: 'FraudTrial', description: 'Signals and cases that a rule would have brought in the last 90 days.' });
export type FraudTrial = z.infer<typeof fraudTrialSchema>;

const networkFraudSchema = openObjectNamed('FraudOfNetwork', 'How a network decides its cases.', {
  networkId: uuid.describe('Network'),
  name: z.string().describe('Name of the network'),
  open: count('Cases that are open or wait for the guest'),
  confirmed: count('Cases that were confirmed'),
  dismissed: count('Cases that were dismissed'),
  medianDaysToDecide: z.number().nullable().describe('Median of days from opening to decision; null: none was decided'),
});
export type NetworkFraud = z.infer<typeof networkFraudSchema>;
export const networkFraudPage = pageOf(networkFraudSchema).meta({ id: 'NetworkFraud' });
