import { complaintsOfRemoved } from './removed-settings';
import { RETENTION } from './retention.rules';
import type { Settings } from './settings';

/** The settings of a process of this kind, with nothing else set. */
function settingsOf(kind: string, set: Readonly<Record<string, string>> = {}): Settings {
  const before = process.env;
  const { DATABASE_URL } = before;
  process.env = { NODE_ENV: kind, ENV_FILE: '', DATABASE_URL, DATABASE_PLATFORM_URL: DATABASE_URL, ...set };
  try {
    let read: Settings | undefined;
    jest.isolateModules(() => {
      ({ settings: read } = jest.requireActual<{ settings: Settings }>('./settings'));
    });
    if (read === undefined) throw new Error('no settings were read');
    return read;
  } finally {
    process.env = before;
  }
}

/** The sentence with which these settings end the start. */
function refusalOf(set: Readonly<Record<string, string>>): string {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('exit');
  });
  try {
    expect(() => settingsOf('production', set)).toThrow('exit');
    return said.mock.calls.join('');
  } finally {
    said.mockRestore();
    exit.mockRestore();
  }
}

describe('addresses that people of a network enter, where no setting says more', () => {
  it.each([
    ['development', 'loopback', ['api-ru.iiko.services', 'localhost', '127.0.0.1', '[::1]']],
    ['production', 'off', ['api-ru.iiko.services']],
  ])('lead in %s to no internal machine (private addresses: %s)', (kind, addresses, tillSystemHosts) => {
    expect(settingsOf(kind)).toMatchObject({
      privateAddresses: addresses,
      tillSystemHosts,
    });
  });
});

it('lets the demonstration open no address that they close', () => {
  const closed = { PRIVATE_ADDRESSES: 'off', TILL_SYSTEM_HOSTS: 'api-ru.iiko.services', DEMO: 'full' };
  expect(settingsOf('development', closed)).toMatchObject({
    demo: 'full',
    privateAddresses: 'off',
    tillSystemHosts: ['api-ru.iiko.services'],
  });
});

describe('the document of the API', () => {
  it.each([
    ['production', {}, false],
    ['production', { API_DOCS: 'on' }, true],
    ['production', { API_DOCS: 'off' }, false],
    ['development', {}, true],
    ['development', { API_DOCS: 'off' }, false],
  ])('is shown in %s with %j: %s', (kind, set, isShown) => {
    expect(settingsOf(kind, set).apiDocs).toBe(isShown);
  });
});

describe('a service of somebody else', () => {
  it('is one address with its credentials, which are decoded', () => {
    expect(
      settingsOf('production', {
        TWILIO_URL: 'https://AC1:to%2Fk%40n@api.twilio.com/?apiKey=SK1:a%3Ab',
        SMS_FROM: 'MG1',
        SENDGRID_URL: 'https://:SG.key@api.eu.sendgrid.com',
        MAIL_FROM: 'Trattoria <no-reply@example.org>',
        PICTURES_BUCKET_URL: 'https://id:secret@s3.example.com/loyalty?region=eu-west-1',
        SEALS_PUBLISH_BUCKET: 'https://id:secret@s3.example.com:9000/seals/?years=7',
        CLICKHOUSE_URL: 'http://anna:pass@clickhouse:8123?database=facts',
        KAFKA_BROKERS: 'kafkas://anna:p%40ss@kafka-1:9092, kafka-2:9092',
      }),
    ).toMatchObject({
      twilio: { url: 'https://api.twilio.com', user: 'AC1', password: 'to/k@n', parameters: { apiKey: 'SK1:a:b' } },
      sendgrid: { url: 'https://api.eu.sendgrid.com', user: '', password: 'SG.key' },
      picturesBucket: { url: 'https://s3.example.com/loyalty', id: 'id', secret: 'secret', region: 'eu-west-1' },
      sealPlaces: { bucket: { url: 'https://s3.example.com:9000/seals', region: 'us-east-1', years: 7 } },
      clickhouseUrl: 'http://clickhouse:8123',
      clickhouseUser: 'anna',
      clickhousePassword: 'pass',
      clickhouseDatabase: 'facts',
      kafkaBrokers: ['kafka-1:9092', 'kafka-2:9092'],
      kafkaTls: true,
      kafkaUser: 'anna',
      kafkaPassword: 'p@ss',
    });
  });

  it('needs no credentials where the service asks for none', () => {
    const { CLICKHOUSE_URL, KAFKA_BROKERS } = { CLICKHOUSE_URL: 'http://clickhouse:8123', KAFKA_BROKERS: 'kafka:9092' };
    expect(settingsOf('production', { CLICKHOUSE_URL, KAFKA_BROKERS })).toMatchObject({
      clickhouseUser: 'default',
      clickhousePassword: undefined,
      clickhouseDatabase: 'loyalty',
      kafkaBrokers: ['kafka:9092'],
      kafkaTls: false,
      kafkaUser: undefined,
      kafkaPassword: undefined,
    });
  });

  it.each([
    ['no address', { YOOKASSA_URL: 'shop:hidden' }, 'YOOKASSA_URL: is an address like'],
    ['a secret that is not encoded', { YOOKASSA_URL: 'https://shop:hid/den@yookassa' }, 'YOOKASSA_URL: is an address'],
    ['half of the credentials', { PICTURES_BUCKET_URL: 'https://hidden@s3.example.com/loyalty' }, 'lacks the password'],
    ['none', { PICTURES_BUCKET_URL: 'https://s3.example.com/loyalty' }, 'lacks the user and the password'],
    ['no private key', { VONAGE_URL: 'https://app:hidden@api.nexmo.com' }, 'VONAGE_URL: lacks ?privateKey=…'],
    [
      'a short secret',
      { VONAGE_URL: 'https://app:hidden@api.nexmo.com?privateKey=key.pem', SMS_FROM: 'Loyalty' },
      'VONAGE_URL: has a signature secret that can be guessed',
    ],
    ['an unknown parameter', { TWILIO_URL: 'https://AC1:hidden@twilio?key=1' }, 'known are apiKey'],
    ['a wrong parameter', { SEALS_PUBLISH_BUCKET: 'https://id:hidden@s3/seals?years=0' }, 'a value of years'],
    ['a broker like a path', { KAFKA_BROKERS: 'kafkas://anna:hid/den@kafka:9092' }, 'KAFKA_BROKERS: is host:port'],
  ])('ends the start with %s, and its secret stays unsaid', (_, set, complaint) => {
    const said = refusalOf(set);
    expect(said).toContain(complaint);
    expect(said).not.toMatch(/hid/);
  });

  it('ends the start where two of a kind are set up, or their sender is missing', () => {
    const twilio = { TWILIO_URL: 'https://AC1:token@api.twilio.com', SMS_FROM: '+15005550006' };
    const gateway = { SMS_GATEWAY_URL: 'https://login:s@smsc.ru?form=smsc' };
    expect(refusalOf({ ...twilio, ...gateway })).toContain('TWILIO_URL and SMS_GATEWAY_URL are not given together');
    expect(refusalOf({ SMTP_URL: 'smtp://mail.example' })).toContain('SMTP_URL needs MAIL_FROM');
  });
});

describe('connections of the platform', () => {
  it.each([
    ['10', 4],
    ['2', 1],
    ['25', 10],
  ])('of a pool of %s are %i', (size, count) => {
    expect(settingsOf('production', { DATABASE_POOL_SIZE: size }).databasePlatformPoolSize).toBe(count);
  });
});

describe('days for which data is kept', () => {
  it('are those of the list where nothing is set, and 0 keeps the event log for good', () => {
    const listed = Object.fromEntries(Object.entries(RETENTION).map(([kind, { days }]) => [kind, days]));
    expect(settingsOf('production').retentionDays).toEqual(listed);
    expect(settingsOf('production', { RETENTION_DAYS: 'events:0, inbox:7' }).retentionDays).toEqual({
      ...listed,
      EVENT_MONTHS: 0,
      TILL_EVENTS: 7,
      DEAD_LETTERS: 7,
    });
  });

  it.each(Object.values(RETENTION))('have bounds for $name', ({ name, least, most }) => {
    for (const days of [least, most])
      expect(() => settingsOf('production', { RETENTION_DAYS: `${name}:${days}` })).not.toThrow();
    for (const days of [least - 1 || -1, most + 1, '', '1e9'])
      expect(refusalOf({ RETENTION_DAYS: `${name}:${days}` })).toContain(`RETENTION_DAYS: ${name} is ${least} to`);
  });

  it('name each kind once, and no other', () => {
    expect(refusalOf({ RETENTION_DAYS: 'event:400' })).toContain('kinds are events, webhooks, inbox, messages');
    expect(refusalOf({ RETENTION_DAYS: 'inbox:90,inbox:80' })).toContain('names inbox twice');
  });

  it('end the start under the name of an earlier version, because data would go too early without them', () => {
    expect(refusalOf({ EVENT_DAYS: '0' })).toContain('EVENT_DAYS is now RETENTION_DAYS=events:0');
  });
});

describe('settings that went away', () => {
  it('are complained of without their values', () => {
    const complaints = complaintsOfRemoved({ TWILIO_AUTH_TOKEN: 'hidden', SMTP_FROM: '', SMTP_URL: 'smtp://mail' });
    expect(complaints).toEqual([
      'The setting TWILIO_AUTH_TOKEN is read no more: TWILIO_URL=https://account:token@api.twilio.com (docs/upgrading.md).',
    ]);
  });
});
