import { ProviderDouble } from '../../../doubles/provider-double';
import { SMS_SECRET, smsRu } from '../../../doubles/sms-services';
import { addressWith } from '../../../support/address-with';
import { MessageDesk, type StoredMessage } from './message-desk';

const REPORT_SECRET = 'report-secret-of-the-account';
const ADDRESS = `/api/hooks/sms-gateway/account/${REPORT_SECRET}`;

describe('reports of a gateway to the one address of an account', () => {
  let sms: ProviderDouble;
  let desk: MessageDesk;

  beforeAll(async () => {
    sms = await ProviderDouble.start(smsRu);
    desk = await MessageDesk.start({
      SMS_GATEWAY_URL: addressWith(sms.url, '', SMS_SECRET, { form: 'smsru' }),
      SMS_GATEWAY_REPORT_SECRET: REPORT_SECRET,
    });
  });
  afterAll(async () => {
    await desk.stop();
    await sms.stop();
  });

  const sent = async (): Promise<StoredMessage> => {
    await desk.register();
    return desk.settled('SENT');
  };
  const lineOf = ({ provider_id: id }: Pick<StoredMessage, 'provider_id'>, code: number) =>
    `sms_status\n${id ?? ''}\n${String(code)}\n1795000000`;
  const post = () => desk.test.api().post(ADDRESS);
  const byForm = (...lines: string[]) =>
    post()
      .type('form')
      .send(new URLSearchParams(lines.map((line, at): [string, string] => [`data[${String(at)}]`, line])).toString());

  it('are taken in each way that a gateway may send them, the first final one for each message', async () => {
    const messages = [await sent(), await sent(), await sent(), await sent()];
    const [first, second, third, fourth] = messages as [StoredMessage, StoredMessage, StoredMessage, StoredMessage];
    const taken = await byForm(lineOf(first, 102), lineOf(second, 108), lineOf({ provider_id: '1-1' }, 103));
    expect([taken.status, taken.text, taken.headers['content-type']]).toEqual([200, '100', 'text/plain']);
    expect(await desk.outcomeOf(first)).toEqual({ status: 'SENT', failure: null });
    expect(await desk.outcomeOf(second)).toEqual({ status: 'FAILED', failure: 'smsru 108' });
    await post()
      .field('data[1]', lineOf(first, 103))
      .field('data[2]', lineOf(second, 103))
      .field('hash', 'x')
      .expect(200, '100');
    await byForm(lineOf(first, 108), 'test\n1\n2').expect(200, '100');
    expect(await desk.outcomeOf(first)).toEqual({ status: 'DELIVERED', failure: null });
    expect(await desk.outcomeOf(second)).toEqual({ status: 'FAILED', failure: 'smsru 108' });
    await desk.test
      .api()
      .get(ADDRESS)
      .query({ 'data[0]': lineOf(third, 110) })
      .expect(200, '100');
    await post()
      .send({ data: lineOf(fourth, 104) })
      .expect(200, '100');
    expect(await desk.outcomeOf(third)).toEqual({ status: 'DELIVERED', failure: null });
    expect(await desk.outcomeOf(fourth)).toEqual({ status: 'FAILED', failure: 'smsru 104' });
  });

  it('change nothing without the secret, and are refused where they are no form', async () => {
    const message = await sent();
    const elsewhere = desk.test.api().post(ADDRESS.replace(REPORT_SECRET, 'another-secret-of-the-account'));
    await elsewhere
      .type('form')
      .send(new URLSearchParams({ data: lineOf(message, 103) }).toString())
      .expect(403);
    expect(await desk.outcomeOf(message)).toEqual({ status: 'SENT', failure: null });
    await post().type('text/xml').send('<a/>').expect(415);
    await post().type('multipart/form-data; boundary=x').send('no parts').expect(415);
    await post().type('json').send('{').expect(400);
    await post().expect(415);
    for (const nonsense of ['', 'sms_status', `sms_status\n${'7'.repeat(300)}\n103`, 'sms_status\n\0\n103'])
      await byForm(nonsense).expect(200, '100');
  });
});
