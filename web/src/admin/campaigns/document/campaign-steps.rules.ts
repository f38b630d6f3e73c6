export const STEPS = ['who', 'offer', 'when', 'budget', 'test', 'message', 'start'] as const;
export type Step = (typeof STEPS)[number];

const STEP_OF_MEMBER: Readonly<Record<string, Step>> = {
  name: 'who',
  audience: 'who',
  join: 'who',
  where: 'who',
  offer: 'offer',
  challenge: 'offer',
  moneyOff: 'offer',
  leastToPay: 'offer',
  when: 'offer',
  validity: 'offer',
  spendableIn: 'offer',
  schedule: 'when',
  caps: 'budget',
  budgets: 'budget',
  group: 'budget',
  priority: 'budget',
  control: 'test',
  variants: 'test',
  announcement: 'message',
};

/** The part of the form in which the server found a mistake, by its place in the document. */
export function stepOf(path: string): Step {
  const [member = ''] = path.replace(/^document\./, '').split(/[.[]/);
  return STEP_OF_MEMBER[member] ?? 'start';
}
