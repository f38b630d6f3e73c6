import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { writeUnpacked } from '../../../../src/integrations/imports/file/decoded-text';
import { writeSheet } from '../../../../src/integrations/imports/file/sheet';
import { withGunzipped, withText } from '../../../../src/integrations/imports/file/unpacked-text';
import { scratchFolder } from '../../../support/scratch';

const RELATIONS = '<Relationships><Relationship Id="r1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>';
const STYLES =
  '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>';
const SHARED = '<sst><si><t>phone</t></si><si><r><t>Анна, </t></r><r><t>"мл."</t></r><rPh><t>no</t></rPh></si></sst>';

/** A workbook of one sheet whose rows are this XML. */
function workbookOf(rows: string, more: Readonly<Record<string, string>> = {}): Buffer {
  return zipOf({
    'xl/workbook.xml': '<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/styles.xml': STYLES,
    'xl/sharedStrings.xml': SHARED,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    ...more,
  });
}

/** A ZIP by APPNOTE.TXT, deflated. */
function zipOf(parts: Readonly<Record<string, string>>): Buffer {
  const [bodies, entries]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const [plain, path] = [Buffer.from(text), Buffer.from(name)];
    const packed = deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(path.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const body = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed]);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, path]));
    bodies.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
}

async function textOf(bytes: Buffer): Promise<string> {
  const path = join(scratchFolder('spreadsheet'), 'guests.xlsx');
  await writeFile(path, bytes);
  return withText(path, (text) => readFile(text, 'utf8'));
}

describe('a spreadsheet of guests', () => {
  it('is read as its first sheet shows it: texts, days, long numbers, formulas by their values, rows under their numbers', async () => {
    const text = await textOf(
      workbookOf(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="C1" t="str"><v>born</v></c></row>' +
          '<row r="3"><c r="A3"><v>79161234567</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" s="1"><v>32932</v></c></row>' +
          '<row r="4"><c r="A4"><f>1+1</f><v>4.607001234567E+12</v></c><c r="C4" s="2"><v>61.5</v></c></row>' +
          '<row r="5"><c r="B5" t="inlineStr"><is><t>=cmd()</t></is></c></row>',
      ),
    );
    expect(text.split('\r\n')).toEqual([
      'phone,name,born',
      '',
      '79161234567,"Анна, ""мл.""",1990-02-28',
      '4607001234567,,1900-03-01',
      ",'=cmd(),",
      '',
    ]);
  });

  const row = '<row r="1"><c r="A1"><v>1</v></c></row>';
  const whole = workbookOf(row);
  it.each<[name: string, bytes: Buffer, code: string]>([
    ['cut off', whole.subarray(0, whole.length - 40), 'spreadsheet_damaged'],
    ['changed in its middle', Buffer.concat([whole.subarray(0, 60), whole.subarray(64)]), 'spreadsheet_damaged'],
    ['no workbook', zipOf({ 'a.txt': 'a' }), 'spreadsheet_damaged'],
    [
      'more than 5,000 parts',
      workbookOf(row, Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`xl/${String(n)}`, '']))),
      'spreadsheet_damaged',
    ],
    ['broken XML', workbookOf('<row><c>'), 'spreadsheet_damaged'],
    ['an entity that nothing defines', workbookOf('&lol;'), 'spreadsheet_damaged'],
    ['too many columns', workbookOf('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), 'spreadsheet_damaged'],
    ['rows against their order', workbookOf(`<row r="2"/>${row}`), 'spreadsheet_damaged'],
    ['a row far away', workbookOf('<row r="9999999"/>'), 'spreadsheet_damaged'],
    ['a text that is not there', workbookOf('<row><c t="s"><v>9</v></c></row>'), 'spreadsheet_damaged'],
    ['a number that is none', workbookOf('<row><c><v>one</v></c></row>'), 'spreadsheet_damaged'],
    ['a formula without a value', workbookOf('<row><c r="A1"><f>A2</f></c></row>'), 'formula_without_value'],
    [
      'a bomb of shared texts',
      workbookOf(row, { 'xl/sharedStrings.xml': `<sst><si><t>${'a'.repeat(129 * 1024 * 1024)}</t></si></sst>` }),
      'spreadsheet_damaged',
    ],
    [
      'ten million empty shared texts in few bytes',
      workbookOf(row, { 'xl/sharedStrings.xml': `<sst>${'<si/>'.repeat(10_000_000)}</sst>` }),
      'spreadsheet_damaged',
    ],
    [
      'a wide first row before very many narrow ones',
      workbookOf(
        `<row><c r="SF1"><v>1</v></c></row>${Array.from({ length: 41_000 }, (_, n) => `<row><c><v>${String(n * 7919)}</v></c></row>`).join('')}`,
      ),
      'spreadsheet_damaged',
    ],
  ])('is refused by a code: %s', async (_, bytes, code) => {
    await expect(textOf(bytes)).rejects.toMatchObject({ code });
  });

  it('is read with very many parts', async () => {
    const parts = Object.fromEntries(Array.from({ length: 4_995 }, (_, n) => [`xl/${String(n)}`, '']));
    expect(await textOf(workbookOf(row, parts))).toBe('1\r\n');
  });

  it('is refused where all its parts are together larger than each may be', async () => {
    const file = join(scratchFolder('spreadsheet'), 'guests.xlsx');
    await writeFile(file, whole);
    const parts = [RELATIONS, STYLES, SHARED, `<worksheet><sheetData>${row}</sheetData></worksheet>`];
    const book = '<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>';
    const bytes = [book, ...parts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    await writeSheet(file, `${file}.csv`, bytes);
    await expect(writeSheet(file, `${file}.2.csv`, bytes - 1)).rejects.toMatchObject({
      code: 'spreadsheet_damaged',
      detail: expect.stringContaining('too large') as unknown,
    });
  });
});

describe('a packed file of guests', () => {
  const written = async (bytes: Buffer) => {
    const path = join(scratchFolder('packed'), 'guests');
    await writeFile(path, bytes);
    return path;
  };

  it('is unpacked into a file that goes with the work, and only where it is packed', async () => {
    const [packed, plain] = [await written(gzipSync('phone\r\n1')), await written(Buffer.from('phone'))];
    const unpacked = await withGunzipped(packed, async (path) => ({ path, text: await readFile(path, 'utf8') }));
    expect(unpacked.text).toBe('phone\r\n1');
    await expect(readFile(unpacked.path)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await withGunzipped(plain, (path) => Promise.resolve(path))).toBe(plain);
  });

  it.each([
    ['packed twice', gzipSync(gzipSync('phone'))],
    ['cut off', gzipSync('phone'.repeat(100)).subarray(0, 20)],
  ])('is refused: %s', async (_, bytes) => {
    const work = jest.fn();
    await expect(withGunzipped(await written(bytes), work)).rejects.toMatchObject({ code: 'gzip_damaged' });
    expect(work).not.toHaveBeenCalled();
  });

  it('is unpacked to so many bytes and no more', async () => {
    const path = await written(gzipSync('a'.repeat(1_000)));
    await writeUnpacked(path, `${path}.1`, 1_000);
    await expect(writeUnpacked(path, `${path}.2`, 999)).rejects.toMatchObject({ code: 'gzip_damaged' });
  });
});
