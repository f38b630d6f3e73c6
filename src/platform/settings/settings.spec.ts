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

describe('addresses that people of a network enter, where no setting says more', () => {
  it.each([
    ['development', 'loopback', ['api-ru.iiko.services', 'localhost', '127.0.0.1', '[::1]']],
    ['production', 'off', ['api-ru.iiko.services']],
  ])('lead in %s to no internal machine (private addresses: %s)', (kind, addresses, tillSystemHosts) => {
    expect(settingsOf(kind)).toMatchObject({
      webhookPrivateAddresses: addresses,
      providerPrivateAddresses: addresses,
      tillSystemHosts,
    });
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

describe('providers of SMS', () => {
  it('end the start where two are set up', () => {
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exit');
    });
    const twilio = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: '+15005550006' };
    try {
      expect(() => settingsOf('production', { ...twilio, SMS_GATEWAY: 'smsc', SMS_GATEWAY_SECRET: 's' })).toThrow(
        'exit',
      );
      expect(said.mock.calls.join('')).toContain('TWILIO_ACCOUNT_SID and SMS_GATEWAY are not given together');
    } finally {
      said.mockRestore();
      exit.mockRestore();
    }
  });
});

describe('days for which data is kept', () => {
  it('are those of the list where nothing is set, and 0 keeps the event log for good', () => {
    const listed = Object.entries(RETENTION).map(([kind, { days }]) => [kind, days]);
    expect(settingsOf('production').retentionDays).toEqual(Object.fromEntries(listed));
    expect(settingsOf('production', { EVENT_DAYS: '0' }).retentionDays.EVENT_MONTHS).toBe(0);
  });

  it.each(Object.values(RETENTION))('are refused below the least of $setting', ({ setting, least, most }) => {
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exit');
    });
    try {
      expect(() => settingsOf('production', { [setting]: String(least) })).not.toThrow();
      expect(() => settingsOf('production', { [setting]: String(most) })).not.toThrow();
      for (const days of [least - 1 || -1, most + 1])
        expect(() => settingsOf('production', { [setting]: String(days) })).toThrow('exit');
      expect(said.mock.calls.join('')).toContain(setting);
    } finally {
      said.mockRestore();
      exit.mockRestore();
    }
  });
});
