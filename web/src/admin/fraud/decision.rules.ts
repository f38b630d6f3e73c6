import type { FraudCaseDetail, FraudDecision } from '../../entities/fraud/fraud.api';

const SHORTEST_GROUND = 3;
export const MOST_LIMIT_DAYS = 365;

/** The fields of the decision form. */
export interface TypedDecision {
  /** Null until it is chosen: nothing that accuses a person is chosen beforehand. */
  readonly decision: FraudDecision['decision'] | null;
  readonly ground: string;
  readonly takeBack: boolean;
  readonly block: boolean;
  readonly isLimited: boolean;
  /** Days of the limit as they are typed. */
  readonly limitDays: number | string;
  readonly noteToStaff: string;
  readonly message: string;
}

export type MadeDecision = TypedDecision & Pick<FraudDecision, 'decision'>;

type DecisionMistake = 'decision' | 'ground' | 'message' | 'limitDays';

/** A consequence of the decision that the reader sees before it is sent; `count` where it names a number of points or days. */
interface Effect {
  readonly key:
    | 'takeBack'
    | 'keepReview'
    | 'block'
    | 'limit'
    | 'note'
    | 'confirm'
    | 'free'
    | 'dismiss'
    | 'confirmSource'
    | 'ask';
  readonly count: number;
}

export function isDecided(typed: TypedDecision): typed is MadeDecision {
  return typed.decision !== null;
}

/** Fields that have to be filled in before the decision can be sent. */
export function mistakesOf(typed: TypedDecision): readonly DecisionMistake[] {
  const { decision, ground, message, isLimited, limitDays } = typed;
  return [
    ...(decision === null ? (['decision'] as const) : []),
    ...(ground.trim().length < SHORTEST_GROUND ? (['ground'] as const) : []),
    ...(decision === 'ASK' && message.trim() === '' ? (['message'] as const) : []),
    ...(decision === 'CONFIRM' && isLimited && !isFitLimit(limitDays) ? (['limitDays'] as const) : []),
  ];
}

/** The decision as the API takes it: measures of another choice are left out. */
export function bodyOf(typed: MadeDecision): Required<FraudDecision> {
  const { decision, ground, takeBack, block, isLimited, limitDays, noteToStaff, message } = typed;
  const isConfirmed = decision === 'CONFIRM';
  return {
    decision,
    ground: ground.trim(),
    takeBack: isConfirmed && takeBack,
    block: isConfirmed && block,
    limitDays: isConfirmed && isLimited ? Number(limitDays) : null,
    noteToStaff: isConfirmed ? textOrNull(noteToStaff) : null,
    message: decision === 'ASK' ? textOrNull(message) : null,
  };
}

/** The consequences of the decision, in the order in which the page lists them. */
export function effectsOf(typed: MadeDecision, { review }: Pick<FraudCaseDetail, 'review'>): readonly Effect[] {
  const { takeBack, block, limitDays, noteToStaff } = bodyOf(typed);
  const inReview = review?.points ?? 0;
  const isOfOnePerson = review?.until === null;
  const effect = (key: Effect['key'], count = 0): Effect => ({ key, count });
  const when = (isSo: boolean, key: Effect['key'], count?: number) => (isSo ? [effect(key, count)] : []);
  switch (typed.decision) {
    case 'CONFIRM':
      return [
        ...when(inReview > 0, takeBack ? 'takeBack' : isOfOnePerson ? 'free' : 'keepReview', inReview),
        ...when(block, 'block'),
        ...when(limitDays !== null, 'limit', limitDays ?? 0),
        ...when(noteToStaff !== null, 'note'),
        effect('confirm'),
      ];
    case 'DISMISS':
      return [...when(inReview > 0, 'free', inReview), effect(isOfOnePerson ? 'confirmSource' : 'dismiss')];
    case 'ASK':
      return [effect('ask')];
  }
}

function isFitLimit(days: number | string): boolean {
  return Number.isInteger(days) && Number(days) >= 1 && Number(days) <= MOST_LIMIT_DAYS;
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
