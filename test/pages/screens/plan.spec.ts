import { waitFor } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { openPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

describe('The invoices of a network', () => {
  it.each([
    ['en', 'Act', 'PDF'],
    ['ru', 'Акт', 'PDF'],
  ] as const)('offer the act of those whose days have ended, in %s', async (language, act, pdf) => {
    const { items } = recordedAnswer('listInvoices');
    const [invoice] = items;
    if (invoice === undefined) throw new Error('no invoice is recorded');
    const listInvoices = {
      items: [
        { ...invoice, id: '0198f2c4-7b1e-7c3a-9d52-000000000001', number: '2030-000001', actFrom: '2999-01-01' },
        { ...invoice, id: '0198f2c4-7b1e-7c3a-9d52-000000000002', number: '2030-000002', actFrom: '2026-02-01' },
      ],
      nextCursor: null,
    };
    const getOwnSubscription = {
      ...recordedAnswer('getOwnSubscription'),
      subscription: recordedAnswer('getNetworkSubscription'),
    };
    await openPage('/admin/plan', { language, answers: { getOwnSubscription, listInvoices } });
    await waitFor(() => expect(mainText()).toContain('2030-000002'));
    const rows = inMain()
      .getAllByRole('row')
      .filter((row) => row.textContent.includes('2030-00000'));
    const buttonsOf = (words: string) =>
      rows.map((row) => [...row.querySelectorAll('button')].filter((one) => one.textContent === words).length);
    expect(buttonsOf(pdf)).toEqual([1, 1]);
    expect(buttonsOf(act)).toEqual([0, 1]);
  });
});
