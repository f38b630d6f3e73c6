import { z } from 'zod';
import { asAnswer } from '../../platform/http/as-answer';
import { CAMPAIGN_TYPES } from '../../decision';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import { newestFirst } from '../../platform/http/list-query';
import { line, localDate, pageOf, objectNamed, listOf } from '../../platform/http/schemas';
import { severalShape } from '../../platform/http/several';
import type { ChangeRequestAnswer } from '../../security';
import { campaignDocumentSchema, campaignDraftSchema } from '../campaign-document/campaign-document.schema';
import { pictureAnswer, pictureSchema } from '../pictures/picture.dto';
import type { ShownPicture } from '../pictures/picture.sql';
import type { CampaignWarning } from './campaign-warnings.rules';
import type { PlannedOccurrence } from './occurrences.rules';
import { CAMPAIGN_STATES, type CampaignRow, type CampaignStateRow } from './campaign.sql';

const MAX_REASON = 500;
const MAX_CALENDAR_DAYS = 92;

const code = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,49}$/)
  .describe(
    'Code of the campaign in traces and reports: capital letters, digits and `_`; unique in the network, stays',
  );
const expectedRevision = z
  .int()
  .min(1)
  .optional()
  .describe(
    '`revision` of the campaign as it was read; another one by now is `version_conflict`. Left out: not compared',
  );

export const createCampaignSchema = objectNamed('CreateCampaign', 'A new campaign, which begins as a draft.', {
  code: code.optional().describe('Code of the campaign; left out: one is made'),
  document: campaignDraftSchema,
});

export const changeCampaignSchema = z
  .strictObject({ document: campaignDraftSchema, expectedRevision })
  .meta({ id: 'ChangeCampaign', description: 'A new version of the document; one that runs goes on by its own.' });

export const setStateSchema = objectNamed('SetCampaignState', {
  state: z
    .enum(['RUNNING', 'PAUSED', 'ENDED'])
    .describe('RUNNING starts it by its newest version, or goes on; PAUSED stops it for now; ENDED for ever'),
  reason: line(MAX_REASON).nullable().default(null).describe('Why, for the history; null: not said'),
  expectedRevision,
});

export const severalCampaignsSchema = objectNamed('ChangeSeveralCampaigns', {
  ...severalShape,
  act: z
    .enum(['PAUSE', 'RESUME', 'ARCHIVE'])
    .describe('PAUSE stops them for now; RESUME lets paused ones go on; ARCHIVE is for ever'),
});

export const previewCampaignSchema = objectNamed('PreviewCampaign', {
  document: z.unknown().describe('A `CampaignDraft`, which may have mistakes'),
});

export const campaignListQuery = z.strictObject({
  ...newestFirst,
  state: z.enum(CAMPAIGN_STATES).optional().describe('Only campaigns in this state'),
  type: z.enum(CAMPAIGN_TYPES).optional().describe('Only campaigns of this kind'),
  runsFrom: localDate.optional().describe('Only campaigns that have not ended before this local day'),
  runsTo: localDate.optional().describe('Only campaigns that start on this local day or earlier'),
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: the campaigns that are archived; `false`: the others'),
});

export const calendarQuery = z
  .strictObject({
    from: localDate.describe('First local day'),
    to: localDate.describe('Last local day, at most 92 days after the first'),
  })
  .refine(({ from, to }) => from <= to && dayOfIsoDate(to) - dayOfIsoDate(from) <= MAX_CALENDAR_DAYS, {
    path: ['to'],
    params: { code: 'not_allowed' },
  });

const occurrence = z.strictObject({
  day: z
    .string()
    .nullable()
    .describe('Local day on which it begins and by which it is named; null: without a recurrence'),
  startsAt: z.string().describe('Begin (RFC 3339)'),
  endsAt: z.string().nullable().describe('End (RFC 3339), excluded itself; null: none'),
});

const warning = z.strictObject({
  code: z
    .enum(['CATEGORY_NOT_ON_MENU', 'GROUP_OVERLAP', 'NO_LIMIT', 'NO_CONTROL'])
    .describe(
      'CATEGORY_NOT_ON_MENU: no item of the menu has the category. GROUP_OVERLAP: another campaign of the exclusive ' +
        'group runs at the same time, and only one of them gives. NO_LIMIT: neither an end nor a budget. NO_CONTROL: the ' +
        'effect cannot be measured without guests who get nothing',
    ),
  path: z.string().describe('Place in the document'),
  names: z.array(z.string()).describe('Categories, or codes of campaigns, that the warning is about'),
});

const conditions = z
  .string()
  .describe("Its conditions (`when`) in words, in the reader's language; left out: it has none, or they have mistakes");

const madeMessage = z.strictObject({ title: z.string().describe('Title'), text: z.string().describe('Text') });

export const campaignPreviewSchema = objectNamed('CampaignPreview', {
  errors: listOf('Mistakes with their places, at most 50; empty: it may be started', {
    path: z.string().describe('Place in the document, such as `schedule.endsAt`'),
    code: z.string().describe('Stable code of the mistake, as in docs/errors.md'),
    message: z.string().describe("The mistake in words, in the reader's language"),
  }),
  warnings: z.array(warning).describe('Possible mistakes to look at before the start; empty while there are mistakes'),
  occurrences: z.array(occurrence).describe('The next five occurrences; empty while there are mistakes'),
  conditions: conditions.optional(),
  message: z
    .strictObject({ ru: madeMessage.describe('In Russian'), en: madeMessage.describe('In English') })
    .optional()
    .describe(
      'The message to guests that its settings make, for an `announcement`; left out for one that gives nothing of its own',
    ),
});

const campaignShape = {
  id: z.uuid().describe('Id of the campaign'),
  code: z.string().describe('Code of the campaign in traces and reports'),
  state: z
    .enum(CAMPAIGN_STATES)
    .describe('DRAFT: never started. SCHEDULED: its begin is ahead. ACTIVE, PAUSED; ENDED: by a person or by its time'),
  revision: z.int().describe('Rises with every change of the document and of the state'),
  version: z.int().describe('Number of the newest version of the document'),
  runningVersion: z.int().nullable().describe('Version that decides, or did last; null: it never ran'),
  effectiveFrom: z
    .string()
    .nullable()
    .describe(
      'From when the newest state counts (RFC 3339), at all tills: when it was set, or up to six seconds later; null: a draft',
    ),
  document: campaignDocumentSchema,
  picture: pictureSchema.nullable().describe('Picture that guests see with it; null: none'),
  archived: z.boolean().describe('Whether the campaign has left the lists'),
  createdBy: z.uuid().nullable().describe('User or key that created it; null: the system'),
  createdAt: z.string().describe('When it was created (RFC 3339)'),
  changedBy: z.uuid().nullable().describe('User or key that wrote the newest version; null: the system'),
  changedAt: z.string().describe('When the newest version was written (RFC 3339)'),
};

export const campaignSchema = z
  .strictObject(campaignShape)
  .meta({ id: 'Campaign', description: 'A campaign with the newest version of its document.' });
export const listedCampaignSchema = z
  .strictObject({
    ...campaignShape,
    budgets: listOf('Its budgets with their use, by the version that decides; empty: it has none', {
      unit: z.enum(['POINTS', 'MONEY', 'USES']).describe('Unit of the budget'),
      restaurantId: z.uuid().nullable().describe('Restaurant whose budget it is; null: the budget of the network'),
      limit: z.int().describe('The most that it gives; money in minor units'),
      used: z.int().describe('Given so far, less what refunds gave back'),
    }),
  })
  .meta({
    id: 'ListedCampaign',
    description: 'A campaign with the newest version of its document and the use of its budgets.',
  });
export const campaignPageSchema = pageOf(listedCampaignSchema).meta({ id: 'CampaignPage' });

export const campaignDetailSchema = z
  .strictObject({
    ...campaignShape,
    states: listOf('The newest 100 changes of the state, the newest first', {
      state: z.enum(['RUNNING', 'PAUSED', 'ENDED']).describe('State that was set'),
      version: z.int().describe('Version of the document by which it ran'),
      reason: z.string().nullable().describe('Why; null: not said'),
      changedBy: z.uuid().nullable().describe('User or key that set it; null: the system'),
      changedAt: z.string().describe('When it was set (RFC 3339)'),
      effectiveFrom: z.string().describe('From when it counts (RFC 3339)'),
    }),
    badgePicture: pictureSchema
      .nullable()
      .describe('Picture of the badge that it gives; null: the icon of the document'),
    warnings: z.array(warning).describe('Possible mistakes to look at before the start'),
    occurrences: z.array(occurrence).describe('The next five occurrences; empty for one that has ended'),
    conditions: conditions.optional(),
  })
  .meta({ id: 'CampaignDetail', description: 'A campaign with its history and its next occurrences.' });

export const calendarSchema = objectNamed('CampaignCalendar', {
  items: z
    .array(
      z.strictObject({
        campaignId: z.uuid().describe('Id of the campaign'),
        code: z.string().describe('Code of the campaign'),
        name: campaignDocumentSchema.shape.name,
        state: z.enum(CAMPAIGN_STATES).describe('State of the campaign'),
        ...occurrence.shape,
      }),
    )
    .describe(
      'Occurrences that begin before the end of the last day and end after the begin of the first, by their begin; at most 1,000',
    ),
});

export type CreateCampaignBody = z.infer<typeof createCampaignSchema>;
export type ChangeCampaignBody = z.infer<typeof changeCampaignSchema>;
export type SetStateBody = z.infer<typeof setStateSchema>;
export type SeveralCampaignsBody = z.infer<typeof severalCampaignsSchema>;
export type CampaignListQuery = z.infer<typeof campaignListQuery>;
export type CampaignAnswer = z.infer<typeof campaignSchema>;
export type CampaignDetail = z.infer<typeof campaignDetailSchema>;
export type CampaignPreviewAnswer = z.infer<typeof campaignPreviewSchema>;
export type CalendarAnswer = z.infer<typeof calendarSchema>;

/** The start of a campaign that waits for a second person. Money in minor units. */
export const askedStartSchema = setStateSchema.extend({
  code: z.string(),
  /** Null: no budget limits it. */
  worth: z.int().nullable(),
  max: z.int(),
});

export const changeableOfCampaign = ({ id, revision, archived }: CampaignAnswer) => ({ id, revision, archived });

/** Null: the start waits for a second person. */
export const changeableOfStart = (answer: CampaignAnswer | ChangeRequestAnswer): object | null =>
  'kind' in answer ? null : changeableOfCampaign(answer);

export const revisionOf = ({ version, stateNumber }: CampaignRow): number => version + stateNumber;

export const campaignAnswer = (row: CampaignRow): CampaignAnswer =>
  asAnswer(campaignSchema, {
    ...row,
    revision: revisionOf(row),
    picture: pictureAnswer(row.picture),
    archived: row.archivedAt !== null,
  });

/** A campaign of a list. */
export interface CampaignWithBudgets {
  readonly row: CampaignRow;
  readonly budgets: z.infer<typeof listedCampaignSchema>['budgets'];
}

export function listedCampaignAnswer({ row, budgets }: CampaignWithBudgets): z.infer<typeof listedCampaignSchema> {
  return { ...campaignAnswer(row), budgets };
}

/** A campaign as the back office reads it. */
export interface ShownCampaign {
  readonly row: CampaignRow;
  readonly states: readonly CampaignStateRow[];
  readonly warnings: readonly CampaignWarning[];
  readonly occurrences: readonly PlannedOccurrence[];
  /** Null: the badge is shown by its icon, or the campaign gives no badge. */
  readonly badgePicture: ShownPicture | null;
  /** The conditions in words; left out: the campaign has none. */
  readonly conditions?: string | undefined;
}

export const campaignDetail = ({ row, badgePicture, ...shown }: ShownCampaign): CampaignDetail =>
  asAnswer(campaignDetailSchema, { ...campaignAnswer(row), ...shown, badgePicture: pictureAnswer(badgePicture) });

export function occurrenceAnswer({ day, startsAt, endsAt }: PlannedOccurrence) {
  return { day, startsAt: startsAt.toISOString(), endsAt: endsAt?.toISOString() ?? null };
}
