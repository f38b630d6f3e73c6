import { settings } from '../../platform/settings/settings';
import { requireFormOfKeys } from './secrets';

jest.mock('../../platform/settings/settings', () => ({ settings: {} }));

const given = settings as unknown as Record<string, unknown>;
const KEYS: readonly [string, string][] = [
  ['JWT_KEYS', 'jwtKeys'],
  ['QR_KEYS', 'qrKeys'],
  ['PII_KEYS', 'piiKeys'],
  ['INDEX_KEY', 'indexKey'],
  ['SEAL_KEYS', 'sealKeys'],
];

describe('the form of the keys', () => {
  afterEach(() => {
    for (const [, field] of KEYS) given[field] = undefined;
  });

  it('is no matter of a process that was given none', () => {
    expect(requireFormOfKeys).not.toThrow();
  });

  it.each(KEYS)('is looked at in %s', (setting, field) => {
    given[field] = field === 'indexKey' ? 'k1:AAAA' : ['k1:AAAA'];
    expect(requireFormOfKeys).toThrow(`${setting}: the key "k1" has 3 bytes`);
  });
});
