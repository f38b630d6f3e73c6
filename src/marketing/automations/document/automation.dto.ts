import { z } from 'zod';
import { newestFirst } from '../../../platform/http/list-query';
import {
  line,
  pageFields,
  pageOf,
  uuid,
  objectNamed,
  listOf,
  objectOf,
  objectOrNull,
} from '../../../platform/http/schemas';
import { automationDocumentSchema, STEP_KINDS } from './automation-document.schema';

const AUTOMATION_STATES = ['DRAFT', 'ACTIVE', 'PAUSED', 'ENDED'] as const;
export type AutomationState = (typeof AUTOMATION_STATES)[number];
/** State of a run. WAITING: the guest is inside. HELD_OUT: the guest is in the control group, so nothing happens. */
const RUN_STATES = ['WAITING', 'DONE', 'GOAL', 'LEFT', 'HELD_OUT'] as const;
export type RunState = (typeof RUN_STATES)[number];
export const LEFT_REASONS = [
  'AUTOMATION_ENDED',
  'DROPPED_AFTER_RESTORE',
  'GUEST_ERASED',
  'GUEST_MERGED',
  'TOO_MANY_STEPS',
] as const;
const OUTCOMES = ['PASSED', 'REFUSED', 'TIMED_OUT', 'SENT', 'WAITS', 'NOT_SENT'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** How a step may bring its guest into its automation again. */
const LOOP_KINDS = ['OWN_STEP', 'OTHER_AUTOMATION', 'WEBHOOK'] as const;
export const EXAMPLES = ['WELCOME', 'BIRTHDAY', 'WIN_BACK', 'POINTS_END'] as const;
export type ExampleName = (typeof EXAMPLES)[number];

const MAX_REASON = 500;
const expectedRevision = z
  .int()
  .min(1)
  .optional()
  .describe(
    '`revision` of the automation as it was read; another one by now is `version_conflict`. Left out: not compared',
  );

export const createAutomationSchema = objectNamed('CreateAutomation', 'A new automation, which begins as a draft.', {
  document: automationDocumentSchema,
});

export const changeAutomationSchema = z
  .strictObject({ document: automationDocumentSchema, expectedRevision })
  .meta({ id: 'ChangeAutomation', description: 'A new version of the document; one that runs goes on by its own.' });

export const setAutomationStateSchema = objectNamed('SetAutomationState', {
  state: z
    .enum(['ACTIVE', 'PAUSED', 'ENDED'])
    .describe(
      'ACTIVE starts it by its newest version, or goes on; PAUSED stops it for now, and guests stay where they are; ENDED ' +
        'for ever, and guests leave it',
    ),
  moveInside: z
    .boolean()
    .default(false)
    .describe(
      'For a start by a newer version: true moves guests inside to the step of the same name; false lets them finish the ' +
        'version by which they entered, as guests do whose step the new version has not',
    ),
  confirmedGuests: z
    .int()
    .min(0)
    .default(0)
    .describe(
      'How many guests may enter at once by the start; more is `automation_takes_guests`, which names the number',
    ),
  reason: line(MAX_REASON).nullable().default(null).describe('Why, for the history; null: not said'),
  expectedRevision,
});

export const previewAutomationSchema = objectNamed('PreviewAutomation', {
  document: z.unknown().describe('An `AutomationDocument`, which may have mistakes'),
  automationId: uuid.optional().describe('The automation whose document it is to be; left out: a new one'),
});

export const automationPreviewSchema = objectNamed('AutomationPreview', {
  errors: listOf('Mistakes with their places, at most 50; empty: it may be started', {
    path: z.string().describe('Place in the document, such as `steps[1].next`'),
    code: z.string().describe('Stable code of the mistake, as in docs/errors.md'),
    message: z.string().describe("The mistake in words, in the reader's language"),
  }),
  loops: listOf('Steps that may bring their guest into the automation again, at most 50; empty: none does', {
    kind: z
      .enum(LOOP_KINDS)
      .describe(
        'OWN_STEP: the step causes events of the trigger. OTHER_AUTOMATION: the step lets guests into `automation`, whose steps, or those of ' +
          'further ones, cause events of the trigger. Guests of both kinds stay out. WEBHOOK: the receiver may cause events of the ' +
          'trigger by the API, which `entry.perGuestPerDay` alone bounds',
      ),
    step: z.string().describe('Name of the step'),
    automation: objectOrNull('The other automation; null: none', {
      id: z.uuid().describe('Automation'),
      name: z.string().describe('Its name, for staff'),
    }),
  }),
});

export const estimateAutomationSchema = objectNamed('EstimateAutomation', { document: automationDocumentSchema });

const UNKNOWN = ['ENTRIES', 'CONDITION', 'EVENT'] as const;
export const automationEstimateSchema = z
  .strictObject({
    days: z.int().describe('Past local days that were counted'),
    entries: listOf('Entries that the trigger would have brought on each of these days; empty: cannot be told', {
      day: z.string().describe('Local day, `YYYY-MM-DD`'),
      guests: z.int().describe('Entries on that day'),
    }),
    perDay: z.number().nullable().describe('Mean entries of a day; null: cannot be told'),
    atOnce: z.int().describe('Guests who would enter with the start'),
    sample: z.int().describe('Guests of the sample by which shares were measured'),
    steps: listOf('Steps in the order of the document', {
      step: z.string().describe('Name of the step'),
      share: z.number().nullable().describe('Share of the guests who reach it, 0 to 1; null: cannot be told'),
      branches: z
        .array(z.number().nullable())
        .describe(
          'Share of those at the step who take each way, in the order of the document, `otherwise` last; null: cannot be ' +
            'told; empty: the step has one way',
        ),
    }),
    unknown: listOf('Facts that the past cannot tell', {
      what: z.enum(UNKNOWN).describe('ENTRIES of the trigger, a CONDITION on guests of then, or an EVENT to come'),
      step: z.string().nullable().describe('Name of the step; null: the trigger or the condition of the entry'),
    }),
  })
  .meta({ id: 'AutomationEstimate', description: 'Effects that an automation would have had in the past.' });

const automationShape = {
  id: z.uuid().describe('Id of the automation'),
  state: z.enum(AUTOMATION_STATES).describe('DRAFT: never started. ACTIVE, PAUSED; ENDED: for ever'),
  revision: z.int().describe('Rises with every change of the document and of the state'),
  version: z.int().describe('Number of the newest version of the document'),
  runningVersion: z.int().nullable().describe('Version by which guests enter, or did last; null: it was never started'),
  document: automationDocumentSchema,
  inside: z.int().describe('Guests who are inside'),
  entered: z.int().describe('Entries ever'),
  archived: z.boolean().describe('Whether the automation has left the lists'),
  startedAt: z.string().nullable().describe('When it was first started (RFC 3339); null: never'),
  createdBy: z.uuid().nullable().describe('User or key that created it; null: the system'),
  createdAt: z.string().describe('When it was created (RFC 3339)'),
  changedBy: z.uuid().nullable().describe('User or key that changed it last; null: the system'),
  changedAt: z.string().describe('When it was last changed (RFC 3339)'),
};

export const automationSchema = z
  .strictObject(automationShape)
  .meta({ id: 'Automation', description: 'An automation with the newest version of its document.' });
const listedAutomationSchema = z
  .strictObject({
    ...automationShape,
    finished: z.int().describe('Runs that came to the end or reached the goal'),
    enteredLately: z.int().describe('Entries of the last 30 days'),
  })
  .meta({ id: 'ListedAutomation', description: 'An automation with how many guests went through it.' });
export const automationPageSchema = pageOf(listedAutomationSchema).meta({ id: 'AutomationPage' });

export const automationDetailSchema = z
  .strictObject({
    ...automationShape,
    versions: listOf('The newest version, the running one, and older ones with guests inside; the newest first', {
      version: z.int().describe('Number of the version'),
      document: automationDocumentSchema,
      createdAt: z.string().describe('When it was written (RFC 3339)'),
      isMoving: z.boolean().describe('Whether guests inside are being moved to the running version'),
      runs: objectOf('Runs by their state', {
        waiting: z.int().describe('Inside'),
        done: z.int().describe('Came to the end'),
        goal: z.int().describe('Left with the goal'),
        left: z.int().describe('Left for another reason'),
        heldOut: z.int().describe('Runs of guests of the control group, which take no step'),
      }),
      steps: listOf('Steps in the order of the document', {
        step: z.string().describe('Name of the step'),
        waiting: z.int().describe('Guests who are at it'),
        passed: z.int().describe('Times that guests went through it'),
        left: z.int().describe('Guests whose run ended at it before its end'),
        refused: z.int().describe('Times that it could not do its work, such as a gift that was refused'),
      }),
    }),
  })
  .meta({ id: 'AutomationDetail', description: 'An automation with its versions and how many guests are where.' });

export const automationListQuery = z.strictObject({
  ...newestFirst,
  state: z.enum(AUTOMATION_STATES).optional().describe('Only automations in this state'),
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: the automations that are archived; `false`: the others'),
});

export const automationExamplesSchema = objectNamed('AutomationExamples', {
  items: listOf('The examples, with messages in the languages of the server; there are no further pages', {
    name: z.enum(EXAMPLES).describe('Name of the example'),
    document: automationDocumentSchema,
  }),
});
export const exampleName = z.enum(EXAMPLES).describe('Name of the example');

export const runListQuery = z.strictObject({
  ...pageFields,
  guestId: uuid.optional().describe('Only runs of this guest'),
  state: z.enum(RUN_STATES).optional().describe('Only runs in this state'),
  step: z.string().max(40).optional().describe('Only runs at the step of this name, or that ended there'),
});

const runShape = {
  id: z.uuid().describe('Id of the run'),
  automationId: z.uuid().describe('Id of the automation'),
  guestId: z.uuid().describe('Id of the guest'),
  version: z.int().describe('Version by which it goes'),
  state: z
    .enum(RUN_STATES)
    .describe('WAITING: inside. DONE: came to the end. GOAL: ended by its goal. LEFT. HELD_OUT: nothing happens'),
  reason: z.enum(LEFT_REASONS).nullable().describe('Why the guest left; null: another state'),
  step: z.string().nullable().describe('Name of the step at which the guest is or was last; null: at none'),
  dueAt: z.string().nullable().describe('When it goes on at the latest (RFC 3339); null: it is over'),
  enteredAt: z.string().describe('When the guest entered (RFC 3339)'),
  endedAt: z.string().nullable().describe('When it ended (RFC 3339); null: inside'),
  causedBy: z
    .array(z.uuid())
    .describe(
      'Automations whose steps led to the event that brought the guest in, and to those that it waited for, the first one first; empty: none',
    ),
};
export const runSchema = z.strictObject(runShape).meta({ id: 'AutomationRun', description: 'One way of one guest.' });
export const runPageSchema = pageOf(runSchema).meta({ id: 'AutomationRunPage' });
export const automationsOfGuestSchema = z
  .strictObject({
    items: listOf('Runs of the guest, the newest first, at most 50; there are no further pages', {
      ...runShape,
      name: z.string().describe('Name of the automation, for staff'),
    }),
  })
  .meta({ id: 'AutomationsOfGuest', description: 'The ways of one guest through all automations.' });
export const runDetailSchema = objectNamed('AutomationRunDetail', 'One way of one guest with every step of it.', {
  ...runShape,
  path: listOf('Steps that were done, in order; at most the first 1,000', {
    visit: z.int().describe('Number of the step in the run, from 1'),
    version: z.int().describe('Version by which it was done'),
    step: z.string().describe('Name of the step'),
    kind: z.enum(STEP_KINDS).describe('Kind of the step'),
    outcome: z
      .enum(OUTCOMES)
      .describe(
        'PASSED: done. REFUSED: not possible, see `reason`. TIMED_OUT: the event did not come. Outcome of a message: SENT, WAITS ' +
          '(for the end of quiet hours), NOT_SENT, see `reason`',
      ),
    at: z.string().describe('When (RFC 3339)'),
    reason: z.string().nullable().describe('Code of the refusal, or why a message was not sent; null: none'),
    branch: z.int().nullable().describe('Number of the way that was taken, from 0; null: it has one way'),
    points: z.int().nullable().describe('Points that were given; null: none'),
    subjectId: z.uuid().nullable().describe('Transaction, message or event that belongs to it; null: none'),
  }),
});

export type PreviewAutomationBody = z.infer<typeof previewAutomationSchema>;
export type CreateAutomationBody = z.infer<typeof createAutomationSchema>;
export type ChangeAutomationBody = z.infer<typeof changeAutomationSchema>;
export type SetAutomationStateBody = z.infer<typeof setAutomationStateSchema>;
export type AutomationAnswer = z.infer<typeof automationSchema>;
export type AutomationDetail = z.infer<typeof automationDetailSchema>;
export type AutomationPreview = z.infer<typeof automationPreviewSchema>;
export type Loop = AutomationPreview['loops'][number];
export type AutomationEstimate = z.infer<typeof automationEstimateSchema>;
export type AutomationListQuery = z.infer<typeof automationListQuery>;
export type RunListQuery = z.infer<typeof runListQuery>;
export type ListedAutomation = z.infer<typeof listedAutomationSchema>;
export type AutomationsOfGuest = z.infer<typeof automationsOfGuestSchema>;
export type RunAnswer = z.infer<typeof runSchema>;
export type RunDetail = z.infer<typeof runDetailSchema>;
