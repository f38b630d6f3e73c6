import { screen, waitFor } from '@testing-library/dom';
import { cellsOf } from './harness/tables';
import { openPage } from './harness/open-page';
import { inMain, mainText } from './harness/main';
import type { Answer } from './harness/recorded-answers';

const wait = (days: number, guests: number | null, sharePpm: number | null) => ({ days, guests, sharePpm });
const cell = (since: number, guests: number | null) => ({
  since,
  guests,
  visits: guests === null ? null : guests * 2,
  money: guests === null ? null : guests * 100_000,
});

const COHORTS: Answer<'getCohorts'> = {
  currency: 'RUB',
  currencyDigits: 2,
  businessDate: '2026-03-10',
  from: '2026-01',
  to: '2026-03',
  isBehind: false,
  cohorts: [
    {
      month: '2026-01',
      guests: 8,
      visits: 22,
      money: 1_100_000,
      lifetimeValue: 137_500,
      cameAgain: [wait(30, 2, 250_000), wait(60, null, null), wait(90, null, null)],
      cells: [cell(0, 8), cell(1, 3), cell(2, null)],
    },
    {
      month: '2026-02',
      guests: 0,
      visits: 0,
      money: 0,
      lifetimeValue: null,
      cameAgain: [wait(30, null, null), wait(60, null, null), wait(90, null, null)],
      cells: [cell(0, 0), cell(1, null)],
    },
  ],
};

/** The browser of these tests has no `Blob.text()`. */
const textOf = (blob: Blob | undefined): Promise<string> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsText(blob ?? new Blob());
  });

describe('the page of cohorts', () => {
  it('says each figure in its cell, leaves out what is not over, and keeps the measure in the address', async () => {
    const { user, calls } = await openPage('/admin/analytics/cohorts', { answers: { getCohorts: COHORTS } });
    await inMain().findByRole('heading', { name: 'Which guests come back?' });
    expect(cellsOf(/months since: Guests/)).toEqual([['8', '100%', '37.5%', 'not over yet']]);
    await user.click(inMain().getByRole('radio', { name: 'Visits' }));
    await screen.findByRole('table', { name: /months since: Visits/ });
    expect(cellsOf(/months since: Visits/)).toEqual([['8', '16', '6', 'not over yet']]);
    expect(location.search).toBe('?show=visits');
    expect(mainText()).toContain('Visits of the guests who joined in a month');
    expect(cellsOf(/^Guests who came again/)).toEqual([['Jan 2026', '8', '25%', 'not over yet', 'not over yet']]);
    await user.selectOptions(inMain().getByLabelText('Joined from'), '2026-02');
    await waitFor(() => expect(calls.at(-1)?.query.toString()).toBe('from=2026-02&to=2026-03'));
    expect(location.search).toBe('?show=visits&from=2026-02&to=2026-03');
  });

  it('says the money of a guest so far by month, from a link that keeps the measure', async () => {
    await openPage('/admin/analytics/cohorts?show=perGuest', { answers: { getCohorts: COHORTS } });
    await screen.findByRole('table', { name: /months since: Per guest/ });
    expect(cellsOf(/months since: Per guest/)).toEqual([['8', '₽1,000', '₽1,375', 'not over yet']]);
    expect(mainText()).toContain('by the end of each month');
  });

  it('saves the figures as a file for a spreadsheet, with nothing in what is not over', async () => {
    const { user } = await openPage('/admin/analytics/cohorts', { answers: { getCohorts: COHORTS } });
    const saved: Blob[] = [];
    const addresses = {
      createObjectURL: (blob: Blob) => `blob:${String(saved.push(blob))}`,
      revokeObjectURL: () => undefined,
    };
    Object.assign(URL, addresses);
    await user.click(await inMain().findByRole('button', { name: 'CSV' }));
    await user.click(inMain().getByRole('button', { name: 'XLSX' }));
    await waitFor(() => expect(saved).toHaveLength(2));
    const [csv, xlsx] = saved;
    const text = await textOf(csv);
    expect(text).toContain('"2026-01","8","1375","2","","","1","3","6","3000","1375"');
    expect(text).toContain('"2026-01","8","1375","2","","","2","","","",""');
    expect(xlsx?.type).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  });

  it('says in Russian that nobody joined, and that past sales are still being counted', async () => {
    const nobody = { ...COHORTS, isBehind: true, cohorts: COHORTS.cohorts.slice(1) };
    await openPage('/admin/analytics/cohorts', { language: 'ru', answers: { getCohorts: nobody } });
    await waitFor(() => expect(mainText()).toContain('В эти месяцы новых гостей не было'));
    expect(mainText()).toContain('Прошлые продажи ещё считаются');
  });
});
