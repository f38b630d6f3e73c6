import { manualOf, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';

const block = { kind: 'BLOCK', blocked: true } as const;
const unblock = { kind: 'BLOCK', blocked: false } as const;

describe('a block of a guest', () => {
  it('leaves points and tier as they are, and says so', () => {
    const story = new Story(programOf());
    story.done(manualOf('CREDIT', 100));
    const before = story.guest;
    const { transfers, after, trace } = story.done(block);
    expect([transfers, trace]).toEqual([[], [{ effect: 'BLOCK', rule: 'guest.blocked', amount: 0, arguments: {} }]]);
    expect(after).toEqual({ ...before, version: before.version + 1, blocked: true });
    expect(story.done(unblock)).toMatchObject({
      after: { ...before, version: before.version + 2 },
      trace: [{ rule: 'guest.unblocked' }],
    });
  });

  it('refuses a sale until it ends', () => {
    const story = new Story(programOf());
    story.done(block);
    expect(story.play(saleOf(1_000))).toMatchObject({ kind: 'REFUSED', code: 'guest_blocked' });
    story.done(unblock);
    story.done(saleOf(1_000));
  });

  it('is refused where it changes nothing', () => {
    const story = new Story(programOf());
    expect(story.play(unblock)).toEqual({ kind: 'REFUSED', code: 'guest_not_blocked', data: {} });
    story.done(block);
    expect(story.play(block)).toEqual({ kind: 'REFUSED', code: 'guest_blocked', data: {} });
  });
});
