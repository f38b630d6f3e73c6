import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { Database, Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { Networks } from '../../configuration';
import type { Bucket } from '../../platform/files/bucket';
import { FactPages } from '../facts/fact-pages';
import { type Fact, FACTS } from '../facts/facts.rules';
import type { FactRow } from '../facts/facts.sql';
import { csvOf } from './csv-file';
import { FactFolders } from './fact-folders';
import { FILE_FORMS, fileOf } from './file-forms';
import { parquetOf } from './parquet-file';

const NETWORK = newId();
const FACT: Fact = FACTS.answers;
const PAGE = 1_000;
const PERIOD = { from: new Date('2026-01-01T01:00:00Z'), to: new Date('2026-02-01T01:00:00Z'), restaurantIds: null };

const rowOf = (n: number): FactRow => ({
  saleId: newId(),
  guestId: newId(),
  restaurantId: n % 3 === 0 ? null : newId(),
  soldAt: PERIOD.from,
  askedAt: n % 2 === 0 ? null : PERIOD.from,
  answeredAt: new Date(PERIOD.from.getTime() + n),
  score: 1 + (n % 5),
  reward: n % 4 === 0 ? 'GIVEN' : null,
  rewardPoints: n % 4 === 0 ? n : null,
  version: 1_790_000_000_000_000 + n,
});

async function* pagesOf(rows: readonly FactRow[]): AsyncGenerator<FactRow[]> {
  for (let at = 0; at < rows.length; at += PAGE) yield Promise.resolve(rows.slice(at, at + PAGE));
}

/** A database whose statements answer a page of facts for ever. */
function endless(): { database: Database; pages: () => number } {
  let pages = 0;
  const page = Array.from({ length: PAGE }, (_, n) => rowOf(n));
  const tx = {
    maybe: () => Promise.resolve({ id: newId() }),
    query: () => Promise.resolve(page),
  } as unknown as Tx;
  const read = (_: string, work: (tx: Tx) => Promise<unknown>) => {
    pages += 1;
    return work(tx);
  };
  const wasReservedBusy = () => Promise.resolve(false);
  const database = { wasReservedBusy, inNetwork: read, reportOf: read } as unknown as Database;
  return { database, pages: () => pages };
}

describe('A file of facts', () => {
  it('has in Parquet the rows of all pages, in groups, with the types of the columns', async () => {
    const rows = Array.from({ length: 4_500 }, (_, n) => rowOf(n));
    const bytes = await buffer(Readable.from(parquetOf(FACT, pagesOf(rows))));
    const file = Uint8Array.from(bytes).buffer;
    expect(parquetMetadata(file).row_groups.map((group) => Number(group.num_rows))).toEqual([2_000, 2_000, 500]);
    const read = await parquetReadObjects({ file });
    expect(read).toEqual(
      rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? BigInt(value) : value]),
        ),
      ),
    );
  });

  it('is a whole Parquet file with its columns where no fact is in the period', async () => {
    const bytes = await buffer(Readable.from(parquetOf(FACT, pagesOf([]))));
    const { schema, num_rows: count } = parquetMetadata(Uint8Array.from(bytes).buffer);
    expect(count).toBe(0n);
    expect(schema.slice(1).map(({ name }) => name)).toEqual(FACT.columns.map(({ name }) => name));
  });

  it('is one of several whole files where there are many facts, and one with the columns where there are none', async () => {
    const { database } = endless();
    const profile = { timeZone: 'Europe/Moscow', settings: { dayStart: '04:00' } };
    const networks = { getProfile: () => Promise.resolve(profile) } as unknown as Networks;
    const put = jest.fn((_name: string, _bytes: Buffer) => Promise.resolve());
    const folders = new FactFolders(database, networks, new FactPages(database), { put } as unknown as Bucket);
    const query = { fact: 'answers', from: '2026-01-01', to: '2026-01-31', format: 'parquet' } as const;
    const first = await folders.writeNext(NETWORK, query, null, { files: [], after: null });
    const { files, after } = await folders.writeNext(NETWORK, query, null, first);
    expect(files.map(({ name, rows }) => [name, rows])).toEqual([
      ['part-00001.parquet', 20_000],
      ['part-00002.parquet', 20_000],
    ]);
    expect(after).not.toBeNull();
    expect(put).toHaveBeenCalledTimes(2);
    const [name, bytes] = put.mock.calls[1] ?? ['', Buffer.of()];
    expect(name).toBe(`exports/${NETWORK}/answers/2026-01-01-2026-01-31/part-00002.parquet`);
    expect(await parquetReadObjects({ file: Uint8Array.from(bytes).buffer })).toHaveLength(20_000);

    const empty = await fileOf(FILE_FORMS.csv, FACT, []);
    expect(empty.toString()).toBe(`${FACT.columns.map(({ name: column }) => column).join(',')}\r\n`);
  });

  it.each([
    ['csv', csvOf],
    ['parquet', parquetOf],
  ])('stops reading as %s when its client is gone', async (_, write) => {
    const { database, pages } = endless();
    let sent: Readable | undefined;
    const server = createServer((_request, response) => {
      sent = Readable.from(write(FACT, new FactPages(database).read(newId(), FACT, PERIOD)), { objectMode: false });
      sent.pipe(response);
      response.once('close', () => sent?.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    await once(answer, 'data');
    answer.destroy();
    if (sent?.closed !== true) await once(sent as Readable, 'close');
    const before = pages();
    await new Promise((resolve) => setImmediate(resolve));
    expect(pages()).toBe(before);
    await new Promise((resolve) => server.close(resolve));
  });
});
