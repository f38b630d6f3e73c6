import type { CampaignResults, CampaignState } from '../../entities/campaign/campaign.api';

/** From this share of its limit on a budget is nearly used up. */
const NEARLY = 0.9;

/**
 * The act that the results advise, as the key of its sentence. Null: there is nothing to do but to wait for the first guests.
 */
export type NextStep =
  | 'addControl'
  | 'compareNothing'
  | 'wait'
  | 'moreGuests'
  | 'raiseBudget'
  | 'goOn'
  | 'runAgain'
  | 'stop'
  | 'otherOffer';

export function nextStepOf(
  { arms, compared, budgets }: Pick<CampaignResults, 'arms' | 'compared' | 'budgets'>,
  state: CampaignState,
): NextStep | null {
  if (arms.length === 0) return null;
  const isOver = state === 'ENDED';
  if (compared === null) return 'addControl';
  const { verdict } = compared.money;
  if (verdict.because === 'ARMS_OFF') return 'compareNothing';
  switch (verdict.kind) {
    case 'NOT_YET':
      return isOver ? 'moreGuests' : 'wait';
    case 'LESS':
      return isOver ? 'otherOffer' : 'stop';
    case 'NO_EFFECT':
      return 'otherOffer';
    case 'MORE':
      if (isOver) return 'runAgain';
      return budgets.some(({ used, limit }) => used >= limit * NEARLY) ? 'raiseBudget' : 'goOn';
  }
}
