import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { points, type ProgramDocument } from '../../../../src/decision';
import { plainCell } from '../../../../src/platform/http/csv';
import { ImportGuests } from '../../../../src/integrations/imports';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { scratchFolder } from '../../../support/scratch';
import { TillNetwork } from '../../../support/till-network';

const HEADER =
  'phone,external id,cards,name,email,birthday,language,note,children,tier,tier until,points,expiry,lots,stamps,spend,visits,consents';
/**
 * Names, notes and cards that a CSV could change on their way: delimiters, quotes, formulas, digits that look like
 * numbers.
 */
const HARD: readonly string[] = [
  `+79120000001,crm-1,"0011 22; A-7","Анна-Мария ""О'Нил"", мл.",anna@example.test,1990-02-28,ru,"one, two\n""three""; four",Лиза Мария 2015-03-01; 2018-07-20,GOLD,2099-12-31,,,120 2099-01-31; 30 2098-12-31; 5,COFFEE 3,1234.56,12,marketing yes 2025-05-01 v3; email no 2024-01-31 2`.replace(
    'Лиза Мария 2015-03-01; 2018-07-20',
    '"Лиза Мария 2015-03-01; 2018-07-20"',
  ),
  `,'=id;2,,"'=cmd|' /C calc'!A0",,,,'-5 roubles,,,,7,2099-02-28,,,,,`,
  `,007,,"''=apostrophes",,,en,'@here,,SILVER,,,,,Tea leaves по-русски 1,0.01,,`,
  `8 (912) 000-00-04,,4607001234567,"李小龍 ١٢ 😀",,2000-02-29,,,,,,,,,,99999999.99,3,`,
];
const cards = (): ProgramDocument['stampCards'] =>
  ['Coffee', 'Tea leaves'].map((name) => ({
    id: randomUUID(),
    name: { en: name, ru: `${name} по-русски` },
    size: 6,
    validityMonths: null,
    collects: { by: 'ITEM', skus: ['none'] },
    reward: { points: points(10) },
  }));

describe('an export of guests', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  const make = () =>
    TillNetwork.create(test, { document: { ...presetForNetwork('hybrid-5', 2), stampCards: cards() } });
  async function bring(network: TillNetwork, text: string) {
    const file = join(scratchFolder('export'), 'guests.csv');
    await writeFile(file, text);
    return test.app.get(ImportGuests).run({
      answers: { tierEnd: 'FOREVER' },
      networkId: network.id,
      file,
      mapping: null,
      dryRun: false,
      rejectsFile: null,
      progress: SILENT,
    });
  }
  async function exported(network: TillNetwork, token: string, language = 'en', query = '') {
    const answer = await network.get(`/api/exports/guests${query}`, token).set('Accept-Language', language);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    return answer.text;
  }
  /** Rows of an exported file by the guest's name, with the cards that this network did not number itself. */
  const rowsOf = (text: string) =>
    parse(text, { recordDelimiter: '\r\n', columns: false })
      .slice(1)
      .map((cells) => cells.map(plainCell))
      .map(([phone, id, cards = '', ...rest]) => [phone, id, cards.split('; ').slice(1).sort(), ...rest])
      .sort((a, b) => (String(a[3]) < String(b[3]) ? -1 : 1));

  it.each(['en', 'ru'])(
    'is a file that gives another network the same figures, with headers in %s',
    async (language) => {
      const [first, second] = [await make(), await make()];
      const manager = await first.tokenOf('manager');
      expect(await bring(first, [HEADER, ...HARD, ''].join('\r\n'))).toMatchObject({ made: 4, rejected: 0 });
      const { body } = await first.get('/api/guests?externalId=007', manager).expect(200);
      const { id } = (body as { items: { id: string }[] }).items[0] as { id: string };
      await first.post(`/api/guests/${id}/transaction`, manager, first.sale(250_000)).expect(201);

      const text = await exported(first, manager, language);
      expect(await bring(second, text)).toMatchObject({ made: 4, merged: 0, rejected: 0 });
      const rows = rowsOf(text);
      const [anna] = rows.filter(([phone]) => phone === '+79120000001');
      expect(anna).toEqual([
        '+79120000001',
        'crm-1',
        ['001122', 'A7'],
        `Анна-Мария "О'Нил", мл.`,
        'anna@example.test',
        '1990-02-28',
        'ru',
        'one, two\n"three"; four',
        'Лиза Мария 2015-03-01; 2018-07-20',
        'GOLD',
        '2099-12-31',
        expect.stringContaining('30 2098-12-31; 120 2099-01-31'),
        language === 'en' ? 'Coffee 3' : 'Coffee по-русски 3',
        '1234.56',
        '12',
        'email no 2024-01-31 2; marketing yes 2025-05-01 v3',
      ]);
      expect(rows.map(([, , , name]) => name)).toEqual(
        expect.arrayContaining([`=cmd|' /C calc'!A0`, `'=apostrophes`, '李小龍 ١٢ 😀']),
      );
      const back = rowsOf(await exported(second, await second.tokenOf('manager'), language));
      // The second network gave each guest another card; the cards of the first network came with the import.
      const own = back.map(([phone, external, cards, ...rest]) => {
        const known = new Set((rows.find((row) => row[3] === rest[0])?.[2] ?? []) as string[]);
        return [phone, external, (cards as string[]).filter((card) => known.has(card)), ...rest];
      });
      expect(own).toEqual(rows);
      expect((await test.app.get(LedgerVerification).verify(second.id)).findings.list()).toEqual([]);
    },
  );

  it('reads page by page, of a segment where one is named, and is told to the audit', async () => {
    const network = await make();
    const manager = await network.tokenOf('manager');
    const many = Array.from({ length: 450 }, (_, n) => `,many-${String(n)}`);
    await bring(network, ['phone,external id', ...many, ''].join('\n'));
    const ids = rowsOf(await exported(network, manager)).map(([, id]) => id);
    expect(new Set(ids).size).toBe(450);
    const { body } = await network.get('/api/guests?externalId=many-7', manager).expect(200);
    const guestIds = (body as { items: { id: string }[] }).items.map(({ id }) => id);
    const segment = await network
      .post('/api/segments', manager, { code: 'some', name: 'Some', rule: null })
      .expect(201);
    const segmentId = (segment.body as { id: string }).id;
    const members = { guestIds, isIn: true };
    await network.post(`/api/segments/${segmentId}/members`, manager, members).expect(200);
    const ofSegment = rowsOf(await exported(network, manager, 'en', `?segmentId=${segmentId}`));
    expect(ofSegment.map(([, id]) => id)).toEqual(['many-7']);
    await network.get('/api/exports/guests?segmentId=none', manager).expect(400);
    await network.get('/api/exports/guests', await network.tokenOf('analyst')).expect(403);
    const entries = await network.database.inNetwork(network.id, (tx) =>
      tx.query(`SELECT subject_kind FROM audit_log WHERE network_id = $1 AND action = 'guests.exported'`, [network.id]),
    );
    expect(entries).toEqual([{ subject_kind: 'network' }, { subject_kind: 'segment' }]);
  });
});
