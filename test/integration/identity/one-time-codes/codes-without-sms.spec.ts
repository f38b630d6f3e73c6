import { ProviderDouble } from '../../../doubles/provider-double';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const SECRET = 'telegram-test-secret';
const BOT_LINK = 'https://t.me/bot_123456?start=code';

describe('codes of a server with a Telegram bot and no SMS', () => {
  let telegram: ProviderDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;

  beforeAll(async () => {
    telegram = await ProviderDouble.start();
    own = await startOnOwnDatabase(1, {
      WORKERS: 'on',
      TELEGRAM_BOT_TOKEN: '123456:TEST-TOKEN',
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      TELEGRAM_BASE_URL: telegram.url,
    });
    [test] = own.apps as [TestApp];
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test);
  });
  afterAll(async () => {
    await own.close();
    await telegram.stop();
  });

  let updates = 0;
  const says = (chat: number, message: object) =>
    test
      .api()
      .post('/api/hooks/telegram')
      .set('X-Telegram-Bot-Api-Secret-Token', SECRET)
      .send({
        update_id: (updates += 1),
        message: { chat: { id: chat, type: 'private' }, from: { id: chat, language_code: 'en' }, ...message },
      })
      .expect(204);
  const register = (phone: string) => test.api().post('/api/auth/register').send({ networkId: network.id, phone });
  const codesIn = (chat: number): string[] =>
    telegram.callsTo(String(chat)).flatMap(({ fields }) => /code is (\d{6})/.exec(fields['text'] ?? '')?.[1] ?? []);
  const share = (chat: number, phone: string) =>
    says(chat, { contact: { phone_number: phone.slice(1), user_id: chat } });

  it('name Telegram and the link to the bot, and reach a new guest who then shares the phone', async () => {
    const [chat, phone] = [91_001, '+79181230001'];
    const shown = await test
      .api()
      .get(`/api/auth/guest/networks/t${network.id.replaceAll('-', '')}`)
      .expect(200);
    expect(shown.body).toMatchObject({ codeChannel: 'TELEGRAM' });

    const begun = await register(phone).expect(202);
    expect(begun.body).toMatchObject({ channel: 'TELEGRAM', staysInOutbox: false, botLink: BOT_LINK });
    await says(chat, { text: '/start code' });
    await share(chat, phone);
    const digits = await eventually('a code in the chat', () => codesIn(chat).at(0));
    const verified = await test
      .api()
      .post('/api/auth/guest/verify')
      .send({ verificationId: begun.body.verificationId as string, code: digits });
    expect(verified.body).toMatchObject({ isNew: true });

    // A known phone with its chat gets the same answer.
    const again = await register(phone).expect(202);
    expect(again.body).toMatchObject({ channel: 'TELEGRAM', staysInOutbox: false, botLink: BOT_LINK });
    await eventually('a code at once', () => codesIn(chat).length === 2);
  });

  it('are not made for a phone that nobody shares, and never by the card of another person', async () => {
    const [chat, phone] = [91_002, '+79181240001'];
    const begun = await register(phone).expect(202);
    await says(chat, { contact: { phone_number: phone.slice(1), user_id: chat + 1 } });
    await says(chat, { contact: { phone_number: phone.slice(1) } });
    await eventually('both replies', () => telegram.callsTo(String(chat)).length === 2);
    expect(codesIn(chat)).toEqual([]);
    const tried = await test
      .api()
      .post('/api/auth/verify')
      .send({ verificationId: begun.body.verificationId as string, code: '000000' });
    expect(tried.body).toMatchObject({ code: 'verification_failed' });
  });

  it('are not said to be sent where a guest at the till has no chat', async () => {
    const cashier = await network.tokenOf('cashier');
    const [chat, phone] = [91_003, '+79181250001'];
    const guest = await network.post('/api/guests', cashier, { phone });
    const ask = () =>
      network.post(`/api/guests/${(guest.body as { id: string }).id}/confirmations`, cashier, { points: 5 });
    expect((await ask()).body).toMatchObject({ channel: null, staysInOutbox: false });
    await share(chat, phone);
    await eventually('the reply', () => telegram.callsTo(String(chat)).length > 0);
    expect(codesIn(chat)).toEqual([]);
    expect((await ask()).body).toMatchObject({ channel: 'TELEGRAM' });
    await eventually('the code', () => codesIn(chat).length === 1);
  });
});
