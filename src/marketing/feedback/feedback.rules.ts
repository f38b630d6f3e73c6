/** An answer up to this is a case for the manager. */
const BAD_UP_TO = 2;
/** An answer from this on may earn points. */
const GOOD_FROM = 4;
const DAY_MS = 86_400_000;
/** A question that could not be asked so long after its time is old: the server was down, or a backup was restored. */
const LATEST_MS = DAY_MS;
/** An average of fewer answers says more about one guest than about the place. */
export const LEAST_ANSWERS = 5;

/** The question after a visit, as the settings of a network have it. */
interface QuestionSettings {
  readonly asks: boolean;
  readonly restaurants: readonly { readonly restaurantId: string; readonly asks: boolean | null }[];
}

/** Whether guests of the restaurant are asked; null: a sale at none. */
export function asksIn({ asks, restaurants }: QuestionSettings, restaurantId: string | null): boolean {
  return restaurants.find((own) => own.restaurantId === restaurantId)?.asks ?? asks;
}

export function asksAnywhere({ asks, restaurants }: QuestionSettings): boolean {
  return asks || restaurants.some((own) => own.asks === true);
}

/** Facts of a question whose time has come; times in milliseconds. */
export interface DueQuestion {
  readonly askAt: number;
  /** When the guest was last asked; null: never. */
  readonly lastAskedAt: number | null;
  readonly isRefunded: boolean;
  /** The restaurant has stopped asking. */
  readonly isOff: boolean;
  /** The guest gets nothing of any campaign, so that others can be compared. */
  readonly isHeldOut: boolean;
}

export type UnaskedReason = 'OFF' | 'LATE' | 'REFUNDED' | 'TOO_SOON' | 'HELD_OUT';

/**
 * Why a question is not asked now; null: it is asked. A refund of a part counts: staff have spoken with the guest already.
 * Held-out guests are not asked, because a question counts as marketing.
 */
export function unaskedFor(
  { askAt, lastAskedAt, isRefunded, isOff, isHeldOut }: DueQuestion,
  { repeatDays }: { readonly repeatDays: number },
  now: number,
): UnaskedReason | null {
  if (isOff) return 'OFF';
  if (isRefunded) return 'REFUNDED';
  if (now - askAt > LATEST_MS) return 'LATE';
  if (lastAskedAt !== null && now - lastAskedAt < repeatDays * DAY_MS) return 'TOO_SOON';
  return isHeldOut ? 'HELD_OUT' : null;
}

/** The end of the time in which the question can be answered and the answer changed. */
export function answerableUntil(askedAt: Date, answerDays: number): Date {
  return new Date(askedAt.getTime() + answerDays * DAY_MS);
}

export const isBad = (score: number): boolean => score <= BAD_UP_TO;
export const isGood = (score: number): boolean => score >= GOOD_FROM;

/** Answers counted by score, of those who were asked. */
export interface ScoreCounts {
  readonly asked: number;
  /** How many gave 1, 2, 3, 4 and 5. */
  readonly scores: readonly number[];
}

/** The sum of counts. */
export function together(counts: readonly ScoreCounts[]): ScoreCounts {
  return {
    asked: counts.reduce((sum, { asked }) => sum + asked, 0),
    scores: [0, 1, 2, 3, 4].map((place) => counts.reduce((sum, { scores }) => sum + (scores[place] ?? 0), 0)),
  };
}

/** Figures of counts; the average in hundredths, and null for fewer answers than say something. */
export function figuresOf({ asked, scores }: ScoreCounts) {
  const answers = scores.reduce((sum, count) => sum + count, 0);
  const total = scores.reduce((sum, count, place) => sum + count * (place + 1), 0);
  return { asked, answers, scores: [...scores], averageHundredths: averageOf(total, answers) };
}

/** The average of answers in hundredths, rounded half up; null: they are too few. */
function averageOf(total: number, answers: number): number | null {
  return answers < LEAST_ANSWERS ? null : Math.round((total * 100) / answers);
}
