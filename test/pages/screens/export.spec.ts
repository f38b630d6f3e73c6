import { screen, waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage } from './harness/open-page';
import type { Answer } from './harness/recorded-answers';

/** The document has no type for the text of a file. */
const CSV = 'id\r\n' as Answer<'downloadFacts'>;

const EXPORT: Answer<'writeFacts'> = {
  id: '01a2-1',
  fact: 'transactions',
  from: '2026-01-01',
  to: '2026-01-31',
  format: 'csv',
  status: 'RUNNING',
  files: 0,
  rows: 0,
  folder: 'exports/n/transactions/2026-01-01-2026-01-31',
  isRefused: false,
  createdAt: '2026-11-20T10:00:00.000Z',
  finishedAt: null,
};

describe('the page on which facts are taken out', () => {
  const saved: string[] = [];

  beforeEach(() => {
    saved.length = 0;
    Object.assign(URL, { createObjectURL: () => 'blob:facts', revokeObjectURL: () => undefined });
    jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download);
    });
  });
  afterEach(() => jest.restoreAllMocks());

  it('asks for the chosen facts, dates and form, and saves the file under their names', async () => {
    const { user, calls } = await openPage('/admin/analytics/export', { answers: { downloadFacts: CSV } });
    const fact = await screen.findByRole('combobox', { name: 'Facts' });
    await user.selectOptions(fact, 'Lines of receipts');
    expect(mainText()).toContain('Items that were sold, and what was given back of them.');
    const [from, to] = [inMain().getByLabelText('From'), inMain().getByLabelText('To')];
    await user.clear(from);
    await user.type(from, '2026-01-01');
    await user.clear(to);
    await user.type(to, '2026-01-31');
    await user.selectOptions(inMain().getByRole('combobox', { name: 'Form' }), 'Parquet, for databases');
    await user.click(inMain().getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(saved).toEqual(['transaction-lines-2026-01-01-2026-01-31.parquet']));
    const asked = calls.find(({ operation }) => operation === 'downloadFacts');
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({
      fact: 'transaction-lines',
      from: '2026-01-01',
      to: '2026-01-31',
      format: 'parquet',
    });
    await screen.findByText('The file is saved: transaction-lines-2026-01-01-2026-01-31.parquet.');
  });

  it('names dates that are no period at their field and asks for nothing', async () => {
    const { user, calls } = await openPage('/admin/analytics/export', { language: 'ru' });
    const from = await screen.findByLabelText('С');
    await user.clear(from);
    await user.type(from, '2020-01-01');
    await user.click(inMain().getByRole('button', { name: 'Скачать' }));
    await screen.findByText('Введите две даты, сначала более раннюю, не больше 366 дней.');
    expect(calls.filter(({ operation }) => operation === 'downloadFacts')).toEqual([]);
  });

  it('writes the chosen facts into the storage, shows how far each export is, and stops one', async () => {
    const done = {
      ...EXPORT,
      id: '01a2-2',
      status: 'DONE',
      files: 3,
      rows: 45_000,
      finishedAt: EXPORT.createdAt,
    } as const;
    const { user, calls, answer } = await openPage('/admin/analytics/export', {
      answers: {
        listBucketExports: { hasBucket: true, items: [done] },
        writeFacts: EXPORT,
        cancelBucketExport: { ...EXPORT, status: 'CANCELLED', finishedAt: EXPORT.createdAt },
      },
    });
    const table = await screen.findByRole('table', { name: 'Exports, the newest first' });
    expect(table.textContent).toContain('45,000');
    answer({ listBucketExports: { hasBucket: true, items: [{ ...EXPORT, isRefused: true }, done] } });
    await user.click(inMain().getByRole('button', { name: 'Write into the storage' }));
    await screen.findByText(/The storage refused the next file/);
    const asked = calls.find(({ operation }) => operation === 'writeFacts');
    expect(asked?.body).toMatchObject({ fact: 'transactions', format: 'csv' });
    expect(inMain().getByRole('button', { name: 'Write into the storage' })).toHaveProperty('disabled', true);
    await user.click(inMain().getByRole('button', { name: 'Stop the export “Transactions”' }));
    await waitFor(() => expect(calls.some(({ operation }) => operation === 'cancelBucketExport')).toBe(true));
  });

  it('says that there is no storage, and has nothing of it for staff of some restaurants', async () => {
    await openPage('/admin/analytics/export', { answers: { listBucketExports: { hasBucket: false, items: [] } } });
    await screen.findByText(/The installation has no storage for files/);
    expect(inMain().queryByRole('button', { name: 'Write into the storage' })).toBeNull();
  });
});
