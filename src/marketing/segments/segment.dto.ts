import { z } from 'zod';
import { RULE_GROUP_META } from '../../configuration';
import { line, pageFields, pageOf, uuid, uuidList } from '../../platform/http/schemas';
import type { SegmentOfGuest } from './guest-segments.query';
import { type GuestFacts, NEVER_BOUGHT_DAYS, REGISTRATION_SOURCES } from './guest-rule.rules';
import type { SegmentRow } from './segment.sql';

const MAX_AT_ONCE = 200;
const MAX_FILE = 900_000;
const MAX_LINES = 20_000;

/** Its form and meaning are walked with the network's tiers and restaurants at hand, so that each mistake has its place. */
const rule = z.unknown().meta({ ...RULE_GROUP_META, id: 'GuestRule' });
const description = z.string().trim().max(1_000);

/** `POST /api/segments`: by a rule, or with null a list that people keep. */
export const createSegmentSchema = z
  .strictObject({
    code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/),
    name: line(200),
    description: description.default(''),
    rule: rule.nullable(),
  })
  .meta({ id: 'CreateSegment' });

/** `PATCH /api/segments/{id}`: what is left out stays. */
export const changeSegmentSchema = z
  .strictObject({ name: line(200), description, rule, expectedVersion: z.int().min(1) })
  .partial()
  .meta({ id: 'ChangeSegment' });

export const previewSchema = z.strictObject({ rule }).meta({ id: 'PreviewSegment' });
export const previewAnswerSchema = z
  .strictObject({ guests: z.int(), of: z.int(), isExact: z.boolean() })
  .meta({ id: 'SegmentPreview', description: '`isExact` false: an estimate from about 10,000 of the guests' });

export const changeMembersSchema = z
  .strictObject({ guestIds: z.array(uuid).min(1).max(MAX_AT_ONCE), isIn: z.boolean() })
  .meta({ id: 'ChangeSegmentMembers', description: 'Puts guests on a list (`isIn`) or takes them off it.' });
export const membersChangedSchema = z
  .strictObject({ changed: z.int(), unchanged: z.int() })
  .meta({ id: 'SegmentMembersChanged' });

export const memberFileSchema = z.strictObject({ csv: z.string().min(1).max(MAX_FILE), isIn: z.boolean() }).meta({
  id: 'SegmentMemberFile',
  description: `Lines of a file, at most ${String(MAX_LINES)}: the first column is a phone, a card number or an external id.`,
});
export const fileReadSchema = z
  .strictObject({ changed: z.int(), unchanged: z.int(), unknown: z.int(), unknownLines: z.array(z.int()) })
  .meta({ id: 'SegmentFileRead', description: '`unknownLines`: the first hundred, counted from 1' });

export const segmentListQuery = z.strictObject({
  ...pageFields,
  archived: z.enum(['true', 'false']).default('false').meta({ description: 'Those that may not be named any more' }),
});
export const memberListQuery = z.strictObject({
  ...pageFields,
  guestIds: uuidList.optional().meta({ description: 'Only these, as far as they are in it; ids separated by commas' }),
});

export const segmentSchema = z
  .strictObject({
    id: z.uuid(),
    code: z.string(),
    name: z.string(),
    description: z.string(),
    rule: z.looseObject({}).nullable().meta(RULE_GROUP_META),
    version: z.int(),
    guests: z.int(),
    isCounting: z.boolean(),
    createdAt: z.string(),
    changedAt: z.string(),
    archivedAt: z.string().nullable(),
  })
  .meta({
    id: 'Segment',
    description: '`rule` null: a list. `isCounting`: every guest is being looked at, and `guests` moves.',
  });
export const segmentPageSchema = pageOf(segmentSchema).meta({ id: 'SegmentPage' });

export const memberPageSchema = pageOf(z.strictObject({ guestId: z.uuid(), since: z.string() })).meta({
  id: 'SegmentMemberPage',
});

const count = z.int();
export const guestSegmentsSchema = z
  .strictObject({
    guestId: z.uuid(),
    facts: z
      .strictObject({
        tier: z.string(),
        spend: count,
        visits: count,
        spendOfYear: count,
        visitsOfYear: count,
        daysSinceLastSale: count.nullable(),
        daysSinceJoining: count,
        birthdayMonth: count.nullable(),
        restaurants: z.array(z.string()),
        registeredBy: z.enum(REGISTRATION_SOURCES),
        registeredAt: z.string().nullable(),
        consents: z.array(z.string()),
      })
      .nullable(),
    items: z.array(
      z.strictObject({
        segmentId: z.uuid(),
        code: z.string(),
        name: z.string(),
        isList: z.boolean(),
        isIn: z.boolean(),
        since: z.string().nullable(),
        failed: z.strictObject({ field: z.string(), operator: z.string() }).nullable(),
      }),
    ),
  })
  .meta({
    id: 'GuestSegments',
    description:
      '`failed`: the first condition that keeps the guest out as things stand; what was just changed takes a moment. ' +
      '`facts` null: the guest is another one’s second card, or gone, and in no segment by a rule.',
  });

export type CreateSegmentBody = z.infer<typeof createSegmentSchema>;
export type ChangeSegmentBody = z.infer<typeof changeSegmentSchema>;
export type SegmentAnswer = z.infer<typeof segmentSchema>;
export type GuestSegmentsAnswer = z.infer<typeof guestSegmentsSchema>;

export function segmentAnswer(row: SegmentRow, isCounting: boolean): SegmentAnswer {
  return {
    ...row,
    isCounting,
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  };
}

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
            daysSinceLastSale: facts.daysSinceLastSale === NEVER_BOUGHT_DAYS ? null : facts.daysSinceLastSale,
            birthdayMonth: facts.birthdayMonth === null ? null : Number(facts.birthdayMonth),
            restaurants: [...facts.restaurants],
            registeredBy: facts.registeredBy as (typeof REGISTRATION_SOURCES)[number],
            consents: [...facts.consents],
          },
    items: segments.map(({ segment, since, failed }) => ({
      segmentId: segment.id,
      code: segment.code,
      name: segment.name,
      isList: segment.rule === null,
      isIn: since !== null,
      since: since?.toISOString() ?? null,
      failed: failed === null ? null : { field: failed.failed, operator: failed.operator },
    })),
  };
}

/** The first column of each line of a file; empty lines say nothing. Undefined: more lines than it may have. */
export function linesOfFile(csv: string): string[] | undefined {
  const names = csv
    .split(/\r\n|\r|\n/)
    .map((text) => (text.split(/[,;\t]/, 1)[0] ?? '').trim().replace(/^"|"$/g, '').trim());
  while (names.at(-1) === '') names.pop();
  return names.length > MAX_LINES ? undefined : names;
}
