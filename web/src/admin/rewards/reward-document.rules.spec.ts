import type { Reward } from '../../entities/reward/reward.api';
import { bodyOf, draftOf, FIRST_GIFTS, firstReward, mistakesOfReward, type RewardDraft } from './reward-document.rules';

const WORDS = { needed: 'needed', order: 'order', early: 'early' };
const reward = (changes: Partial<RewardDraft>): RewardDraft => ({
  ...firstReward(),
  name: { ru: 'Кофе' },
  cost: 100,
  gift: { kind: 'AMOUNT_OFF', amount: 25_050 },
  ...changes,
});

test('the form shows a reward again as it was saved', () => {
  const limits = { perGuest: null, perPeriod: { count: 2, period: 'WEEK' } } as const;
  const draft = reward({ limits, minimumOrder: 100_000, tiers: ['GOLD'], usableDays: 30 });
  const body = bodyOf(draft);
  const answer = { ...body, id: 'id', version: 2, stock: { supplied: 5, remaining: 3 } };
  expect(bodyOf(draftOf(answer as unknown as Reward))).toEqual(body);
});

test('a limit that was emptied is sent as none', () => {
  expect(bodyOf(reward({}))).toMatchObject({ minimumOrder: 0 });
});

test('texts are sent without spaces around them, and none of spaces alone', () => {
  const typed = reward({ name: { ru: ' Кофе ', en: '  ' }, description: { ru: ' ', en: ' Hot ' }, code: ' ' });
  const body = bodyOf(typed);
  expect(body).toMatchObject({ name: { ru: 'Кофе' }, description: { en: 'Hot' } });
  expect([Object.keys(body.name), Object.keys(body.description ?? {})]).toEqual([['ru'], ['en']]);
  expect(body).not.toHaveProperty('code');
});

test('terms of another kind of reward are not sent', () => {
  expect(bodyOf(reward({ kind: 'PRODUCT', gift: null, byAppointment: true }))).toMatchObject({ byAppointment: false });
});

test.each<[Partial<RewardDraft>, string[]]>([
  [{}, []],
  [{ name: { ru: ' ' } }, ['name.ru needed']],
  [{ kind: 'FREE_ITEM', gift: FIRST_GIFTS.FREE_ITEM }, ['gift.skus needed']],
  [{ validFrom: '2026-11-20T09:00:00Z', validUntil: '2026-11-20T09:00:00Z' }, ['validUntil order']],
  [{ validFrom: '2026-11-20T09:00:00Z', earlyFrom: '2026-11-20T09:00:00Z' }, ['earlyFrom early']],
  [{ earlyFrom: '2026-11-20T09:00:00Z' }, ['earlyFrom early']],
])('%j has to be mended: %j', (changes, expected) => {
  expect(mistakesOfReward(reward(changes), WORDS).map(({ path, code }) => `${path} ${code}`)).toEqual(expected);
});
