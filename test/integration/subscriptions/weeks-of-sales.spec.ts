import { calendarOf, isoDateOf } from '../../../src/platform/clock/calendar';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { zoneAtNoon } from '../../support/noon';
import { TillNetwork } from '../../support/till-network';
import { addOwner, tokenOfUser } from '../support/people-fixture';

const timeZone = zoneAtNoon();

describe('the weeks of sales that an owner compares', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('are today with the six dates before, the seven before today, and the seven before those', async () => {
    const network = await TillNetwork.create(test, { timeZone });
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const day = calendarOf(timeZone, '04:00').businessDay(Date.now());
    // The sales of each date are another power of ten, so that a sum shows which dates it has.
    const dates = [0, 1, 6, 7, 8, 14, 15];
    await network.database.inNetwork(network.id, async (tx) => {
      for (const [place, ago] of dates.entries())
        await tx.query(
          `INSERT INTO daily_figures (network_id, business_date, restaurant_id, sales, guest_sales)
           VALUES ($1, $2, $3, $4::bigint, $4::bigint * 2)`,
          [network.id, isoDateOf(day - ago), network.otherRestaurantId, 10 ** place],
        );
    });
    const { body } = await network.get(`/api/platform/networks/${network.id}`, owner);
    expect(body.health).toMatchObject({
      salesToday: 1,
      salesWeek: 111,
      guestSalesWeek: 222,
      salesWholeWeek: 1_110,
      salesWeekBefore: 110_000,
    });
  });
});
