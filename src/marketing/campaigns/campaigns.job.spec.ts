import type { CampaignEditor, RunningCampaign, Snapshots } from '../../configuration';
import { Job } from '../../transactions';
import type { Announcements } from './announcements';
import { CampaignsJob } from './campaigns.job';

const NOW = Date.UTC(2026, 2, 10, 12);
const MINUTE_MS = 60_000;

/** A job whose network has these campaigns. */
@Job('planned', { everyMs: 1_000, failure: 'not run here' })
class PlannedJob extends CampaignsJob {
  protected override readonly database = { inNetwork: (_: string, work: (tx: object) => unknown) => work({}) } as never;

  constructor(running: readonly Pick<RunningCampaign, 'state' | 'startedAt'>[], quietUntil: Date | null) {
    super(
      { current: () => Promise.resolve({}) } as unknown as Snapshots,
      { listRunning: () => Promise.resolve(running) } as unknown as CampaignEditor,
      { quietUntil: () => quietUntil } as unknown as Announcements,
      { now: () => new Date(NOW) },
    );
  }

  moment(): Promise<number | null> {
    return this.nextMoment('n');
  }
}

const at = (minutes: number): Date => new Date(NOW + minutes * MINUTE_MS);
const campaign = (minutes: number, state: RunningCampaign['state'] = 'ACTIVE') => ({ state, startedAt: at(minutes) });

describe('the next moment of the campaigns of a network', () => {
  it('is the nearest start', async () => {
    expect(await new PlannedJob([campaign(30), campaign(10), campaign(-5)], null).moment()).toBe(10 * MINUTE_MS);
  });

  it('is no start of a paused campaign', async () => {
    expect(await new PlannedJob([campaign(10, 'PAUSED'), campaign(30)], null).moment()).toBe(30 * MINUTE_MS);
  });

  it('is the end of the quiet hours where messages may wait for it', async () => {
    expect(await new PlannedJob([campaign(-5), campaign(30)], at(20)).moment()).toBe(20 * MINUTE_MS);
  });

  it('is none without a start to come, whatever the hour where no campaign runs', async () => {
    expect(await new PlannedJob([campaign(-5)], null).moment()).toBeNull();
    expect(await new PlannedJob([], at(20)).moment()).toBeNull();
  });
});
