import fc from 'fast-check';
import { presetForNetwork } from '../../../../src/configuration';
import { comparePrograms, takesSomething } from '../../../../src/configuration/programs/changes/compare-programs.rules';
import {
  compileProgram,
  minorUnits,
  newGuest,
  partsPerMillion,
  type ProgramDocument,
  type TierDocument,
} from '../../../../src/decision';
import { newId } from '../../../../src/platform/ids/ids';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { ImpactQuery } from '../../../../src/transactions/whatif/program-impact/impact.query';
import { ProgramFiles } from '../../../../src/transactions/whatif/program-impact/program-files';
import { tierOutlook } from '../../../../src/transactions/whatif/program-impact/tier-outlook.rules';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { documents, steps } from '../../../support/decision/arbitraries';
import { live } from '../../../support/decision/live';
import { runs } from '../../../support/decision/runs';
import { Story } from '../../../support/decision/story';
import { TillNetwork } from '../../../support/till-network';

const DAY_MS = 86_400_000;
const hybrid = presetForNetwork('hybrid-5', 2);

/** The document with the spend that a tier needs times a factor. */
function needing(document: ProgramDocument, code: string, spend: number): ProgramDocument {
  const changed = (tier: TierDocument): TierDocument =>
    tier.code === code ? { ...tier, needs: { ...tier.needs, spend: minorUnits(spend), visits: 0 } } : tier;
  return { ...document, tiers: document.tiers.map(changed) };
}

/** Gives all tiers the same value; otherwise a guest who rises might lose. */
function levelled(document: ProgramDocument): ProgramDocument {
  const level = (tier: TierDocument): TierDocument => ({
    ...tier,
    discountPpm: partsPerMillion(0),
    multiplierPpm: partsPerMillion(1_000_000),
    benefits: [],
  });
  return { ...document, tiers: document.tiers.map(level), earning: { ...document.earning, rules: [] } };
}

describe('what a change does to the tiers of guests', () => {
  it('lets nobody fall when nothing of it takes', () => {
    const gifts = fc.tuple(documents, documents).map(([any, other]): [ProgramDocument, ProgramDocument] => {
      const before = levelled(any);
      // Two random documents rarely differ only in favour of guests, so each candidate copies one part of the other document.
      const candidates: ProgramDocument[] = [
        { ...before, tierWindow: other.tierWindow, tierKeep: other.tierKeep },
        { ...before, tierKeep: { ...before.tierKeep, down: 'ONE' } },
        { ...before, tierWindow: { kind: 'LIFETIME' } },
        { ...before, tiers: levelled(other).tiers },
        needing(before, 'T1', 1),
      ];
      const gift = candidates.find((after) => {
        const changes = comparePrograms(before, after);
        return changes.length > 0 && !takesSomething(changes);
      });
      return [before, gift ?? before];
    });
    let changed = 0;
    fc.assert(
      fc.property(gifts, steps, ([before, after], life) => {
        if (after !== before) changed += 1;
        const story = new Story(before, newGuest(301));
        for (const step of life) live(story, step);
        const settings = { at: story.now, until: story.now + 200 * DAY_MS, calendar: story.calendar };
        expect(tierOutlook(story.program, compileProgram(after), story.guest, settings).falls).toBeNull();
      }),
      runs(150),
    );
    expect(changed).toBeGreaterThan(10);
  });

  it('is nothing under the same program', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new Story(document, newGuest(301));
        for (const step of life) live(story, step);
        const settings = { at: story.now, until: story.now + 200 * DAY_MS, calendar: story.calendar };
        const outlook = tierOutlook(story.program, compileProgram(document), story.guest, settings);
        expect([outlook.falls, outlook.rises]).toEqual([null, null]);
        expect(outlook.end.from).toBe(outlook.end.to);
      }),
      runs(100),
    );
  });

  describe('in a network', () => {
    let test: TestApp;
    beforeAll(async () => {
      test = await applicationOfWorker();
    });
    afterAll(() => test.close());

    /** Waits until the run has ended. */
    const ended = (network: TillNetwork, token: string, id: string) =>
      eventually(`the end of the impact ${id}`, async () => {
        await test.app.get(BacktestRuns).runNext(network.id);
        const { body } = await network.get(`/api/impacts/${id}`, token).set('Accept-Language', 'en').expect(200);
        return body.endedAt !== null && body;
      });
    const ask = async (network: TillNetwork, token: string, version: number, body: object = {}) =>
      (await network.post(`/api/programs/${String(version)}/impacts`, token, body).expect(202)).body as { id: string };

    it('is told in numbers with the guests behind each', async () => {
      const network = await TillNetwork.create(test, { document: needing(hybrid, 'SILVER', 500_000) });
      const [manager, cashier] = [await network.tokenOf('manager'), await network.tokenOf('cashier')];
      const guests = [await network.guest(), await network.guest(), await network.guest()].sort();
      const amounts = [600_000, 300_000, 1_000_000];
      for (const [index, guest] of guests.entries()) {
        const sold = await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(amounts[index] ?? 0));
        expect(sold.status).toBe(201);
      }
      const draft = async (spend: number) =>
        (await network.post('/api/programs', manager, { document: needing(hybrid, 'SILVER', spend) })).body
          .version as number;
      const impactOf = async (version: number) =>
        (await ended(network, manager, (await ask(network, manager, version)).id)).impact;
      const harderVersion = await draft(800_000);
      const harder = `/api/programs/${String(harderVersion)}/impact`;
      const body = await impactOf(harderVersion);
      // The programme's grace lasts until the end of the next month; then one guest is short.
      expect(body).toMatchObject({
        against: 1,
        guests: 3,
        rises: [],
        falls: [{ from: 'SILVER', to: 'BRONZE', guests: 1 }],
      });
      expect(body.falls[0].on).toMatch(/-01$/);
      expect(body.sentences).toContainEqual(expect.stringMatching(/^1 guest would drop to BRONZE on \S+ 1, \d{4}$/));
      expect(body.points).toMatchObject({ currency: 'RUB', worthBefore: body.points.open * 100 });
      expect(body.lots).toEqual({ open: 3, points: body.points.open, shortened: 0 });
      const behind = await network.get(
        `${harder}/guests?change=FALLS&to=BRONZE&on=${String(body.falls[0].on)}`,
        manager,
      );
      expect(behind.body).toEqual({
        items: [{ guestId: guests[0], from: 'SILVER', to: 'BRONZE', on: body.falls[0].on }],
        nextCursor: null,
      });
      const among = async (...ids: string[]) =>
        (await network.get(`${harder}/guests?change=FALLS&guestIds=${ids.join(',')}`, manager)).body.items as object[];
      expect(await among(guests[1] ?? '', guests[2] ?? '')).toEqual([]);
      expect(await among(guests[1] ?? '', guests[0] ?? '')).toHaveLength(1);
      const named = await network.get(`/api/guests?ids=${guests.join(',')}`, manager);
      const { cardNumber } = (named.body.items as { id: string; cardNumber: string }[])[2] ?? { cardNumber: '' };
      const file = await network.get(`${harder}/file?change=FALLS`, manager);
      expect(file.text).toBe(
        'guest_id,name,card_number,external_id,from,to,on\r\n' +
          `${guests[0] ?? ''},,${cardNumber},,SILVER,BRONZE,${String(body.falls[0].on)}\r\n`,
      );
      expect((await network.get(`${harder}/file?change=FALLS`, await network.tokenOf('analyst'))).status).toBe(403);
      const easierVersion = await draft(250_000);
      const easier = `/api/programs/${String(easierVersion)}/impact`;
      const gift = await impactOf(easierVersion);
      expect([gift.falls, gift.rises]).toEqual([[], [{ from: 'BRONZE', to: 'SILVER', guests: 1 }]]);
      const first = await network.get(`${easier}/guests?change=RISES&limit=1`, manager);
      expect(first.body.items).toEqual([{ guestId: guests[1], from: 'BRONZE', to: 'SILVER', on: null }]);
      await network.post('/api/programs/99/impacts', manager, {}).expect(404);
      // The first programme replaces none, so there is nothing to compare.
      expect((await network.post('/api/programs/1/impacts', manager, {}).expect(422)).body.code).toBe('no_program');
    });

    it('is told of a large network by a run that says how far it is, is kept, and can be ended', async () => {
      const network = await TillNetwork.create(test, { document: needing(hybrid, 'SILVER', 500_000) });
      const [manager, analyst] = [await network.tokenOf('manager'), await network.tokenOf('analyst')];
      const guests = [await network.guest(), await network.guest()];
      for (const guest of guests)
        await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(600_000)).expect(201);
      const document = needing(hybrid, 'SILVER', 800_000);
      const { version } = (await network.post('/api/programs', manager, { document })).body as { version: number };
      const asked = await ask(network, analyst, version);
      expect(asked).toMatchObject({ programVersion: version, progress: { guests: 0, guestsDone: 0 } });
      const done = await ended(network, analyst, asked.id);
      expect(done).toMatchObject({ status: 'DONE', failure: null, progress: { guests: 2, guestsDone: 2 } });
      expect(done.impact).toMatchObject({
        version,
        against: 1,
        guests: 2,
        falls: [{ from: 'SILVER', to: 'BRONZE', guests: 2 }],
      });

      const end = (id: string) =>
        test.api().delete(`/api/impacts/${id}`).set('Authorization', `Bearer ${manager}`).expect(200);
      expect((await end(asked.id)).body).toMatchObject({ id: asked.id, status: 'DONE' });
      await test.api().delete(`/api/impacts/${asked.id}`).set('Authorization', `Bearer ${analyst}`).expect(403);
      const other = (await ask(network, manager, version, { at: '2099-01-01T00:00:00Z' })).id;
      await end(other);
      const cancelled = await ended(network, analyst, other);
      // The run may finish before it is cancelled, but it is never both finished and cancelled.
      expect(cancelled.impact === null).toBe(cancelled.status === 'CANCELLED');
      const halfway = new AbortController();
      const figures = test.app
        .get(ImpactQuery)
        .figuresOf(
          network.id,
          { id: asked.id, programVersion: version, document, from: null },
          { onGuests: () => halfway.abort(new Error('ended')), signal: halfway.signal },
        );
      await expect(figures).rejects.toThrow('ended');

      // It is no backtest, and a backtest is none.
      await network.get(`/api/backtests/${asked.id}`, manager).expect(404);
      expect((await network.get('/api/backtests', manager)).body.items).toEqual([]);
      const backtest = (await network.post('/api/backtests', manager, { mode: 'REPRODUCE' })).body.id as string;
      await network.get(`/api/impacts/${backtest}`, manager).expect(404);
    });

    it('is not looked at anew for the same question', async () => {
      const network = await TillNetwork.create(test, { document: needing(hybrid, 'SILVER', 500_000) });
      const [manager, analyst] = [await network.tokenOf('manager'), await network.tokenOf('analyst')];
      const document = needing(hybrid, 'SILVER', 800_000);
      const { version } = (await network.post('/api/programs', manager, { document })).body as { version: number };
      const first = await ask(network, manager, version);
      expect((await ask(network, analyst, version)).id).toBe(first.id);
      await ended(network, manager, first.id);
      expect(await ask(network, analyst, version)).toMatchObject({ id: first.id, status: 'DONE' });

      const later = await ask(network, manager, version, { at: '2099-01-01T00:00:00Z' });
      expect(later.id).not.toBe(first.id);
      await test.api().delete(`/api/impacts/${later.id}`).set('Authorization', `Bearer ${manager}`).expect(200);
      const { status } = await ended(network, manager, later.id);
      const again = await ask(network, manager, version, { at: '2099-01-01T00:00:00Z' });
      expect(again.id === later.id).toBe(status === 'DONE');

      // Another programme has come into force.
      const gift = (await network.post('/api/programs', manager, { document: needing(hybrid, 'SILVER', 250_000) })).body
        .version as number;
      await network.post(`/api/programs/${String(gift)}/publish`, manager).expect(202);
      await network.post(`/api/programs/${String(gift)}/approve`, await network.tokenOf('manager')).expect(200);
      const second = await ask(network, manager, version);
      expect(second.id).not.toBe(first.id);
      expect((await ended(network, manager, second.id)).impact.against).toBe(gift);

      // The draft has been changed.
      await test
        .api()
        .put(`/api/programs/${String(version)}`)
        .set('Authorization', `Bearer ${manager}`)
        .send({ document: needing(hybrid, 'SILVER', 900_000) })
        .expect(200);
      expect([first.id, second.id]).not.toContain((await ask(network, manager, version)).id);
    });

    it('concerns every guest of a tier that gives less, with what each loses, by name for those who may see names', async () => {
      const discount = presetForNetwork('discount-5', 2);
      const network = await TillNetwork.create(test, { document: discount });
      const [manager, analyst] = [await network.tokenOf('manager'), await network.tokenOf('analyst')];
      const bought: Record<string, number[]> = {
        gold: [6_000_000, 1_000_000],
        goldToo: [5_500_000, 33],
        goldThatPaidNothing: [],
        silver: [2_000_000],
      };
      const guests: Record<string, string> = {};
      for (const [name, amounts] of Object.entries(bought)) {
        const guest = (guests[name] = await network.guest());
        for (const amount of amounts)
          await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(amount)).expect(201);
      }
      await test
        .api()
        .put(`/api/guests/${guests.goldThatPaidNothing ?? ''}/tier`)
        .set('Authorization', `Bearer ${manager}`)
        .set('Idempotency-Key', newId())
        .send({ tier: 'GOLD', reasonCode: 'GOODWILL' })
        .expect(200);
      const cut = (tier: TierDocument): TierDocument =>
        tier.code === 'GOLD' ? { ...tier, discountPpm: partsPerMillion(120_000) } : tier;
      const document = { ...discount, tiers: discount.tiers.map(cut) };
      const { version } = (await network.post('/api/programs', manager, { document })).body as { version: number };
      const { id } = await ask(network, manager, version);
      const { impact } = await ended(network, manager, id);

      // By hand: the purchases of the last year at 15 and at 12 %, each rounded down.
      const lossOf = (name: string) =>
        (bought[name] ?? []).reduce((sum, amount) => sum + Math.floor(amount * 0.15) - Math.floor(amount * 0.12), 0);
      const lost = lossOf('gold') + lossOf('goldToo');
      expect(impact).toMatchObject({
        guests: 4,
        concerned: 3,
        changes: [{ key: 'tier.GOLD.discount', guests: 3 }],
        losing: { guests: 2, discount: -lost, earned: 0, expired: 0, paid: lost, value: -lost },
        gaining: { guests: 0, value: 0 },
        unread: 0,
        falls: [],
      });
      expect(impact.sentences[0]).toBe('3 guests would get different terms');
      const listed = async (query: string) => (await network.get(`/api/impacts/${id}/guests${query}`, manager)).body;
      const all = await listed('');
      expect(all.items).toMatchObject([
        { guestId: guests.gold, from: 'GOLD', to: 'GOLD', discount: -lossOf('gold'), value: -lossOf('gold') },
        { guestId: guests.goldToo, value: -lossOf('goldToo') },
        { guestId: guests.goldThatPaidNothing, value: 0 },
      ]);
      expect(all.items[0].cardNumber).toEqual(expect.any(String));
      const first = await listed('?limit=1&which=LOSING');
      const second = await listed(`?limit=1&which=LOSING&cursor=${String(first.nextCursor)}`);
      expect([first.items[0].guestId, second.items[0].guestId]).toEqual([guests.gold, guests.goldToo]);
      expect(second.nextCursor).toBeNull();
      expect((await listed('?which=GAINING')).items).toEqual([]);
      const file = await network.get(`/api/impacts/${id}/file`, manager);
      expect(file.text.split('\r\n')).toHaveLength(5);
      expect(file.text).toContain(
        `,GOLD,GOLD,${String(-lossOf('gold'))},0,0,${String(-lossOf('gold'))},${String(lossOf('gold'))}\r\n`,
      );
      await network.get(`/api/impacts/${id}/guests`, analyst).expect(403);
      await network.get(`/api/impacts/${id}/file`, analyst).expect(403);
      await network.get(`/api/impacts/${id.replace(/^.{8}/, '00000000')}/guests`, manager).expect(404);
    });

    it('is a loss for all who paid with points where points may pay less, and approved only when it is counted', async () => {
      const lasting: ProgramDocument = { ...hybrid, expiry: { kind: 'DAYS', count: 1_000 } };
      const network = await TillNetwork.create(test, { document: lasting });
      const [manager, other] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
      const guest = await network.guest();
      const credit = {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: 1_000,
        reasonCode: 'GOODWILL',
        comment: 'Late table',
      };
      await network.post(`/api/guests/${guest}/transaction`, manager, credit).expect(201);
      const sale = { ...network.sale(100_000), pointsToRedeem: 475 };
      await network.post(`/api/guests/${guest}/transaction`, manager, sale).expect(201);
      const document = { ...lasting, redemption: { ...lasting.redemption, maxSharePpm: 400_000 } };
      const { version } = (await network.post('/api/programs', manager, { document })).body as { version: number };
      await network.post(`/api/programs/${String(version)}/publish`, manager, {}).expect(202);
      const { id } = await ask(network, manager, version);
      const approve = () => network.post(`/api/programs/${String(version)}/approve`, other, {});
      const early = await approve();
      expect([early.status, early.body.code]).toEqual([409, 'impact_not_done']);

      const { impact } = await ended(network, manager, id);
      // 950.00 to pay: 380 points in place of 475, so 95.00 more money and 57 points for 570.00 in place of 47 for 475.00.
      expect(impact).toMatchObject({
        losing: { guests: 1, discount: 0, earned: 10, paid: 9_500, value: -8_500 },
        gaining: { guests: 0, value: 0 },
      });
      expect(impact.sentences[1]).toBe(
        '1 guest would lose ₽85.00 in a year (₽95.00 more to pay on the same receipts, 10 points more earned)',
      );
      const listed = await network.get(`/api/impacts/${id}/guests?which=LOSING`, manager).expect(200);
      expect(listed.body.items).toMatchObject([{ guestId: guest, paid: 9_500, value: -8_500 }]);
      expect((await approve()).status).toBe(200);
    });

    it('is planned and applied from a file, once', async () => {
      const network = await TillNetwork.create(test);
      const files = test.app.get(ProgramFiles);
      const text = await files.write(network.id, undefined);
      const silent = () => undefined;
      expect(await files.plan(network.id, text, silent)).toEqual({ lines: [], asks: false });
      expect(await files.apply(network.id, text, undefined)).toBeNull();
      const manager = await network.tokenOf('manager');
      await network.post('/api/programs', manager, { preset: 'points-4' }).expect(201);
      expect(await files.apply(network.id, text, undefined)).toBeNull();
      const spaced = text.replace(/^( *)name: (.+)$/m, '$1name: " $2 "');
      expect(spaced).not.toBe(text);
      expect(await files.apply(network.id, spaced, undefined)).toBeNull();
      const gift = text.replace('minPoints: 100', 'minPoints: 50');
      const { lines, asks } = await files.plan(network.id, gift, silent);
      expect([lines[0], asks]).toEqual(['+ Guests can pay with points from: 50 points instead of 100 points', false]);
      expect(await files.apply(network.id, gift, undefined)).toMatchObject({ version: 3, status: 'PUBLISHED' });
      expect(await files.apply(network.id, gift, undefined)).toBeNull();
      const harder = text.replace('minPoints: 100', 'minPoints: 500');
      expect((await files.plan(network.id, harder, silent)).asks).toBe(true);
      const waiting = await files.apply(network.id, harder, undefined);
      expect(waiting).toMatchObject({ version: 4, status: 'DRAFT', publications: [{ status: 'AWAITING_APPROVAL' }] });
      expect(await files.apply(network.id, harder, undefined)).toBeNull();
      const approved = await network.post('/api/programs/4/approve', manager);
      expect([approved.status, approved.body.status]).toEqual([200, 'PUBLISHED']);
      const other = await TillNetwork.create(test);
      await expect(files.apply(other.id, text, undefined)).rejects.toThrow('other_network');
      await expect(files.apply(network.id, text.replace('minPoints: 100', 'minPoints: -1'), undefined)).rejects.toThrow(
        /^redemption\.minPoints: .*\[too_small]$/m,
      );
    });
  });
});
