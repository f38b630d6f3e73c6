import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import type { Expiry } from '../../../../src/decision';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { byRule, ofGuest } from '../../../support/marketing/segment-desk';
import { TillNetwork } from '../../../support/till-network';
import { ReferralDesk } from '../../transactions/accounts/referral-desk';

const DAY_MS = 86_400_000;

describe('a rule on what the ledger knows', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  async function counted(network: TillNetwork, token: string, condition: object): Promise<number> {
    const preview = await network.post('/api/segments/preview', token, { rule: byRule(condition) });
    expect(preview.status).toBe(200);
    return preview.body.guests as number;
  }

  async function earnedWith(expiry: Expiry) {
    const network = await TillNetwork.create(test, { document: { ...presetForNetwork('hybrid-5', 2), expiry } });
    const token = await network.tokenOf('manager');
    const guest = await network.guest();
    const sold = await network.post(`/api/guests/${guest}/transaction`, token, network.sale(100_000));
    expect(sold.status).toBe(201);
    const points = sold.body.pointsEarned as number;
    const ending = (days: number) => counted(network, token, { ...ofGuest('pointsExpiringInDays', '=', points), days });
    return { network, guest, ending };
  }

  it('counts points that end by inactivity on the day of which guests are warned', async () => {
    const { ending } = await earnedWith({ kind: 'INACTIVITY', unit: 'DAYS', count: 10 });
    expect([await ending(9), await ending(10)]).toEqual([0, 1]);
  });

  it('counts points with a day of their own up to that day, and those that were put off up to the new one', async () => {
    const { network, guest, ending } = await earnedWith({ kind: 'DAYS', count: 10 });
    expect([await ending(9), await ending(10)]).toEqual([0, 1]);
    await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `UPDATE guest_states s SET version = version + 1, counters = jsonb_set(s.counters::jsonb, '{terms}',
           (SELECT jsonb_agg(jsonb_build_object('lotId', l.lot_id, 'expiresAt', (extract(epoch FROM l.expires_at) * 1000)::bigint,
              'endsAt', (extract(epoch FROM l.expires_at) * 1000)::bigint + $3::bigint, 'isWarned', false, 'extensions', 1))
            FROM lots l WHERE l.network_id = $1 AND l.guest_id = $2))::json
          WHERE s.network_id = $1 AND s.guest_id = $2`,
        [network.id, guest, 30 * DAY_MS],
      ),
    );
    expect([await ending(39), await ending(40)]).toEqual([0, 1]);
  });

  it('knows who came by a friend, and who brought how many that bought', async () => {
    const desk = await ReferralDesk.open(test);
    const { referrer, friend, code } = await desk.pair();
    const bought = (await desk.register({ referralCode: code })).id;
    await desk.sell(friend);
    await desk.sell(bought);
    await desk.settled(friend, 'PAID');
    await desk.settled(bought, 'PAID');
    await desk.register({ referralCode: code });
    await desk.register({ referralCode: 'ZZZZZ-ZZZZZ' });
    const count = (field: string, value: unknown) => counted(desk.network, desk.manager, ofGuest(field, '=', value));
    expect([await count('wasReferred', true), await count('wasReferred', false)]).toEqual([3, 2]);
    expect([await count('friendsReferred', 2), await count('friendsReferred', 0)]).toEqual([1, 4]);
    const heir = await desk.register();
    await desk.merge(heir.id, referrer);
    expect(await count('friendsReferred', 2)).toBe(1);
    const facts = (await desk.network.get(`/api/guests/${heir.id}/segments`, desk.manager)).body.facts;
    expect(facts).toMatchObject({ wasReferred: false, friendsReferred: 2 });
  });
});
