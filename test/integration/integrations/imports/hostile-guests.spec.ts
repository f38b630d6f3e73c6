import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ImportGuests } from '../../../../src/integrations/imports';
import { ImportFileError } from '../../../../src/integrations/imports/file/import-file.error';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { scratchFolder } from '../../../support/scratch';
import { TillNetwork } from '../../../support/till-network';

const HEADER = 'phone;name;birthday;cards;points;expiry;tier;stamps;spend;visits;consent;children;note';
const COLUMNS = HEADER.split(';');
const CARD = 'good-card';

/** A row of these cells; the others are empty. */
const rowOf = (cells: Readonly<Record<string, string>>) => COLUMNS.map((name) => cells[name] ?? '').join(';');
/** A file with a good row before and after these. */
const around = (...rows: string[]) =>
  [HEADER, rowOf({ cards: `${CARD}-1`, points: '5' }), ...rows, rowOf({ cards: `${CARD}-2`, points: '5' }), ''].join(
    '\r\n',
  );
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

/** Cells that a row is refused for. */
const CELLS: readonly (readonly [code: string, column: string, values: readonly string[]])[] = [
  [
    'phone_invalid',
    'phone',
    ['12', '+', 'phone', '+7916123456789012', '٣', '1e10', '=1+1', '@SUM(A1)', '../../etc', '’'],
  ],
  ['date_invalid', 'birthday', ['2026-02-30', '2999-01-01', '1899-12-31', 'yesterday', '0', '2026-13-01']],
  ['date_invalid', 'expiry', ['2026-02-30', 'never', '2026-00-10']],
  ['points_fraction', 'points', ['1.5', '0,99']],
  ['points_invalid', 'points', ['-1', '1e9', 'NaN', 'Infinity', '0x10', '99999999999999999999', '٣']],
  ['points_ended', 'expiry', ['2001-01-01']],
  ['amount_invalid', 'spend', ['-1', '1.234', 'much', '1e5', '--', '9'.repeat(30)]],
  ['visits_invalid', 'visits', ['-1', '1.5', 'often']],
  ['consent_invalid', 'consent', ['maybe', '2', '✓']],
  ['tier_unknown', 'tier', ['__proto__', 'constructor', 'DIAMOND', '0']],
  ['stamps_unknown', 'stamps', ['coffee 3', '3', '__proto__ 1']],
  ['card_invalid', 'cards', ['4.60700123E+12', '4,607E+12']],
  ['text_too_long', 'name', ['x'.repeat(201)]],
  ['text_too_long', 'note', ['x'.repeat(1_001)]],
  ['encoding_invalid', 'name', ['a\u0001b', '\u200b\u0007', '\ufffd']],
];

const ROWS: readonly (readonly [code: string, row: string])[] = [
  ...CELLS.flatMap(([code, column, values]) =>
    values.map((value) => {
      const row: Record<string, string> = { [column]: value };
      if (column !== 'phone' && column !== 'cards') row['cards'] = 'other';
      if (column === 'expiry') row['points'] = '5';
      return [code, rowOf(row)] as const;
    }),
  ),
  ['guest_unnamed', rowOf({ name: 'Nobody' })],
  ['guest_repeated', rowOf({ cards: `"x; ${CARD}-1"` })],
  ['date_invalid', rowOf({ cards: 'other', children: 'Anna' })],
  ['columns_missing', 'a;b'],
  ['columns_too_many', `${rowOf({ cards: 'other' })};more`],
  ['quote_broken', `"${rowOf({ cards: 'other' })}`],
  ['line_too_long', rowOf({ cards: 'other', note: 'x'.repeat(70_000) })],
];

const plain = around();
const FILES: readonly (readonly [name: string, code: string, bytes: Buffer | string])[] = [
  ['empty', 'file_empty', ''],
  ['of line ends alone', 'file_empty', '\r\n\r\n'],
  ['of zeros', 'not_csv', Buffer.alloc(5_000)],
  ['with a header of other things', 'header_wrong', 'a;b\r\n1;2\r\n'],
  ['cut in the middle of gzip', 'gzip_damaged', gzipSync(plain.repeat(50)).subarray(0, 120)],
  ['packed twice', 'gzip_damaged', gzipSync(gzipSync(plain))],
  ['a ZIP that is no sheet', 'not_csv', Buffer.from('PK\x03\x04 and more', 'latin1')],
  ['with dates of two countries', 'dates_ambiguous', 'phone;birthday\r\n;03/04/1990\r\n'],
];

const FORMS: readonly (readonly [name: string, bytes: Buffer | string])[] = [
  ['with a mark of UTF-8', `\ufeff${plain}`],
  ['in UTF-16', utf16(plain)],
  ['packed', gzipSync(plain)],
  ['with line ends of three systems', plain.replace('\r\n', '\n').replace('\r\n', '\r')],
  ['without an end of its last line', plain.trimEnd()],
  ['with empty lines', plain.replaceAll('\r\n', '\r\n\r\n')],
  ['in quotes', plain.replaceAll(CARD, `"${CARD}"`).replaceAll(`"${CARD}"-`, `${CARD}-`)],
  ['with tabs', plain.replaceAll(';', '\t')],
  ['with bars', plain.replaceAll(';', '|')],
];

describe('a hostile file of guests', () => {
  let test: TestApp;
  let network: TillNetwork;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
  });

  const tried = async (bytes: Buffer | string) => {
    const file = join(scratchFolder('hostile'), 'guests');
    await writeFile(file, bytes);
    try {
      return await test.app.get(ImportGuests).run({
        answers: { tierEnd: 'FOREVER' },
        networkId: network.id,
        file,
        mapping: null,
        dryRun: true,
        rejectsFile: null,
        progress: SILENT,
      });
    } catch (error) {
      if (error instanceof ImportFileError) return error.code;
      throw error;
    }
  };

  it.each(ROWS)('loses a row alone, with its reason: %s', async (code, row) => {
    expect(await tried(around(row))).toMatchObject({ rejects: { [code]: 1 } });
  });

  it.each(FILES)('is refused as a whole: %s', async (_, code, bytes) => {
    expect(await tried(bytes)).toBe(code);
  });

  it.each(FORMS)('is read in any form: %s', async (_, bytes) => {
    expect(await tried(bytes)).toMatchObject({ status: 'DRY_RUN', made: 2, rejected: 0 });
  });
});
