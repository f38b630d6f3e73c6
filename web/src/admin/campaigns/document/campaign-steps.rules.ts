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

/** Members that have a place in a step, or that no person sets. The step `who` shows any other member that has words in the catalogue. */
export const KNOWN_MEMBERS = [...Object.keys(STEP_OF_MEMBER), 'schema', 'type'];

/** The part of the form in which the server found a mistake, by its place in the document. */
export function stepOf(path: string): EditorStep {
  const [member = ''] = path.replace(/^document\./, '').split(/[.[]/);
  return STEP_OF_MEMBER[member] ?? 'start';
}
