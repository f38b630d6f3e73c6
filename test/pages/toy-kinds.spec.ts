// First: the files below read the tables while they are loaded.
import './toy-kinds';
import { z } from 'zod';
import { campaignDocumentSchema } from '../../src/configuration/campaign-document/campaign-document.schema';
import {
  payoutMistake,
  payoutOfGuest,
  payoutOfGuestSchema,
} from '../../src/configuration/campaign-document/payout-kinds';
import { networkSettingsChangeSchema } from '../../src/configuration/network-profile/network-settings.rules';
import type { CampaignDocument, CampaignPayout } from '../../src/decision';
import { NOTIFICATIONS } from '../../src/identity/notifications/notification.rules';
import { newRow, redemptionColumns } from '../../src/transactions/till/spending/rewards/redemption-columns';
import { documentOf, editedOf } from '../../web/src/admin/campaigns/document/campaign-document.rules';
import { FIRST_MONEY_OFF, type Translate } from '../../web/src/admin/campaigns/document/campaign-parts.rules';
import { firstPayouts, payoutSentence } from '../../web/src/admin/campaigns/document/payouts.rules';
import { taskSentence } from '../../web/src/admin/campaigns/document/tasks.rules';
import { campaignDraft } from '../../web/src/shared/api/documents';
import { memberAt } from '../../web/src/shared/described/member-at';
import { DAY, NOON, saleOf } from '../support/decision/acts';
import { campaignOf, runningOf } from '../support/decision/campaigns';
import { programOf } from '../support/decision/programs';
import { Story } from '../support/decision/story';

/** Parsed from JSON, because the decision's types do not know the toys. */
const read = (document: object) => campaignOf(document);
const ROUNDED = read({ schema: 3, type: 'MONEY_OFF', offer: null, moneyOff: { kind: 'ROUND_DOWN', step: 1_000 } });
const task = { id: 'days', kind: 'BUY', skus: [], categories: [], measure: 'DAYS', target: 2 };
const payoutOf = (song: string) => ({ song }) as unknown as CampaignPayout;
const mambo = payoutOf('Mambo');
const SUNG = read({ type: 'TASKS', offer: null, challenge: { tasks: [task], payouts: [mambo] } });

const t = ((key: string) => key) as unknown as Translate;
const asOnPage = (document: CampaignDocument) => document as Parameters<typeof editedOf>[0];

describe('A kind that stands in its entries alone', () => {
  it('is decided, and taken back with the sale', () => {
    const story = new Story(programOf(), undefined, undefined, { campaigns: runningOf({ ROUNDED, SUNG }) });
    const songs = () => story.guest.counters.campaigns?.badges?.map(({ campaign }) => campaign) ?? [];
    expect(story.done(saleOf(4_650), 'first').amounts.discount).toBe(650);
    story.done(saleOf(1_000), 'second');
    expect(songs()).toEqual([]);
    story.at(NOON + DAY).done(saleOf(1_000, { occurredAt: NOON + DAY }), 'third');
    expect(songs()).toEqual(['SUNG.song']);
    story.refund('third');
    expect(songs()).toEqual([]);
  });

  it('is in the document of the API and in its answers', () => {
    const described = JSON.stringify(z.toJSONSchema(campaignDocumentSchema));
    for (const words of ['ROUND_DOWN', 'DAYS: sales, each day for itself', 'Name of a song'])
      expect(described).toContain(words);
    for (const document of [ROUNDED, SUNG]) expect(campaignDocumentSchema.parse(document)).toEqual(document);
    const tooMany = read({ ...SUNG, challenge: { ...SUNG.challenge, tasks: [{ ...task, target: 8 }] } });
    expect(campaignDocumentSchema.safeParse(tooMany).success).toBe(false);
    expect(campaignDocumentSchema.safeParse({ ...ROUNDED, moneyOff: { kind: 'ROUND_DOWN' } }).success).toBe(false);
    const shown = payoutOfGuest(mambo, { rewardNames: new Map(), picture: null });
    expect(payoutOfGuestSchema().parse(shown)).toEqual({ kind: 'SONG', song: 'Mambo' });
    const names = { rewardCodes: new Set<string>(), tierCodes: new Set<string>() };
    expect([mambo, payoutOf('SILENCE')].map((one) => payoutMistake(one, names)?.path)).toEqual([undefined, ['song']]);
  });

  it('is chosen, typed and said in the editor', () => {
    for (const document of [ROUNDED, SUNG]) expect(documentOf(editedOf(asOnPage(document)))).toEqual(document);
    expect([Object.keys(FIRST_MONEY_OFF), Object.keys(firstPayouts())]).toEqual([
      expect.arrayContaining(['ROUND_DOWN']),
      expect.arrayContaining(['song']),
    ]);
    const memberOf = (document: CampaignDocument, ...path: (string | number)[]) =>
      memberAt(campaignDraft, path, asOnPage(document));
    expect(memberOf(ROUNDED, 'moneyOff', 'step')).toMatchObject({ type: 'number', unit: 'money' });
    expect(memberOf(SUNG, 'challenge', 'payouts', 0, 'song')).toMatchObject({ type: 'text' });
    expect(memberOf(SUNG, 'challenge', 'tasks', 0, 'measure')).toMatchObject({
      values: expect.arrayContaining(['DAYS']) as unknown,
    });
    const { tasks, payouts } = asOnPage(SUNG).challenge ?? { tasks: [], payouts: [] };
    const format = { day: String, money: String };
    expect(tasks.map((one) => taskSentence(one, { t, format }))).toEqual(['campaigns.say.task.DAYS']);
    expect(payouts.map((one) => payoutSentence(one, { t, format, spoken: String }))).toEqual(['the song Mambo']);
  });

  it('carries messages where the network chose it and the guest did not refuse it', () => {
    expect(networkSettingsChangeSchema.parse({ marketing: { channels: ['PIGEON'] } })).toBeTruthy();
    expect(NOTIFICATIONS).toContainEqual({ purpose: 'CAMPAIGNS', channel: 'PIGEON' });
    expect(NOTIFICATIONS).not.toContainEqual({ purpose: 'POINTS', channel: 'PIGEON' });
  });

  it('is read and written with each redemption', () => {
    const redemption = { id: 'id', rewardId: 'reward', rewardVersion: 1, terms: '{}', quantity: 1, points: 30 };
    const made = { ...redemption, counted: false, status: 'READY', slotId: null, expiresAt: null } as const;
    const frame = { guestId: 'guest', transactionId: 'act', saleId: null, restaurantId: null, coupon: null };
    const { columns, places, values } = newRow({ ...made, addressEncrypted: null }, frame);
    expect(redemptionColumns()).toContain('d.wrapped_for AS "wrappedFor"');
    expect([columns, places, values.at(-1)]).toEqual([
      expect.stringMatching(/, wrapped_for$/),
      expect.stringMatching(/, \$21$/),
      'BUYER',
    ]);
  });
});
