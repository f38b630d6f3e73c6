import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { calendarOf } from '../../../platform/clock/calendar';
import { ImportFileError } from '../file/import-file.error';
import { receiptMappingSchema, type ReceiptMapping } from '../mapping/receipt-mapping';
import { type UnreadColumn, unreadColumns } from '../mapping/unread-columns.rules';
import { readReceipts } from './read-receipts';
import type { FileReceipt } from '../receipts/receipt';
import type { Reject } from '../rows/reject';
import { Zone } from '../rows/zone';

const grouped = receiptMappingSchema.parse({
  version: 1,
  name: 'grouped',
  lines: 'GROUPED',
  columns: { number: 'no', occurredAt: 'at', sku: 'sku', quantity: 'qty', total: 'total' },
});
const single = receiptMappingSchema.parse({
  version: 1,
  name: 'single',
  lines: 'ROW',
  corrections: { creditNotePrefix: 'C', adjustmentPrefix: 'A' },
  columns: { number: 'no', occurredAt: 'at', guest: 'guest', quantity: 'qty', total: 'total' },
});
const zone = new Zone(calendarOf('Europe/London', '04:00'));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-receipts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(
  mapping: ReceiptMapping,
  content: string | Buffer,
  name = 'file.csv',
): Promise<{ receipts: FileReceipt[]; rejects: Reject[] }> {
  const path = join(folder, name);
  await writeFile(path, content);
  const receipts: FileReceipt[] = [];
  const rejects: Reject[] = [];
  for await (const results of readReceipts(path, { mapping, currencyDigits: 2, zone, country: 'RU' })) {
    for (const result of results) {
      if ('receipt' in result) receipts.push(result.receipt);
      else rejects.push(result.reject);
    }
  }
  return { receipts, rejects };
}

async function fault(content: string | Buffer, name?: string, mapping = grouped): Promise<string> {
  const error: unknown = await read(mapping, content, name).catch((caught: unknown) => caught);
  if (!(error instanceof ImportFileError)) throw new Error('the file was read');
  return error.code;
}

const HEADER = 'no,at,sku,qty,total\n';
const AT = '2026-03-01T12:00:00';
const codes = (rejects: readonly Reject[]): string[] => rejects.map(({ line, code }) => `${String(line)} ${code}`);

describe('a file of grouped lines', () => {
  it('becomes receipts of neighbouring lines with one number', async () => {
    const { receipts, rejects } = await read(grouped, `${HEADER}1,${AT},a,1,100\n1,${AT},b,2,250\n2,${AT},a,1,100\n`);
    expect(rejects).toEqual([]);
    expect(receipts.map(({ number, amount, line }) => ({ number, amount, line }))).toEqual([
      { number: '1', amount: 350, line: 2 },
      { number: '2', amount: 100, line: 4 },
    ]);
    expect(receipts[0]?.items?.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['a', 1000],
      ['b', 2000],
    ]);
  });

  it('keeps apart receipts of one number on two days', async () => {
    const { receipts } = await read(grouped, `${HEADER}1,2026-03-01T12:00:00,a,1,100\n1,2026-03-02T12:00:00,a,1,100\n`);
    expect(receipts).toHaveLength(2);
  });

  it('does not record a receipt without its bad line', async () => {
    const { receipts, rejects } = await read(
      grouped,
      `${HEADER}1,${AT},a,1,100\n2,${AT},a,x,100\n2,${AT},b,1,100\n3,${AT},a,1,100\n3,${AT},b,-1,100\n4,${AT},a,1,1\n`,
    );
    expect(receipts.map(({ number }) => number)).toEqual(['1', '4']);
    expect(codes(rejects)).toEqual([
      '3 quantity_invalid',
      '4 receipt_incomplete',
      '5 receipt_incomplete',
      '6 quantity_negative',
    ]);
  });

  it('finds the number of a line that cannot be read, so that its receipt is not recorded short', async () => {
    const { receipts, rejects } = await read(grouped, `${HEADER}1,${AT},a,1,100\n1,${AT},"b,1,100\n2,${AT},a,1,100\n`);
    expect(receipts.map(({ number }) => number)).toEqual(['2']);
    expect(codes(rejects)).toEqual(['2 receipt_incomplete', '3 quote_broken']);
  });

  it('refuses a receipt of more than 500 lines without keeping them', async () => {
    const { receipts, rejects } = await read(grouped, `${HEADER}${`1,${AT},a,1,100\n`.repeat(1_700)}2,${AT},a,1,100\n`);
    expect(receipts.map(({ number }) => number)).toEqual(['2']);
    expect(rejects).toHaveLength(1_700);
    expect(new Set(rejects.map(({ code }) => code))).toEqual(new Set(['too_many_lines']));
  });
});

describe('a file with a receipt in each row', () => {
  it('tells sales, credit notes, adjustments and rows that are none of them', async () => {
    const rows = [
      '1,T,g1,2,500',
      'C2,T,g1,-1,-200',
      'A3,T,,1,-900',
      'C4,T,,1,300',
      '5,T,,-7,0',
      '6,T,,1,0',
      '7,T,,1,-1',
    ];
    const { receipts, rejects } = await read(single, `no,at,guest,qty,total\n${rows.join('\n').replaceAll('T', AT)}\n`);
    expect(receipts.map(({ kind, number, amount, guest }) => [kind, number, amount, guest])).toEqual([
      ['SALE', '1', 500, 'g1'],
      ['CREDIT_NOTE', 'C2', 200, 'g1'],
      ['SALE', '6', 0, null],
    ]);
    expect(codes(rejects)).toEqual([
      '4 adjustment',
      '5 credit_note_not_negative',
      '6 quantity_negative',
      '8 amount_negative',
    ]);
  });
});

describe('what exporters do to a file', () => {
  it.each([
    ['a byte-order mark', `\ufeff${HEADER}1,${AT},a,1,100\n`],
    ['mixed line ends', `no,at,sku,qty,total\r\n1,${AT},a,1,50\r1,${AT},a,1,50\n\r\n`],
    ['no line end at the end', `${HEADER}1,${AT},a,1,100`],
    ['quotes, with a line end within them', `"no",at,sku,qty,total\n"1",${AT},"a ""b"",\nc",1,100\n`],
    ['another order of columns and one more', `total,x,qty,sku,at,no\n100,?,1,a,${AT},1\n`],
    ['blanks around cells', `no , at,sku,qty,total\n 1, ${AT} ,a, 1,100 \n`],
  ])('is read: %s', async (_, content) => {
    const { receipts, rejects } = await read(grouped, content);
    expect(rejects).toEqual([]);
    expect(receipts.map(({ number, amount }) => [number, amount])).toEqual([['1', 100]]);
  });

  it('keeps line numbers after quotes, mixed ends and a broken line', async () => {
    const { receipts, rejects } = await read(
      grouped,
      `${HEADER}1,${AT},"a\nb",1,100\r\n\r\n2,${AT},x"y,1,100\r3,${AT},a,1,100\n4,${AT},a,1\n5,${AT},a,1,1,1\n`,
    );
    expect(codes(rejects)).toEqual(['5 quote_broken', '7 columns_missing', '8 columns_too_many']);
    expect(receipts.map(({ number, line }) => [number, line])).toEqual([
      ['1', 2],
      ['3', 6],
    ]);
  });

  it('lets an open quote cost one line, not the file', async () => {
    const rows = Array.from({ length: 60 }, (_, n) => `${String(n)},${AT},a,1,100`);
    rows[10] = `10,${AT},"a,1,100`;
    const { receipts, rejects } = await read(grouped, HEADER + rows.join('\n'));
    expect(codes(rejects)).toEqual(['12 quote_broken']);
    expect(receipts).toHaveLength(59);
  });

  it('lets a huge field cost one line, without keeping it', async () => {
    const huge = 'x'.repeat(3_000_000);
    const { receipts, rejects } = await read(
      grouped,
      `${HEADER}1,${AT},${huge},1,100\n2,${AT},a,1,100\n3,${AT},"${huge}",1,1\n`,
    );
    expect(receipts.map(({ number }) => number)).toEqual(['2']);
    expect(codes(rejects)).toEqual(['2 line_too_long', '4 line_too_long']);
    expect(rejects[0]?.row.length).toBeLessThan(2_100);
  });

  it('rejects only the lines whose bytes do not fit, and reads the encoding that the mapping names', async () => {
    const cyrillic = Buffer.from([0xcf, 0xe8, 0xf6, 0xf6, 0xe0]);
    const content = Buffer.concat([
      Buffer.from(`${HEADER}1,${AT},`),
      cyrillic,
      Buffer.from(`,1,100\n2,${AT},a,1,100\n`),
    ]);
    const asUtf8 = await read(grouped, content);
    expect(codes(asUtf8.rejects)).toEqual(['2 encoding_invalid']);
    expect(asUtf8.receipts).toHaveLength(1);
    const named = { ...grouped, csv: { ...grouped.csv, encoding: 'windows-1251' as const } };
    expect((await read(named, content)).receipts[0]?.items?.[0]?.sku).toBe('Пицца');
  });

  it('rejects only the line that has a zero byte, which the database cannot hold', async () => {
    const sales = Array.from({ length: 40 }, (_, n) => `${String(n)},${AT},g,1,100`);
    const { receipts, rejects } = await read(single, `no,at,guest,qty,total\n${sales.join('\n')}\n90,${AT},g\0,1,1\n`);
    expect(codes(rejects)).toEqual(['42 encoding_invalid']);
    expect(receipts).toHaveLength(40);
  });

  it('reads gzip by its content', async () => {
    const zipped = gzipSync(`${HEADER}1,${AT},a,1,100\n`);
    expect((await read(grouped, zipped, 'a.csv.gz')).receipts).toHaveLength(1);
    expect((await read(grouped, zipped, 'a.csv')).receipts).toHaveLength(1);
  });
});

describe('what is no file of receipts', () => {
  const zipped = gzipSync(HEADER + `1,${AT},a,1,100\n`.repeat(10_000));
  it.each([
    ['an empty file', '', 'file_empty', 'x.csv'],
    ['line ends alone', '\n\n', 'file_empty', 'x.csv'],
    ['a header of something else', 'a,b,c\n1,2,3\n', 'header_wrong', 'x.csv'],
    ['another delimiter', HEADER.replaceAll(',', ';'), 'header_wrong', 'x.csv'],
    ['a missing column', 'no,at,sku,qty\n', 'column_missing', 'x.csv'],
    ['a column twice', 'no,at,sku,qty,total,total\n', 'header_repeated', 'x.csv'],
    ['a header with an open quote', '"no,at\n', 'header_wrong', 'x.csv'],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}`, 'utf16le'), 'encoding_wrong', 'x.csv'],
    ['UTF-16 without its mark', Buffer.from(HEADER, 'utf16le'), 'not_csv', 'x.csv'],
    ['a header in other bytes', Buffer.from([0xcf, 0xe8, 0x2c, 0xf6, 0x0a]), 'encoding_wrong', 'x.csv'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004 and so on'), 'not_csv', 'x.csv'],
    ['a name that promises gzip', HEADER, 'not_gzip', 'x.csv.gz'],
    ['gzip that is cut off', zipped.subarray(0, zipped.length - 20), 'gzip_damaged', 'x.csv.gz'],
    ['one endless line in gzip', gzipSync(HEADER + 'a'.repeat(64 * 1024 * 1024)), 'gzip_damaged', 'x.csv.gz'],
    [
      'gzip with a wrong byte',
      Buffer.concat([zipped.subarray(0, 30), Buffer.alloc(40, 7)]),
      'gzip_damaged',
      'x.csv.gz',
    ],
  ])('says so: %s', async (_, content, code, name) => {
    await expect(fault(content, name)).resolves.toBe(code);
  });

  it('says so of a file that is not there', async () => {
    const reading = readReceipts(join(folder, 'none.csv'), {
      mapping: grouped,
      currencyDigits: 2,
      zone,
      country: 'RU',
    });
    await expect(reading.next()).rejects.toMatchObject({ code: 'file_not_found' });
  });
});

it('passes over rows of empty cells below the data, and names the columns that it does not read', async () => {
  const path = join(folder, 'blank.csv');
  await writeFile(path, `no;at;sku;qty;total;Bonus card\n1;${AT};a;1;10;7\n;;;;;\n;;;\n"";"";"";"";"";""\n`);
  const mapping = { ...single, csv: { ...single.csv, delimiter: ';' as const }, columns: grouped.columns };
  const unread: (readonly UnreadColumn[])[] = [];
  const onHeader = (names: readonly string[]) => unread.push(unreadColumns(names, mapping.columns));
  const results = [];
  for await (const some of readReceipts(path, { mapping, currencyDigits: 2, zone, country: 'RU', onHeader }))
    results.push(...some);
  expect(results.map((one) => ('receipt' in one ? one.receipt.number : one.reject.code))).toEqual(['1']);
  expect(unread).toEqual([[{ column: 'Bonus card', looksLike: 'POINTS' }]]);
});
