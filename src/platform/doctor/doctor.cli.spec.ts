import type { SettingsSeen } from './checks';
import { exitCodeOf, linesOf } from './doctor.cli';
import { examine } from './examination';

const RIGHT: SettingsSeen = { production: true, demo: '0', publicUrl: 'https://loyalty.example' };

describe('what the doctor says of settings', () => {
  it.each([
    ['demo', 2, { demo: 'small' }],
    ['public-address', 1, { publicUrl: 'http://loyalty.example' }],
    ['public-address', 1, { publicUrl: undefined }],
  ] as const)('%s alone is named, with exit code %i', async (check, code, broken) => {
    const complaints = await examine({ ...RIGHT, ...broken }, {});
    expect(complaints.map((complaint) => complaint.check)).toEqual([check]);
    expect(exitCodeOf(complaints)).toBe(code);
  });

  it('says that nothing is wrong', async () => {
    const complaints = await examine(RIGHT, {});
    expect([linesOf(complaints), exitCodeOf(complaints)]).toEqual([['nothing is wrong'], 0]);
  });

  it.each(['', 'postgresql://nobody@127.0.0.1:1/none'])(
    'names a database that cannot be reached: "%s"',
    async (url) => {
      const complaints = await examine(RIGHT, { DATABASE_URL: url }, 1_000);
      expect(linesOf(complaints)).toEqual([expect.stringMatching(/^error database: DATABASE_URL: /)]);
    },
  );
});
