import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { settings } from '../../../src/platform/settings/settings';
import { assertSecrets, Pii, registerSecurityCommands } from '../../../src/security';
import { ENCRYPTED_COLUMNS, NOT_ROTATED } from '../../../src/security/personal-data/encrypted-columns.rules';
import type { TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { PASSWORD, People } from '../support/people-fixture';
import { type ReplacedDatabase, startOnReplacedDatabase } from './replaced-database';

describe('personal data and secrets', () => {
  let server: TestApp;
  let people: People;
  let own: ReplacedDatabase;

  beforeAll(async () => {
    own = await startOnReplacedDatabase();
    ({ server } = own);
    people = await People.of(server.app);
  });
  afterAll(() => own.close());
  afterEach(() => jest.restoreAllMocks());

  const fresh = () => randomBytes(32).toString('base64');

  /** Runs a command and returns what it printed. */
  async function run(...words: string[]): Promise<string> {
    const lines: string[] = [];
    jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    const program = new Command().exitOverride();
    registerSecurityCommands(program, () => Promise.resolve(server.app));
    await program.parseAsync(words, { from: 'user' });
    return lines.join('\n');
  }

  it('lists every encrypted column, as one that rotates or with the reason why not', async () => {
    const pool = superuserPool(own.connections);
    const { rows } = await pool.query<{ place: string }>(
      `SELECT table_name || '.' || column_name AS place FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'bytea' AND (column_name LIKE '%encrypted' OR column_name = 'payload')`,
    );
    await pool.end();
    const listed = [...ENCRYPTED_COLUMNS.map(({ table, column }) => `${table}.${column}`), ...Object.keys(NOT_ROTATED)];
    expect(rows.map(({ place }) => place).sort()).toEqual(listed.sort());
  });

  it('keeps addresses encrypted and finds them by their index, whatever their case', async () => {
    const person = await people.addWithPassword('manager');
    const pool = superuserPool(own.connections);
    const { rows } = await pool.query<{ row: string; encrypted: Buffer; index: Buffer }>(
      'SELECT users::text AS row, email_encrypted AS encrypted, email_index AS index FROM users WHERE id = $1',
      [person.id],
    );
    await pool.end();
    const pii = server.app.get(Pii);
    expect(rows[0]?.row).not.toContain(person.email);
    expect(pii.decrypt(people.networkId, 'email', rows[0]!.encrypted)).toBe(person.email);
    expect(() => pii.decrypt(newId(), 'email', rows[0]!.encrypted)).toThrow();
    expect(rows[0]?.index).toEqual(pii.blindIndex(null, 'email', person.email));
  });

  it('has other indexes in other networks and for other kinds', () => {
    const pii = server.app.get(Pii);
    const indexes = [
      pii.blindIndex(people.networkId, 'phone', '+79160000000'),
      pii.blindIndex(newId(), 'phone', '+79160000000'),
      pii.blindIndex(null, 'phone', '+79160000000'),
      pii.blindIndex(people.networkId, 'phone_last4', '+79160000000'),
    ].map((index) => index.toString('hex'));
    expect(new Set(indexes).size).toBe(4);
    expect(pii.blindIndex(people.networkId, 'phone', '+79160000000').toString('hex')).toBe(indexes[0]);
  });

  it('is encrypted anew by `pii rotate`, after which the old key may go', async () => {
    const person = await people.addWithPassword('manager');
    const guestId = await people.addGuest();
    const database = server.app.get(Database);
    const phone = server.app.get(Pii).encrypt(people.networkId, 'phone', '+79161112233');
    await database.inNetwork(people.networkId, (tx) =>
      tx.query('UPDATE guests SET phone_encrypted = $2 WHERE id = $1', [guestId, phone]),
    );
    const old = settings.piiKeys ?? [];
    const next = `next:${fresh()}`;
    const pii = server.app.get(Pii);
    jest.replaceProperty(settings, 'piiKeys', [next, ...old]);
    const printed = await run('pii', 'rotate');
    expect(printed).toMatch(/guests\.phone_encrypted: [1-9]/);
    expect(printed).toMatch(/users\.email_encrypted: [1-9]/);

    jest.replaceProperty(settings, 'piiKeys', [next]);
    const guest = await database.inNetwork(people.networkId, (tx) =>
      tx.one<{ blob: Buffer }>('SELECT phone_encrypted AS blob FROM guests WHERE id = $1', [guestId]),
    );
    expect(pii.decrypt(people.networkId, 'phone', guest.blob)).toBe('+79161112233');
    const user = await database.inNetwork(people.networkId, (tx) =>
      tx.one<{ blob: Buffer }>('SELECT email_encrypted AS blob FROM users WHERE id = $1', [person.id]),
    );
    expect(pii.decrypt(people.networkId, 'email', user.blob)).toBe(person.email);

    // Encrypts values under older keys again, for the tests that follow.
    jest.replaceProperty(settings, 'piiKeys', [...old, next]);
    await run('pii', 'rotate');
  });

  it('makes the first owner and resets a user by command, with a link for the password', async () => {
    const email = `owner-${newId()}@example.test`;
    const printed = await run('owner', 'create', '--email', email, '--name', 'Owner');
    const token = /#([\w-]{43})/.exec(printed)?.[1];
    const set = await server.api().post('/api/auth/password/set').send({ token, password: PASSWORD });
    expect(set.status).toBe(204);
    const reset = await run('user', 'reset', '--email', email.toUpperCase());
    expect(reset).toMatch(/#[\w-]{43}/);
    await expect(run('owner', 'create', '--email', email)).rejects.toMatchObject({ code: 'email_taken' });
  });

  describe('a start', () => {
    it('goes on with all secrets', () => {
      expect(() => assertSecrets()).not.toThrow();
    });

    it('is refused with the names of all that are missing, and nothing of those that are there', () => {
      jest.replaceProperty(settings, 'production', true);
      jest.replaceProperty(settings, 'piiKeys', undefined);
      jest.replaceProperty(settings, 'indexKey', undefined);
      let message = '';
      try {
        assertSecrets();
      } catch (error) {
        message = String(error);
      }
      expect(message).toMatch(/^Error: Refusing to start: PII_KEYS, INDEX_KEY not set\. Production/);
      expect(message).not.toContain(settings.jwtKeys?.[0] ?? 'nothing');
    });
  });
});
