import type { Settings } from './settings';

/** The settings as a process of this kind reads them where nothing is set. */
function settingsOf(kind: string): Settings {
  const before = process.env;
  process.env = { NODE_ENV: kind, DATABASE_URL: before['DATABASE_URL'], DATABASE_PLATFORM_URL: before['DATABASE_URL'] };
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
