import { z } from 'zod';
import { objectNamed } from '../../platform/http/schemas';
import {
  EVENT_PATTERN,
  fitsPatterns,
  MAX_PATTERN_LENGTH,
  MAX_TOPIC_PATTERN_LENGTH,
  TOPIC_PATTERN,
} from './event-pattern.rules';
import { parsePosition } from './event-position.rules';
import { EVENT_TYPES, eventSchema } from './event-types';

const MOST_PATTERNS = 50;

/**
 * One pattern. It must match at least one type of event, because a typing mistake would otherwise go unnoticed. Every pattern that matches one has
 * the form `EVENT_PATTERN`, so the form is only said to integrators, and a mistake has one fault, which names the events.
 */
const pattern = z
  .string()
  .min(1)
  .max(MAX_PATTERN_LENGTH)
  .refine((text) => Object.keys(EVENT_TYPES).some(fitsPatterns([text])), {
    params: { code: 'not_allowed', values: Object.keys(EVENT_TYPES).join(', ') },
  })
  .meta({ pattern: EVENT_PATTERN.source });

/** Patterns of event types, by which webhooks and streams choose events. */
export const eventPatterns = z
  .array(pattern)
  .min(1)
  .max(MOST_PATTERNS)
  .describe('Types of events; `*` stands for any text: `transaction.*`. At most 50');

export const positionText = z
  .string()
  .max(80)
  .transform((text, context) => {
    const position = parsePosition(text);
    if (position !== undefined) return position;
    context.addIssue({ code: 'custom', params: { code: 'not_valid' } });
    return z.NEVER;
  });

/** Patterns of event types, or of topics in the caller's network. */
export const topicPatterns = z
  .array(z.string().min(1).max(MAX_TOPIC_PATTERN_LENGTH).regex(TOPIC_PATTERN))
  .min(1)
  .max(MOST_PATTERNS);

const patternList = z
  .string()
  .max(MOST_PATTERNS * (MAX_TOPIC_PATTERN_LENGTH + 1))
  .transform((text) => text.split(','))
  .pipe(topicPatterns)
  .default(['*'])
  .describe(
    'Types of events or topics, separated by commas; `*` stands for any text: `transaction.*`, `brand123.guest.*`. Left out: all',
  );

export const eventLogQuery = z.strictObject({
  after: positionText
    .optional()
    .describe('`position` of the previous answer; left out: from the first event that is kept'),
  events: patternList,
  limit: z.coerce.number().int().min(1).max(200).default(100).describe('Number of events that are looked at, at most'),
});

export const eventStreamQuery = z.strictObject({
  after: positionText
    .optional()
    .describe('Position to go on after; left out: from now on. `Last-Event-ID` precedes it'),
  events: patternList,
});

export const eventLogPageSchema = objectNamed('EventLogPage', 'The next events of the log.', {
  items: z.array(eventSchema).describe('Events in the order of the log'),
  position: z.string().describe('Position to go on after'),
  hasMore: z.boolean().describe('Whether more events may follow at once'),
});

export type EventLogQuery = z.output<typeof eventLogQuery>;
export type EventStreamQuery = z.output<typeof eventStreamQuery>;
export type EventLogPage = z.infer<typeof eventLogPageSchema>;
