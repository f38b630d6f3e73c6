import { join } from 'node:path';
import { ImportGuests } from '../../../../src/integrations/imports';
import { SILENT } from '../../../../src/integrations/imports/rows/progress';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const ANNA = { birthDate: '1990-02-28', email: 'anna@example.test' };
/** Facts that the import reads of the first guest in each system's sample; a fact that is absent here must not be read. */
const SAMPLES = [
  ['iiko-card.csv', '0011223', { ...ANNA, name: 'Анна', note: 'Столик у окна' }, 350, 15_400_50, null],
  ['rkeeper-crm.csv', '0001234567', { ...ANNA, name: 'Анна Иванова', externalId: '90011' }, 350, 0, null],
  ['plazius.csv', null, { ...ANNA, name: 'Анна Иванова', phone: '+79161110021' }, 350, 15_400_50, null],
  [
    'one-c.tsv',
    '2000000000015',
    { birthDate: '1990-02-28', name: 'Иванова Анна', externalId: '000000015', phone: '+79161110031' },
    350,
    15_400_50,
    null,
  ],
  ['open-loyalty.csv', '778899001', { ...ANNA, name: 'Anna Ivanova', tier: { code: 'GOLD' } }, 0, 15_400_50, true],
  ['square.csv', null, { ...ANNA, name: 'Anna Ivanova', externalId: '7RV3B9QKX0' }, 0, 15_400_50, true],
] as const;

describe('a file of another system', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it.each(SAMPLES)(
    'is recognised by its header and read by the ready mapping: %s',
    async (name, card, guest, points, spend, consent) => {
      const network = await TillNetwork.create(test);
      const manager = await network.tokenOf('manager');
      const summary = await test.app.get(ImportGuests).run({
        answers: { tierEnd: 'FOREVER' },
        networkId: network.id,
        file: join(__dirname, 'samples', name),
        mapping: null,
        dryRun: false,
        rejectsFile: null,
        progress: SILENT,
      });
      expect(summary).toMatchObject({ status: 'DONE', made: 2, rejected: 0 });
      const query = card === null ? '' : `?card=${card}`;
      const { items } = (await network.get(`/api/guests${query}`, manager).expect(200)).body as {
        items: { id: string; name: string }[];
      };
      const found = items.find((one) => one.name.includes('Анна') || one.name.includes('Anna'));
      expect(found).toMatchObject({ ...guest, balance: { available: points }, spend });
      const consents = await network.get(`/api/guests/${found?.id ?? ''}/consents`, manager).expect(200);
      expect(consents.body).toEqual({
        items: consent === null ? [] : [expect.objectContaining({ kind: 'marketing', given: consent })],
      });
    },
  );
});
