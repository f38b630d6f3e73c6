import type { FraudCaseDetail, FraudDecision } from '../../entities/fraud/fraud.api';

const SHORTEST_GROUND = 3;

/** The fields of the decision form. */
export interface TypedDecision {
  readonly decision: FraudDecision['decision'];
  readonly ground: string;
  readonly takeBack: boolean;
  readonly block: boolean;
  readonly noteToStaff: string;
  readonly message: string;
}

type DecisionMistake = 'ground' | 'message';

/** A consequence of the decision that the reader sees before it is sent; `points` where it names a number. */
interface Effect {
  readonly key: 'takeBack' | 'keepReview' | 'block' | 'note' | 'confirm' | 'free' | 'dismiss' | 'ask';
  readonly points: number;
}

/** Fields that have to be filled in before the decision can be sent. */
export function mistakesOf(typed: TypedDecision): readonly DecisionMistake[] {
  const { decision, ground, message } = typed;
  return [
    ...(ground.trim().length < SHORTEST_GROUND ? (['ground'] as const) : []),
    ...(decision === 'ASK' && message.trim() === '' ? (['message'] as const) : []),
  ];
}

/** The decision as the API takes it: measures of another choice are left out. */
export function bodyOf(typed: TypedDecision): Required<FraudDecision> {
  const { decision, ground, takeBack, block, noteToStaff, message } = typed;
  const isConfirmed = decision === 'CONFIRM';
  return {
    decision,
    ground: ground.trim(),
    takeBack: isConfirmed && takeBack,
    block: isConfirmed && block,
    noteToStaff: isConfirmed ? textOrNull(noteToStaff) : null,
    message: decision === 'ASK' ? textOrNull(message) : null,
  };
}

/** The consequences of the decision, in the order in which the page lists them. */
export function effectsOf(typed: TypedDecision, { review }: Pick<FraudCaseDetail, 'review'>): readonly Effect[] {
  const { takeBack, block, noteToStaff } = bodyOf(typed);
  const inReview = review?.points ?? 0;
  const effect = (key: Effect['key'], points = 0): Effect => ({ key, points });
  const when = (isSo: boolean, key: Effect['key'], points?: number) => (isSo ? [effect(key, points)] : []);
  switch (typed.decision) {
    case 'CONFIRM':
      return [
        ...when(inReview > 0, takeBack ? 'takeBack' : 'keepReview', inReview),
        ...when(block, 'block'),
        ...when(noteToStaff !== null, 'note'),
        effect('confirm'),
      ];
    case 'DISMISS':
      return [...when(inReview > 0, 'free', inReview), effect('dismiss')];
    case 'ASK':
      return [effect('ask')];
  }
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
