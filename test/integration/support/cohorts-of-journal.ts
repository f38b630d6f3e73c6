import type { TillNetwork } from '../../support/till-network';

const FIRST_HOUR = 4;
const MONTHS_A_YEAR = 12;
const DAY_MS = 86_400_000;

interface Row {
  readonly id: string;
  readonly type: string;
  readonly guestId: string | null;
  readonly relatedId: string | null;
  readonly businessDate: string | null;
  readonly recordedAt: Date;
  readonly payable: number;
  readonly isWhole: boolean;
}

/** For each guest, the guest that remains after all merges. */
export async function personsOf({ database, id: networkId }: TillNetwork): Promise<Map<string, string>> {
  const rows = await database.inNetwork(networkId, (tx) =>
    tx.query<{ id: string; into: string | null }>('SELECT id, merged_into AS into FROM guests WHERE network_id = $1', [
      networkId,
    ]),
  );
  const into = new Map(rows.map((row) => [row.id, row.into]));
  const rootOf = (id: string): string => {
    const next = into.get(id) ?? null;
    return next === null ? id : rootOf(next);
  };
  return new Map(rows.map(({ id }) => [id, rootOf(id)]));
}

interface Visit {
  readonly day: string;
  readonly money: number;
  /** False after a refund of the whole sale. */
  readonly counts: boolean;
}

/** Purchases of each person, read from the journal without the code of the product. */
async function visitsByPerson(network: TillNetwork): Promise<ReadonlyMap<string, readonly Visit[]>> {
  const { database, id: networkId, timeZone } = network;
  const rows = await database.inNetwork(networkId, (tx) =>
    tx.query<Row>(
      `SELECT id, type, guest_id AS "guestId", related_id AS "relatedId", business_date::text AS "businessDate",
         recorded_at AS "recordedAt", payable, coalesce((details ->> 'whole')::boolean, false) AS "isWhole"
       FROM transactions WHERE network_id = $1`,
      [networkId],
    ),
  );
  const persons = await personsOf(network);
  const dayOf = (row: Row) => row.businessDate ?? businessDateOf(row.recordedAt, timeZone);
  const visitsOf = new Map<string, Visit[]>();
  for (const sale of rows) {
    if (sale.type !== 'SALE' || sale.guestId === null) continue;
    const refunds = rows.filter((row) => row.type === 'REFUND' && row.relatedId === sale.id);
    const money = refunds.reduce((left, refund) => left - refund.payable, sale.payable);
    const visit = { day: dayOf(sale), money, counts: !refunds.some(({ isWhole }) => isWhole) };
    const person = persons.get(sale.guestId) ?? sale.guestId;
    visitsOf.set(person, [...(visitsOf.get(person) ?? []), visit]);
  }
  return visitsOf;
}

/** The guests of each span and their visits. The test counts them from the purchases of each person. */
export async function buyersOfJournal(
  network: TillNetwork,
  spans: readonly { readonly from: string; readonly to: string }[],
): Promise<{ guests: number; visits: number; repeatGuests: number }[]> {
  const persons = [...(await visitsByPerson(network)).values()];
  return spans.map(({ from, to }) => {
    const counts = persons
      .map((visits) => visits.filter(({ day, counts: isVisit }) => isVisit && day >= from && day <= to).length)
      .filter((count) => count > 0);
    return {
      guests: counts.length,
      visits: counts.reduce((sum, count) => sum + count, 0),
      repeatGuests: counts.filter((count) => count > 1).length,
    };
  });
}

/** The cells of the cohorts. The test computes them from the journal, without the code of the product. */
export async function cohortsOfJournal(network: TillNetwork): Promise<Record<string, unknown>[]> {
  const visitsOf = await visitsByPerson(network);
  const cells = new Map<string, Record<string, unknown>>();
  const add = (joined: string, since: number, more: Readonly<Record<string, number>>) => {
    const key = `${joined} ${String(since).padStart(4, '0')}`;
    const cell = cells.get(key) ?? {
      joined,
      since,
      guests: 0,
      visits: 0,
      money: 0,
      again30: 0,
      again60: 0,
      again90: 0,
    };
    cells.set(key, cell);
    for (const [name, value] of Object.entries(more)) cell[name] = Number(cell[name]) + value;
  };
  for (const visits of visitsOf.values()) {
    const days = [...new Set(visits.filter(({ counts }) => counts).map(({ day }) => day))].sort();
    const [first, second] = days;
    if (first === undefined) continue;
    const joined = first.slice(0, 7);
    const waited = second === undefined ? Infinity : (Date.parse(second) - Date.parse(first)) / DAY_MS;
    add(joined, 0, { again30: +(waited <= 30), again60: +(waited <= 60), again90: +(waited <= 90) });
    const came = new Set(days.map((day) => day.slice(0, 7)));
    for (const month of came) add(joined, monthsBetween(joined, month), { guests: 1 });
    for (const { day, money, counts } of visits)
      if (day.slice(0, 7) >= joined) add(joined, monthsBetween(joined, day.slice(0, 7)), { visits: +counts, money });
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, cell]) => cell)
    .filter(({ guests, visits, money }) => [guests, visits, money].some((value) => value !== 0));
}

/** The business date in the zone, whose day begins at four in the morning. */
function businessDateOf(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  } as const).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  if (Number(part('hour')) >= FIRST_HOUR) return date;
  return new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
}

function monthsBetween(joined: string, month: string): number {
  const [from, to] = [joined, month].map((text) => {
    const [year = 0, ofYear = 0] = text.split('-').map(Number);
    return year * MONTHS_A_YEAR + ofYear;
  });
  return (to ?? 0) - (from ?? 0);
}
