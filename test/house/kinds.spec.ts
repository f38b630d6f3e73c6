import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
/** Files in which a kind is shown and nothing has to be changed for another one: the demonstration, presets, templates of the pages. */
const SHOWN = /(^|\/)generated\/|\.spec\.tsx?$|\/demo\/|preset-|-templates\./;

const sources = ['src', 'web/src'].flatMap((top) =>
  readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !SHOWN.test(file))
    .map((file) => ({ file: `${top}/${file}`, text: readFileSync(path.join(root, top, file), 'utf8') })),
);

/** Files that name each of these kinds by its code, as a value or as a member. */
function filesOf(codes: readonly string[]): string[] {
  const said = codes.map((code) => new RegExp(`'${code}'|(?<![\\w.])${code}\\??:`));
  return sources.flatMap(({ file, text }) => (said.every((one) => one.test(text)) ? [file] : [])).sort();
}

/** Each of these kinds is only a row of its table and stands for future kinds: a new kind changes every file that names this one. The numbers may only fall. */
describe('A new kind changes few files', () => {
  it.each([
    ['a kind of money off', ['CHEAPEST'], 4],
    ['a measure of tasks', ['RESTAURANTS'], 3],
    // Two of the files are the channel's own.
    ['a channel of messages', ['PUSH'], 4],
    ['a column of a redemption', ['readyAt'], 3],
    ['a term of a reward', ['usableDays'], 4],
    // Badges and rewards have pages of their own, so only files that name both count.
    ['a payout of tasks', ['badge', 'rewardCode'], 4],
    ['a payout with pages of its own', ['badge'], 15],
  ])('%s: %j', (_, codes, most) => {
    const files = filesOf(codes);
    expect(files.length).toBeGreaterThan(1);
    expect(files.length > most ? files : []).toEqual([]);
  });
});
