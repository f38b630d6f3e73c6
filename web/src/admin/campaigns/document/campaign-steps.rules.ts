import { campaignDraft } from '../../../shared/api/documents';

export const STEPS = ['offer', 'when', 'who', 'start'] as const;
export type EditorStep = (typeof STEPS)[number];

const STEP_OF_MEMBER: Readonly<Record<string, EditorStep>> = {
  name: 'offer',
  offer: 'offer',
  challenge: 'offer',
  moneyOff: 'offer',
  leastToPay: 'offer',
  promoCode: 'offer',
  when: 'offer',
  validity: 'offer',
  spendableIn: 'offer',
  schedule: 'when',
  audience: 'who',
  join: 'who',
  everybody: 'who',
  where: 'who',
  caps: 'who',
  budgets: 'who',
  onShortBudget: 'who',
  group: 'who',
  priority: 'who',
  control: 'who',
  rails: 'who',
  variants: 'who',
  announcement: 'start',
};

/** The members in the section `More` of the step `who`. This section also has the members that belong to no step, such as those that are new. */
export function moreOfWho(): readonly string[] {
  const others = Object.keys(campaignDraft).filter(
    (name) => !(name in STEP_OF_MEMBER) && name !== 'schema' && name !== 'type',
  );
  return ['join', 'onShortBudget', 'caps', 'group', 'priority', ...others, 'rails', 'variants'];
}

/** The part of the form in which the server found a mistake, by its place in the document. */
export function stepOf(path: string): EditorStep {
  const [member = ''] = path.replace(/^document\./, '').split(/[.[]/);
  return STEP_OF_MEMBER[member] ?? 'start';
}
