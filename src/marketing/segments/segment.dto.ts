import { z } from 'zod';
import { asAnswer } from '../../platform/http/as-answer';
import { RULE_GROUP_META } from '../../configuration';
import { listedGuestSchema, searchGuestsSchema } from '../../identity';
import { plainCell } from '../../platform/http/csv';
import { oldestFirst } from '../../platform/http/list-query';
import { changeOf, line, listOf, objectNamed, pageFields, pageOf, uuid, uuidList } from '../../platform/http/schemas';
import { spokenSchema } from '../../platform/language/spoken';
import type { SegmentOfGuest } from './guest-segments.query';
import type { GuestFacts } from './guest-facts.sql';
import { NEVER_DAYS, REGISTRATION_SOURCES } from './guest-fields.rules';
import { guestRuleSchema, RULE_TEXT } from './guest-rule.schema';
import { RFM_NAMES, type RfmName } from './rfm-names.rules';
import type { SegmentRow } from './segment.sql';

const MAX_AT_ONCE = 200;
const MAX_FILE = 900_000;
const MAX_LINES = 20_000;

const rule = guestRuleSchema;
const name = line(200).describe('Name that staff read');
const names = spokenSchema(line(200)).describe(
  'Names by language; a language that is left out reads `name`. `{}`: none',
);
const description = z
  .string()
  .trim()
  .max(1_000)
  .describe('Purpose of the segment, for staff; at most 1,000 characters');
const isIn = z.boolean().describe('True puts the guests on the list, false takes them off');
const changed = z.int().describe('Guests who were put on the list or taken off it');
const unchanged = z.int().describe('Guests that were members, or no members, already');

/** `POST /api/segments`: by a rule, or with null a list that people keep. */
export const createSegmentSchema = objectNamed('CreateSegment', 'A new segment, by a rule or as a list.', {
  code: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/)
    .describe('Code by which programmes, rewards and coupons name the segment; unique in the network, never changes'),
  name,
  names: names.optional(),
  description: description.default(''),
  rule: rule.nullable().describe('Rule by which guests are in it; null: a list that people keep'),
});

/** `PATCH /api/segments/{id}`: what is left out stays. */
export const changeSegmentSchema = changeOf('ChangeSegment', {
  name,
  names,
  description,
  rule: rule.describe('New rule of a segment by a rule'),
  expectedVersion: z
    .int()
    .min(1)
    .describe(
      '`version` of the segment as it was read; another one by now is `version_conflict`. Left out: not compared',
    ),
});

export const previewSchema = objectNamed('PreviewSegment', { rule });
export const previewAnswerSchema = objectNamed('SegmentPreview', {
  guests: z.int().describe('Guests whom the rule takes in'),
  of: z.int().describe('Guests of the network'),
  isExact: z.boolean().describe('Always true: all guests are counted'),
});

export const changeMembersSchema = objectNamed('ChangeSegmentMembers', {
  guestIds: z.array(uuid).min(1).max(MAX_AT_ONCE).describe('Ids of the guests, at most 200'),
  isIn,
});
export const membersChangedSchema = objectNamed('SegmentMembersChanged', { changed, unchanged });

export const memberFileSchema = objectNamed('SegmentMemberFile', {
  csv: z
    .string()
    .min(1)
    .max(MAX_FILE)
    .describe(
      'Text of the file, at most 20,000 lines and 900,000 characters; the first column (before `,`, `;` or a tab) is ' +
        'a phone, a card number or an external id',
    ),
  isIn,
});
export const fileReadSchema = objectNamed('SegmentFileRead', {
  changed,
  unchanged,
  unknown: z.int().describe('Lines that name no guest of the network'),
  unknownLines: z.array(z.int()).describe('Numbers of the first hundred of these lines, counted from 1'),
});

export const segmentListQuery = z.strictObject({
  ...oldestFirst,
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: the segments that are archived; `false`: the others'),
});
export const memberListQuery = z.strictObject({
  ...pageFields,
  guestIds: uuidList.optional().describe('Only these guests, where they are in the segment; ids separated by commas'),
});

export const segmentSchema = objectNamed('Segment', 'A named set of guests, by a rule or as a list.', {
  id: z.uuid().describe('Id of the segment'),
  code: z.string().describe('Code by which programmes, rewards and coupons name the segment'),
  name: z.string().describe('Name that staff read'),
  names,
  description: z.string().describe('Purpose of the segment; empty: nothing was written'),
  rule: z
    .looseObject({})
    .nullable()
    .meta({ ...RULE_GROUP_META, description: `Rule by which guests are in it; null: a list. ${RULE_TEXT}` }),
  version: z.int().describe('Number of the version, which rises with every change'),
  guests: z.int().describe('Guests who are in it'),
  isCounting: z.boolean().describe('Whether all guests are being looked at, so that `guests` still moves'),
  createdAt: z.string().describe('When the segment was created (RFC 3339)'),
  changedAt: z.string().describe('When the segment was last changed (RFC 3339)'),
  archivedAt: z.string().nullable().describe('When the segment was archived (RFC 3339); null: it is not'),
});
export const segmentPageSchema = pageOf(segmentSchema).meta({ id: 'SegmentPage' });

export const memberPageSchema = pageOf(
  z.strictObject({
    guestId: z.uuid().describe('Id of the guest'),
    since: z.string().describe('When the guest came in (RFC 3339)'),
    guest: listedGuestSchema
      .nullable()
      .describe('The guest with as much personal data as the caller may see; null for a caller who may not see guests'),
  }),
).meta({ id: 'SegmentMemberPage' });

/** `POST /api/segments/{id}/members/search`. */
export const searchMembersSchema = searchGuestsSchema
  .extend({ query: searchGuestsSchema.shape.query.optional() })
  .meta({
    id: 'SearchSegmentMembers',
    description: 'The filters and orders of the list of guests. Without `query` all guests of the segment are listed.',
  });

/** `GET /api/segments/{id}/overlap`. */
export const overlapQuery = z.strictObject({ with: uuid.describe('The other segment') });
export const overlapSchema = objectNamed('SegmentOverlap', 'How many guests two segments have in common.', {
  guests: z.int().describe('Guests of the segment'),
  otherGuests: z.int().describe('Guests of the other segment'),
  both: z.int().describe('Guests who are in both'),
});

const count = z.int();
const days = count.nullable();
const SCORE = '1 to 5; 0 without a purchase';
export const guestSegmentsSchema = z
  .strictObject({
    guestId: z.uuid().describe('Id of the guest'),
    facts: z
      .strictObject({
        tier: z.string().describe('Code of the tier that the guest holds'),
        points: count.describe('Points that the guest can spend'),
        pointsEarned: count.describe('Points earned ever'),
        spend: count.describe('Money paid ever, less refunds, in minor units'),
        visits: count.describe('Sales ever, less wholly refunded ones'),
        averageCheck: count.describe('Money paid ever by sales ever, in minor units; 0 without a sale'),
        largestSale: count.describe('Money paid of the largest sale, less refunds, in minor units'),
        spendOfYear: count.describe('Money paid since the same day twelve months ago, less refunds, in minor units'),
        visitsOfYear: count.describe('Sales since the same day twelve months ago, less wholly refunded ones'),
        daysSinceLastSale: days.describe(
          'Local days since the last sale that was not wholly refunded; null: there is none',
        ),
        daysSinceFirstSale: days.describe('Local days since the first of these sales; null: there is none'),
        daysSinceJoining: count.describe('Local days since the registration'),
        birthdayMonth: count.nullable().describe('Month of the birthday, 1 to 12; null: not known'),
        daysToBirthday: days.describe('Local days to the next birthday; null: not known'),
        restaurants: z
          .array(z.string())
          .describe('Ids of the restaurants where the guest has a sale that was not wholly refunded'),
        restaurantsVisited: count.describe('Number of these restaurants'),
        favouriteRestaurant: z.string().nullable().describe('Id of the one with most of these sales; null: none'),
        categories: z.array(z.string()).describe('Categories of the lines of these sales'),
        channels: z.array(z.string()).describe('Doors that these sales came by'),
        registeredBy: z.enum(REGISTRATION_SOURCES).describe('How the guest came to the network'),
        registeredAt: z.string().nullable().describe('Id of the restaurant of the registration; null: none'),
        consents: z.array(z.string()).describe('Kinds of consent that the guest has given and not taken back'),
        language: z.string().nullable().describe("Language of messages to the guest; null: the network's"),
        hasPhone: z.boolean().describe('Whether a phone is known'),
        hasEmail: z.boolean().describe('Whether an e-mail address is known'),
        blocked: z.boolean().describe('Whether a manager has blocked the guest'),
        inFamily: z.boolean().describe('Whether the guest is in a family'),
        wasReferred: z.boolean().describe('Whether the guest registered by the code of another guest'),
        friendsReferred: count.describe("Friends that registered by the guest's code and whose referral is paid"),
        children: count.describe('Children of the guest'),
        daysToChildBirthday: days.describe('Local days to the next birthday of a child; null: none is known'),
        rfm: z.enum(RFM_NAMES).nullable().describe('Name by recency, frequency and money; null: without a purchase'),
        rfmRecency: count.describe(`Score of the last purchase, ${SCORE}`),
        rfmFrequency: count.describe(`Score of the visits, ${SCORE}`),
        rfmMoney: count.describe(`Score of the money paid, ${SCORE}`),
        rfmValue: count.describe(`Value by frequency and money together, ${SCORE}`),
      })
      .nullable()
      .describe(
        'Figures of the guest on which rules decide; null: the guest is a second card or erased, and in no segment by a rule',
      ),
    items: listOf('Segments that are not archived; there are no further pages', {
      segmentId: z.uuid().describe('Id of the segment'),
      code: z.string().describe('Code of the segment'),
      name: z.string().describe('Name of the segment'),
      names,
      isList: z.boolean().describe('Whether the segment is a list that people keep'),
      isIn: z.boolean().describe('Whether the guest is in it'),
      since: z.string().nullable().describe('When the guest came in (RFC 3339); null: not in it'),
      failed: z
        .strictObject({
          field: z.string().describe('Field of the condition'),
          operator: z.string().describe('Operator of the condition'),
        })
        .nullable()
        .describe(
          'First condition that keeps the guest out by the facts of now; null: the rule holds, or it is a list',
        ),
    }),
  })
  .meta({
    id: 'GuestSegments',
    description:
      'Segments of a guest with the facts that rules are asked of. A change takes a moment: until then `failed` is ' +
      'ahead of `isIn`.',
  });

export type CreateSegmentBody = z.infer<typeof createSegmentSchema>;
export type ChangeSegmentBody = z.infer<typeof changeSegmentSchema>;
export type SegmentAnswer = z.infer<typeof segmentSchema>;
export type GuestSegmentsAnswer = z.infer<typeof guestSegmentsSchema>;

/** Every change of a segment raises its version; its members are changed by calls of their own. */
export const changeableOfSegment = ({ id, version }: { readonly id: string; readonly version: number }) => ({
  id,
  version,
});

export const segmentAnswer = (row: SegmentRow, isCounting: boolean): SegmentAnswer =>
  asAnswer(segmentSchema, { ...row, isCounting });

export function guestSegmentsAnswer(
  guestId: string,
  { facts, segments }: { readonly facts: GuestFacts | null; readonly segments: readonly SegmentOfGuest[] },
): GuestSegmentsAnswer {
  return {
    guestId,
    facts:
      facts === null
        ? null
        : {
            ...facts,
            daysSinceLastSale: daysOf(facts.daysSinceLastSale),
            daysSinceFirstSale: daysOf(facts.daysSinceFirstSale),
            daysToBirthday: daysOf(facts.daysToBirthday),
            daysToChildBirthday: daysOf(facts.daysToChildBirthday),
            birthdayMonth: facts.birthdayMonth === null ? null : Number(facts.birthdayMonth),
            restaurants: [...facts.restaurants],
            categories: [...facts.categories],
            channels: [...facts.channels],
            registeredBy: facts.registeredBy as (typeof REGISTRATION_SOURCES)[number],
            consents: [...facts.consents],
            rfm: facts.rfm as RfmName | null,
          },
    items: segments.map(({ segment, since, failed }) => ({
      segmentId: segment.id,
      code: segment.code,
      name: segment.name,
      names: segment.names,
      isList: segment.rule === null,
      isIn: since !== null,
      since: since?.toISOString() ?? null,
      failed: failed === null ? null : { field: failed.failed, operator: failed.operator },
    })),
  };
}

const daysOf = (value: number): number | null => (value === NEVER_DAYS ? null : value);

/** The first column of each line of a file; empty lines say nothing. Undefined: more lines than it may have. */
export function linesOfFile(csv: string): string[] | undefined {
  const names = csv
    .split(/\r\n|\r|\n/)
    .map((text) => (text.split(/[,;\t]/, 1)[0] ?? '').trim().replace(/^"|"$/g, '').trim())
    .map(plainCell);
  while (names.at(-1) === '') names.pop();
  return names.length > MAX_LINES ? undefined : names;
}
