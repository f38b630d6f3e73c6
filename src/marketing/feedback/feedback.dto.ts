import { z } from 'zod';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import type { FaultReason } from '../../platform/http/catalogue/catalogue';
import { newestFirst } from '../../platform/http/list-query';
import {
  instant,
  localDate,
  objectNamed,
  openListOf,
  openObjectOrNull,
  pageOf,
  points,
  uuid,
} from '../../platform/http/schemas';

const MAX_WORDS = 1_000;
const MAX_DAYS = 366;

export const tokenSchema = z.string().min(1).max(100).describe('Token of the link in the message');
export const saleIdSchema = uuid.describe('Sale that the question is about');

const score = z.int().min(1).max(5).describe('From 1, bad, to 5, very good');
const givenScore = score.nullable().describe('The answer, from 1 to 5; null: none yet');
const words = z.string().nullable().describe('Words of the guest; null: none');
const reward = openObjectOrNull('Points for the answer; null: it earns none', {
  state: z.enum(['DUE', 'GIVEN', 'REFUSED']).describe('They come at once, were given, or a limit was reached'),
  points: z.int().nullable().describe('Points that were given; null: none'),
});

const questionShape = {
  restaurant: z.string().nullable().describe('Name of the restaurant; null: none'),
  soldAt: instant.describe('When the visit was'),
  score: givenScore,
  words,
  answerableUntil: instant.describe('Until when it can be answered and the answer changed'),
  isOpen: z.boolean().describe('Whether it can be answered now'),
  reward,
};

export const linkedQuestionSchema = z
  .object({
    network: z.string().describe('Name of the network'),
    code: z.string().describe('Code of the network'),
    language: z.enum(['ru', 'en']).describe('Language of the network'),
    timeZone: z.string().describe('Zone of the network (IANA)'),
    points: z.int().describe('Points for an answer of 4 or 5; 0: none'),
    ...questionShape,
  })
  .meta({ id: 'LinkedQuestion', description: 'A question after a visit, as the page of its link shows it.' });

export const ownQuestionsSchema = z
  .object({
    points: z.int().describe('Points for an answer of 4 or 5; 0: none'),
    items: z
      .array(z.object({ saleId: saleIdSchema, ...questionShape }))
      .describe('Questions that were asked, the newest first, at most 50'),
  })
  .meta({ id: 'OwnQuestions', description: "Questions after the caller's visits, with the answers." });

export const answerSchema = objectNamed('AnswerQuestion', "A guest's answer; a later one replaces it.", {
  score,
  words: z
    .string()
    .trim()
    .max(MAX_WORDS)
    .optional()
    .describe('Words of the guest. Left out: those that were sent before stay; empty: none'),
});

const caseOfAnswer = z
  .object({ id: z.uuid().describe('Case'), status: z.enum(['OPEN', 'IN_WORK', 'DONE']).describe('State of the case') })
  .nullable()
  .describe('Case that the answer became; null: none');

const answered = {
  saleId: saleIdSchema,
  guestId: z.uuid().describe('Guest'),
  guestName: z.string().nullable().describe('Name of the guest; null: none is known'),
  restaurantId: z.uuid().nullable().describe('Restaurant; null: none'),
  soldAt: instant.describe('When the visit was'),
  score,
  words,
  answeredAt: instant.describe('When the guest answered, or changed the answer'),
  reward,
  case: caseOfAnswer,
};

export const feedbackListQuery = z.strictObject({
  ...newestFirst,
  restaurantId: uuid.optional().describe('Only visits to this restaurant'),
  score: z.coerce.number().int().min(1).max(5).optional().describe('Only answers with this score'),
  caseStatus: z.enum(['OPEN', 'IN_WORK', 'DONE']).optional().describe('Only answers whose case is in this state'),
});

const feedbackAnswerSchema = z
  .object(answered)
  .meta({ id: 'FeedbackAnswer', description: "A guest's answer about a visit." });
export const feedbackPageSchema = pageOf(feedbackAnswerSchema).meta({ id: 'FeedbackPage' });

export const feedbackDetailSchema = z
  .object({
    ...answered,
    bonus: openObjectOrNull('Goodwill bonus for the visit; null: none', {
      status: z.enum(['GIVEN', 'WAITING']).describe('Given, or waiting for another manager'),
      points: z.int().describe('Points of the bonus'),
      transactionId: z.uuid().describe('Its transaction, or the act that waits'),
    }),
  })
  .meta({ id: 'FeedbackDetail', description: "A guest's answer about a visit, with what staff did about it." });

export const replySchema = objectNamed('ReplyToGuest', {
  text: z.string().trim().min(1).max(1_000).describe('Words that the guest is told'),
});

export const bonusSchema = objectNamed('GiveGoodwill', 'A goodwill bonus for a bad visit.', {
  points,
  comment: z.string().trim().min(1).max(1_000).nullish().describe('Remark for colleagues; guests do not see it'),
});

const because = (reason: FaultReason) => ({ params: { code: 'not_valid', reason } });

export const figuresQuery = z
  .strictObject({
    from: localDate.describe('First day of the visits (`YYYY-MM-DD`)'),
    to: localDate.describe('Last day of the visits, with it; at most 366 days in all'),
    restaurantId: uuid.optional().describe('Only visits to this restaurant'),
  })
  .refine(({ from, to }) => from <= to, because('endsBeforeBegins'))
  .refine(({ from, to }) => dayOfIsoDate(to) - dayOfIsoDate(from) < MAX_DAYS, because('atMost366Days'));

const figures = {
  asked: z.int().describe('Guests who were asked'),
  answers: z.int().describe('Answers'),
  scores: z.array(z.int()).describe('How many gave 1, 2, 3, 4 and 5'),
  averageHundredths: z.int().nullable().describe('Average in hundredths; null: fewer than 5 answers'),
};

export const DAY_PARTS = ['MORNING', 'DAY', 'EVENING', 'NIGHT'] as const;

export const feedbackFiguresSchema = z
  .object({
    total: z.object(figures).describe('All visits of the period'),
    openCases: z.int().describe('Cases of bad visits that are not done, of any period; at most 1,000 are counted'),
    restaurants: z
      .array(z.object({ restaurantId: z.uuid().nullable().describe('Restaurant; null: none'), ...figures }))
      .describe('By restaurant'),
    dayParts: openListOf('By part of the day, which stands for the shift', {
      part: z.enum(DAY_PARTS).describe('From 6, 11, 17 and 23 o’clock of the network'),
      ...figures,
    }),
    weeks: z
      .array(z.object({ week: z.iso.date().describe('Monday of the week'), ...figures }))
      .describe('By week, the first one first'),
    dishes: openListOf('Items of 5 rated receipts or more, the worst first, at most 50; of the newest 20,000 answers', {
      name: z.string().describe('Name of the item, as the tills sent it'),
      answers: z.int().describe('Answers about receipts with it'),
      bad: z.int().describe('Answers of 1 and 2 among these'),
      averageHundredths: z.int().describe('Average in hundredths'),
    }),
  })
  .meta({ id: 'FeedbackFigures', description: 'Answers of guests about their visits, in figures.' });

export type AnswerBody = z.infer<typeof answerSchema>;
export type LinkedQuestionAnswer = z.infer<typeof linkedQuestionSchema>;
export type OwnQuestionsAnswer = z.infer<typeof ownQuestionsSchema>;
export type FeedbackListQuery = z.infer<typeof feedbackListQuery>;
export type FeedbackAnswerDto = z.infer<typeof feedbackAnswerSchema>;
export type FeedbackDetail = z.infer<typeof feedbackDetailSchema>;
export type ReplyBody = z.infer<typeof replySchema>;
export type BonusBody = z.infer<typeof bonusSchema>;
export type FiguresQuery = z.infer<typeof figuresQuery>;
export type FeedbackFigures = z.infer<typeof feedbackFiguresSchema>;
