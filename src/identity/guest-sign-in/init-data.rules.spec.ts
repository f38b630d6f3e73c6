import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { parseInitData, parseMaxInitData, parseSignedInitData } from './init-data.rules';

const TOKEN = '123456:TEST-TOKEN';
const RAW =
  'auth_date=1772469667&query_id=AAHtest&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Anna%22%2C%22language_code%22%3A%22ru%22%7D' +
  '&signature=c2ln&hash=2e04e4601396fe047a07fa144d4df1fec4566947c3e8b063daa5bbb40c659caa';
const at = (seconds: number) => new Date(seconds * 1_000);

function signed(fields: Record<string, string>): string {
  const checked = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n');
  const secret = createHmac('sha256', 'WebAppData').update(TOKEN).digest();
  return new URLSearchParams({
    ...fields,
    hash: createHmac('sha256', secret).update(checked).digest('hex'),
  }).toString();
}

it('takes the data that Telegram signed, with the signature for others in it', () => {
  expect(parseInitData(TOKEN, RAW, at(1_772_469_700))).toEqual({ userId: 42, name: 'Anna', startParameter: null });
});

it('refuses data of yesterday and of tomorrow, whose hash is right', () => {
  const authDate = 1_772_469_667;
  expect(parseInitData(TOKEN, RAW, at(authDate + 3_600))).toBeDefined();
  for (const now of [authDate + 3_601, authDate + 86_400, authDate - 61])
    expect(parseInitData(TOKEN, RAW, at(now))).toBeUndefined();
});

it('refuses data of another bot, changed data and data without a hash', () => {
  const now = at(1_772_469_700);
  expect(parseInitData('123456:OTHER', RAW, now)).toBeUndefined();
  expect(parseInitData(TOKEN, RAW.replace('42', '43'), now)).toBeUndefined();
  expect(parseInitData(TOKEN, RAW.replace('hash=2e', 'hash=3e'), now)).toBeUndefined();
  for (const text of ['', 'hash=', 'hash=zz', RAW.slice(0, -1), `${RAW}0`])
    expect(parseInitData(TOKEN, text, now)).toBeUndefined();
});

it('refuses signed data that names no person, and reads the parameter of the link', () => {
  const now = at(1_772_469_700);
  const dated = { auth_date: '1772469667' };
  for (const user of ['', '{', '[]', '{"id":"42"}', '{"first_name":"Anna"}'])
    expect(parseInitData(TOKEN, signed({ ...dated, user }), now)).toBeUndefined();
  expect(parseInitData(TOKEN, signed({ user: '{"id":42}' }), now)).toBeUndefined();
  const linked = signed({
    ...dated,
    user: '{"id":7,"first_name":" A\\u0000 ","last_name":"B"}',
    start_param: 'K7M2QX9RAB',
  });
  expect(parseInitData(TOKEN, linked, now)).toEqual({ userId: 7, name: 'A   B', startParameter: 'K7M2QX9RAB' });
});

describe('the signature of Telegram', () => {
  const keys = generateKeyPairSync('ed25519');
  const PUBLIC_KEY = Buffer.from(keys.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
  const FIELDS = {
    auth_date: '1772469667',
    query_id: 'AAHtest',
    user: '{"id":42,"first_name":"Anna"}',
    start_param: 'K7',
  };
  const NOW = at(1_772_469_700);

  /** Signs by the recipe for third parties, written independently of the check. */
  function signedBy(
    privateKey: typeof keys.privateKey,
    botId: number,
    fields: Record<string, string> = FIELDS,
  ): string {
    const { auth_date: date, query_id: query, start_param: start, user } = fields;
    const text = `${String(botId)}:WebAppData\nauth_date=${date!}\nquery_id=${query!}\nstart_param=${start!}\nuser=${user!}`;
    const signature = sign(null, Buffer.from(text), privateKey).toString('base64url');
    return new URLSearchParams({ ...fields, signature, hash: '0'.repeat(64) }).toString();
  }
  const parse = (raw: string, now = NOW, botId = 777) => parseSignedInitData(PUBLIC_KEY, botId, raw, now);

  it('vouches for the person whatever the hash says, to the bot that it names', () => {
    const raw = signedBy(keys.privateKey, 777);
    expect(parse(raw)).toEqual({ userId: 42, name: 'Anna', startParameter: 'K7' });
    expect(parse(raw, NOW, 778)).toBeUndefined();
  });

  it('is asked for also where the hash is right, and can come from Telegram alone', () => {
    expect(parse(signed(FIELDS))).toBeUndefined();
    expect(parse(signedBy(generateKeyPairSync('ed25519').privateKey, 777))).toBeUndefined();
    const raw = signedBy(keys.privateKey, 777);
    expect(parse(raw.replace('42', '43'))).toBeUndefined();
    expect(parse(raw.replace(/signature=.{4}/, 'signature=AAAA'))).toBeUndefined();
    for (const text of ['', 'signature=', 'signature=zz', `${raw}&user=1`]) expect(parse(text)).toBeUndefined();
  });

  it('is of no use after an hour, or before its time', () => {
    const authDate = Number(FIELDS.auth_date);
    const raw = signedBy(keys.privateKey, 777);
    expect(parse(raw, at(authDate + 3_600))).toBeDefined();
    for (const now of [authDate + 3_601, authDate + 86_400, authDate - 61]) expect(parse(raw, at(now))).toBeUndefined();
  });
});

describe('the data of MAX', () => {
  const MAX_TOKEN = 'max-TEST-TOKEN';
  const MAX_RAW =
    'ip=192.0.2.10&query_id=q1&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22%D0%90%D0%BD%D1%8F%20%26%20%D0%AF%22%2C%22language_code%22%3A%22ru%22%7D' +
    '&chat=%7B%22id%22%3A777%2C%22type%22%3A%22DIALOG%22%7D&start_param=ref_abc&auth_date=1772469667' +
    '&hash=3a394618ee2a7cc49b5c0a4a351dfd8fac77c3b80f68c2bf6d29ad3e12d5c4b0';
  const NOW = at(1_772_469_700);

  it('is decoded once, so a name may have an ampersand', () => {
    expect(parseMaxInitData(MAX_TOKEN, MAX_RAW, NOW)).toEqual({
      userId: 42,
      name: 'Аня & Я',
      startParameter: 'ref_abc',
    });
    expect(parseMaxInitData(MAX_TOKEN, decodeURIComponent(MAX_RAW), NOW)).toBeUndefined();
  });

  it('has each key once, and is of this bot and of the last hour', () => {
    for (const added of ['&user=1', '&ip=192.0.2.10', `&hash=${'0'.repeat(64)}`])
      expect(parseMaxInitData(MAX_TOKEN, MAX_RAW + added, NOW)).toBeUndefined();
    expect(parseMaxInitData('max-OTHER', MAX_RAW, NOW)).toBeUndefined();
    expect(parseMaxInitData(MAX_TOKEN, MAX_RAW.replace('42', '43'), NOW)).toBeUndefined();
    expect(parseMaxInitData(MAX_TOKEN, MAX_RAW, at(1_772_469_667 + 3_601))).toBeUndefined();
    expect(parseMaxInitData(MAX_TOKEN, MAX_RAW, at(1_772_469_667 - 61))).toBeUndefined();
  });
});
