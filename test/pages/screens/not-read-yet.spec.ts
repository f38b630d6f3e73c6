import { screen } from '@testing-library/dom';
import { inMain, mainText } from './harness/main';
import { answered, openPage } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';

/** An answer that the test gives after it has looked at the page without it. */
function later<Body>() {
  let give: (body: Body) => void = () => undefined;
  const answer = new Promise<Body>((resolve) => (give = resolve));
  return { answer: () => answer, give };
}

describe('What is not read yet', () => {
  it('is no guest without a name', async () => {
    const names = later<ReturnType<typeof recordedAnswer<'listGuests'>>>();
    const sale = { ...recordedAnswer('getTransaction'), guestId: ID };
    await openPage(`/admin/receipts/${ID}`, { answers: { getTransaction: sale as never, listGuests: names.answer } });
    expect(mainText()).not.toContain('Unnamed guest');

    const list = recordedAnswer('listGuests');
    names.give({ ...list, items: list.items.slice(0, 1).map((one) => ({ ...one, id: ID, name: 'Vera' })) });
    await answered();
    expect(inMain().getByRole('link', { name: 'Vera' })).toBeTruthy();
  });

  it('is a guest without a name where the guest has none', async () => {
    const list = recordedAnswer('listGuests');
    const items = list.items.slice(0, 1).map((one) => ({ ...one, id: ID, name: null }));
    const sale = { ...recordedAnswer('getTransaction'), guestId: ID };
    await openPage(`/admin/receipts/${ID}`, {
      answers: { getTransaction: sale as never, listGuests: { ...list, items } },
    });
    expect(inMain().getByRole('link', { name: 'Unnamed guest' })).toBeTruthy();
  });

  it('is no check of none of no guests', async () => {
    const backtest = {
      ...recordedAnswer('getBacktest'),
      status: 'WAITING' as const,
      programVersion: recordedAnswer('getProgram').version,
      progress: { guests: 0, guestsDone: 0 },
    };
    await openPage('/admin/programs/1/backtests', {
      answers: { listBacktests: { ...recordedAnswer('listBacktests'), items: [backtest] }, getBacktest: backtest },
    });
    await screen.findByRole('progressbar');
    expect(mainText()).not.toMatch(/0 of 0/);
  });

  it('is not the first run of a network whose day is not read', async () => {
    const report = later<ReturnType<typeof recordedAnswer<'getPeriodReport'>>>();
    const page = await openPage('/admin', {
      answers: {
        getPeriodReport: report.answer,
        listTransactions: { ...recordedAnswer('listTransactions'), items: [], nextCursor: null },
      },
    });
    expect(mainText()).not.toContain('Get started');
    expect(page.calls.map(({ operation }) => operation)).toContain('getPeriodReport');
  });

  it('is no name of a restaurant in a group', async () => {
    const restaurants = later<ReturnType<typeof recordedAnswer<'listRestaurants'>>>();
    const list = recordedAnswer('listRestaurants');
    const [restaurant] = list.items;
    const group = { id: ID, name: 'East', names: { en: 'East' }, restaurantIds: [restaurant?.id ?? ''] };
    await openPage('/admin/restaurants/groups', {
      answers: {
        listRestaurants: restaurants.answer,
        listRestaurantGroups: { items: [group], nextCursor: null } as never,
      },
    });
    await inMain().findByText('East');
    expect(mainText()).not.toContain('…');

    restaurants.give(list);
    await answered();
    expect(mainText()).toContain(restaurant?.name);
  });
});
