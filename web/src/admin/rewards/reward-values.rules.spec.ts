import type { Reward } from '../../entities/reward/reward.api';
import { bodyOf, EMPTY_REWARD, faultsOf, type RewardValues, valuesOf } from './reward-values.rules';

const MOSCOW = { currency: 'RUB', timeZone: 'Europe/Moscow', locale: 'ru-RU' };
const reward = (values: Partial<RewardValues>): RewardValues => ({
  ...EMPTY_REWARD,
  nameRu: 'Кофе',
  cost: 100,
  ...values,
});

test.each<[string, Partial<RewardValues>]>([
  ['an amount off', { amount: '250,50', minimumOrder: '1000,00', perPeriod: 2, period: 'WEEK' }],
  ['a share off', { discountBy: 'SHARE_OFF', perCent: '12,5', most: '500,00', tiers: ['GOLD'] }],
  ['goods', { kind: 'FREE_ITEM', skus: 'ESPRESSO\nLATTE', categories: 'Cakes' }],
  ['an appointment', { kind: 'EXPERIENCE', byAppointment: true, validFrom: '2026-11-20T09:00', usableDays: 30 }],
])('the form shows %s again as it was saved', (_, typed) => {
  const values = reward(typed);
  expect(faultsOf(values, 'RUB')).toEqual({});
  const saved = { archived: false, code: '', ...bodyOf(values, 'RUB', MOSCOW.timeZone) } as unknown as Reward;
  expect(valuesOf(saved, MOSCOW)).toEqual(values);
});

test('terms of another kind of reward are not sent', () => {
  const body = bodyOf(reward({ kind: 'PRODUCT', amount: '250', byAppointment: true }), 'RUB', MOSCOW.timeZone);
  expect(body).toMatchObject({ gift: null, byAppointment: false });
});

test.each<[Partial<RewardValues>, object]>([
  [{ nameRu: ' ', amount: '1' }, { nameRu: 'needed' }],
  [{ amount: '0' }, { amount: 'amount' }],
  [{ discountBy: 'SHARE_OFF', perCent: '101' }, { perCent: 'perCent' }],
  [{ discountBy: 'SHARE_OFF', perCent: '5', most: '0' }, { most: 'amount' }],
  [{ kind: 'FREE_ITEM', skus: ' \n' }, { skus: 'needed' }],
  [{ amount: '1', validFrom: '2026-11-20T09:00', validUntil: '2026-11-20T09:00' }, { validUntil: 'order' }],
])('%j has to be mended: %j', (typed, faults) => {
  expect(faultsOf(reward(typed), 'RUB')).toEqual(faults);
});
