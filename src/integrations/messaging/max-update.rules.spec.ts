import { isContactOfMax, readMaxUpdate } from './max-update.rules';

const TOKEN = 'max-TEST-TOKEN';
const CARD = 'BEGIN:VCARD\r\nVERSION:3.0\r\nTEL;TYPE=cell:79990001122\r\nFN:Anna\r\nEND:VCARD\r\n';
const HASH = '791b4d928b1bad56f75340042cbe34846540fc4ad125d8fac3da37d036b2babf';
const ANNA = { user_id: 42, first_name: 'Аня', is_bot: false, last_activity_time: 1_772_469_660_000 };
const STARTED = { update_type: 'bot_started', timestamp: 1_772_469_667_000, chat_id: -777, user: ANNA };
const written = (body: object, more: object = {}) => ({
  update_type: 'message_created',
  timestamp: 1,
  message: {
    sender: ANNA,
    recipient: { chat_id: 777, chat_type: 'dialog', user_id: 1 },
    timestamp: 1,
    body: { mid: 'mid.1', seq: 116_000_000_000_000_000_000, text: null, attachments: null, ...body },
    ...more,
  },
});
const contact = (payload: object, more: object = {}) =>
  readMaxUpdate(written({ attachments: [{ type: 'contact', payload: { vcf_info: CARD, ...payload } }] }, more), TOKEN)
    ?.contact;

it('reads a start with its parameter, and what a person writes and presses, each by a key of its own', () => {
  expect(readMaxUpdate({ ...STARTED, payload: 'ref_abc', user_locale: 'en' }, TOKEN)).toMatchObject({
    key: 'bot_started 1772469667000 -777 42',
    userId: 42,
    language: 'en',
    text: '/start ref_abc',
  });
  expect(readMaxUpdate(STARTED, TOKEN)).toMatchObject({ text: '/start', language: 'ru' });
  expect(readMaxUpdate(written({ text: '/balance' }), TOKEN)).toMatchObject({ key: 'message mid.1', text: '/balance' });
  const press = { callback_id: 'c1', timestamp: 5, payload: 'balance', user: ANNA };
  expect(readMaxUpdate({ update_type: 'message_callback', timestamp: 5, callback: press }, TOKEN)).toMatchObject({
    key: 'press c1 5',
    text: '/balance',
    callbackId: 'c1',
  });
  expect(readMaxUpdate({ ...STARTED, update_type: 'bot_stopped' }, TOKEN)).toMatchObject({ kind: 'STOPPED' });
  expect(readMaxUpdate({ ...STARTED, update_type: 'dialog_removed' }, TOKEN)).toMatchObject({ kind: 'STOPPED' });
});

it('leaves groups, bots and kinds that it does not know', () => {
  const group = { recipient: { chat_id: -1, chat_type: 'chat' } };
  expect(readMaxUpdate(written({ text: 'hello' }, group), TOKEN)).toBeUndefined();
  expect(readMaxUpdate(written({ text: 'hello' }, { sender: { ...ANNA, is_bot: true } }), TOKEN)).toBeUndefined();
  for (const other of [
    {},
    { update_type: 'dialog_muted', ...ANNA },
    { update_type: 'message_created' },
    { update_type: 7 },
  ])
    expect(readMaxUpdate(other, TOKEN)).toBeUndefined();
});

it('believes the contact that MAX signed for the person who sends it, and no other', () => {
  expect(isContactOfMax(TOKEN, CARD, HASH)).toBe(true);
  expect(contact({ max_info: ANNA, hash: HASH })).toEqual({ phone: '79990001122', isOwn: true });
  const notOwn = { phone: '79990001122', isOwn: false };
  expect(contact({ max_info: { ...ANNA, user_id: 43 }, hash: HASH })).toEqual(notOwn);
  expect(contact({ max_info: ANNA })).toEqual(notOwn);
  expect(contact({ max_info: ANNA, hash: HASH.replace('7', '8') })).toEqual(notOwn);
  expect(contact({ max_info: ANNA, hash: HASH }, { link: { type: 'forward' } })).toEqual(notOwn);
});
