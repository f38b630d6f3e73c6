import fc from 'fast-check';
import { documents, steps } from '../../../test/support/decision/arbitraries';
import { live } from '../../../test/support/decision/live';
import { runs } from '../../../test/support/decision/runs';
import { GUEST, SETTINGS, VERSION, WrittenStory } from '../../../test/support/decision/written-story';
import { compileProgram, type ProgramDocument } from '../../decision';
import { replayGuest } from './guest-replay.rules';

/** The journal as it comes back from the database. */
const replay = (document: ProgramDocument, journal: WrittenStory['journal']) => {
  const program = compileProgram(document);
  const programs = {
    ofVersion: (version: number) => (version === VERSION ? program : undefined),
    inForce: () => program,
  };
  return replayGuest({ id: GUEST, isImported: false, joinedDay: 0 }, programs, SETTINGS, structuredClone(journal));
};

describe('the replay of a journal', () => {
  it('gives every row of every life again, to the byte, and leaves the guest that the life left', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new WrittenStory(document);
        for (const step of life) live(story, step);
        const replayed = replay(document, story.journal);
        expect(
          replayed.flatMap(({ row, differences }) =>
            differences.map((difference) => ({ type: row.type, ...difference })),
          ),
        ).toEqual([]);
        const last = replayed.at(-1)?.decision;
        if (last?.kind === 'DECIDED') expect(last.after).toEqual(story.guest);
      }),
      runs(300),
    );
  });

  it('names a row whose figures were changed', () => {
    const figures = [
      'amount',
      'discount',
      'pointsEarned',
      'pointsRedeemed',
      'payable',
      'available',
      'receivable',
      'trace',
      'tier',
    ] as const;
    fc.assert(
      fc.property(documents, steps, fc.nat(), fc.constantFrom(...figures), (document, life, at, figure) => {
        const story = new WrittenStory(document);
        for (const step of life) live(story, step);
        const wrong = story.journal[at % Math.max(1, story.journal.length)];
        fc.pre(wrong !== undefined);
        // The order of a redemption is an input that may change nothing: that it was changed, its seal tells.
        fc.pre(figure !== 'amount' || wrong.row.type !== 'REDEMPTION');
        const value = wrong.row[figure];
        const changed = typeof value === 'number' ? value + 1 : 'changed';
        const journal = story.journal.map((entry) =>
          entry === wrong ? { ...entry, row: { ...entry.row, [figure]: changed } } : entry,
        );
        const found = replay(document, journal).filter(({ differences }) => differences.length > 0);
        expect(found.map(({ row }) => row.id)).toContain(wrong.row.id);
      }),
      runs(300),
    );
  });

  it('names a row that lost a transfer', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new WrittenStory(document);
        for (const step of life) live(story, step);
        const wrong = story.journal.find(({ transfers }) => transfers.length > 0);
        fc.pre(wrong !== undefined);
        const journal = story.journal.map((entry) =>
          entry === wrong ? { ...entry, transfers: entry.transfers.slice(1) } : entry,
        );
        expect(replay(document, journal).find(({ row }) => row.id === wrong.row.id)?.differences).toContainEqual(
          expect.objectContaining({ where: 'transfers' }),
        );
      }),
      runs(100),
    );
  });
});
