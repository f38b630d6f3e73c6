import { manualOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { campaignOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { GUEST, SETTINGS, VERSION, WrittenStory } from '../../../test/support/decision/written-story';
import { CampaignHistory } from '../../configuration';
import { compileProgram, points } from '../../decision';
import { replayGuest } from './guest-replay.rules';

it('decides a hold as the till did: without campaigns, which are a matter of the sale', () => {
  const document = programOf();
  const story = new WrittenStory(document);
  story.done(manualOf('CREDIT', 100));
  const sale = saleOf(10_000, { pointsToRedeem: points(70) });
  story.done({ kind: 'HOLD', sale, expiresAt: NOON + 60_000 });
  const campaigns = new CampaignHistory([
    {
      code: 'TEN',
      state: 'RUNNING',
      version: 1,
      effectiveFrom: new Date(0),
      document: campaignOf(),
    },
  ] as never);
  const program = compileProgram(document);
  const programs = {
    ofVersion: (version: number) => (version === VERSION ? program : undefined),
    inForce: () => program,
  };
  const guest = { id: GUEST, isImported: false, joinedDay: 0 };
  const replayed = replayGuest(guest, programs, { ...SETTINGS, campaigns }, structuredClone(story.journal));
  expect(replayed.map(({ row, differences }) => [row.type, differences])).toEqual([
    ['MANUAL', []],
    ['HOLD', []],
  ]);
});
