import type { FraudCaseDetail, FraudDecision } from '../../entities/fraud/fraud.api';

export interface TypedDecision {
  readonly decision: FraudDecision['decision'];
  readonly takeBack: boolean;
  readonly block: boolean;
  /** Days of the limit as they are typed; empty: no limit. */
  readonly limitDays: number | string;
  readonly noteToStaff: string;
}

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

/** The consequences of the decision, in the order in which the page lists them. */
export function effectsOf(typed: TypedDecision, { review }: Pick<FraudCaseDetail, 'review'>): readonly Effect[] {
  const { takeBack, block, limitDays, noteToStaff } = typed;
  const inReview = review?.points ?? 0;
  const isOfOnePerson = review?.until === null;
  const effect = (key: Effect['key'], count = 0): Effect => ({ key, count });
  const when = (isSo: boolean, key: Effect['key'], count?: number) => (isSo ? [effect(key, count)] : []);
  switch (typed.decision) {
    case 'CONFIRM':
      return [
        ...when(inReview > 0, takeBack ? 'takeBack' : isOfOnePerson ? 'free' : 'keepReview', inReview),
        ...when(block, 'block'),
        ...when(limitDays !== '', 'limit', Number(limitDays)),
        ...when(noteToStaff.trim() !== '', 'note'),
        effect('confirm'),
      ];
    case 'DISMISS':
      return [...when(inReview > 0, 'free', inReview), effect(isOfOnePerson ? 'confirmSource' : 'dismiss')];
    case 'ASK':
      return [effect('ask')];
  }
}
