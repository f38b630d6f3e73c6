import { Database } from '../../../src/platform/database/database';
import { newId } from '../../../src/platform/ids/ids';
import { newest } from '../../../src/platform/http/list-query';
import { AUDIT_ACTIONS } from '../../../src/generated/words/audit';
import { READS, SIGN_INS } from '../../../src/security/audit/audit-actions';
import { Audit, type AuditAction, NO_ORIGIN } from '../../../src/security';
import { applicationsOfWorker, type TestApp } from '../../support/app';
import { addOwner, People, tokenOfUser } from '../support/people-fixture';
import { type AuditFilter, auditPage } from '../../../src/security/audit/audit-entries.sql';

/** Marks the entries of this test. */
const MARK = newId();
const ALL = Object.entries(AUDIT_ACTIONS).flatMap(([group, verbs]) =>
  verbs.map((verb) => `${group}.${verb}` as AuditAction),
);
const QUIET: readonly AuditAction[] = [...READS, ...SIGN_INS];
const CHANGES = ALL.filter((action) => !QUIET.includes(action));

describe('The entries of the audit', () => {
  let server: TestApp;
  let people: People;
  let manager: string;
  let database: Database;

  beforeAll(async () => {
    [server] = await applicationsOfWorker();
    database = server.app.get(Database);
  });
  beforeEach(async () => {
    people = await People.of(server.app);
    manager = await people.tokenOf('manager');
    const entries = ALL.map((action) => ({
      actor: 'system' as const,
      origin: { ...NO_ORIGIN, requestId: MARK },
      action,
    }));
    const audit = server.app.get(Audit);
    await database.inNetwork(people.networkId, (tx) => audit.appendAll(tx, people.networkId, entries));
  });

  const list = async (query: string, token = manager) => {
    const { status, body } = await server
      .api()
      .get(`/api/audit?limit=100${query}`)
      .set('Authorization', `Bearer ${token}`);
    expect(status).toBe(200);
    return body as { items: { action: string; requestId: string | null }[]; nextCursor: string | null };
  };
  const listBySystem = async (query: string) => {
    const actions: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await list(`${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      actions.push(...page.items.filter(({ requestId }) => requestId === MARK).map(({ action }) => action));
      cursor = page.nextCursor;
    }
    return actions.sort();
  };

  it('are all, as before, where the call names none', async () => {
    expect(await listBySystem('')).toEqual([...ALL].sort());
    expect(await listBySystem('&entries=ALL')).toEqual([...ALL].sort());
  });

  it('are only changes, reads, or sign-ins', async () => {
    expect(await listBySystem('&entries=CHANGES')).toEqual([...CHANGES].sort());
    expect(await listBySystem('&entries=READS')).toEqual([...READS].sort());
    expect(await listBySystem('&entries=SIGN_INS')).toEqual([...SIGN_INS].sort());
  });

  it('are those of the choice and of the other filters together', async () => {
    expect(await listBySystem('&entries=CHANGES&action=guest.read')).toEqual([]);
    expect(await listBySystem('&entries=READS&action=guest.read')).toEqual(['guest.read']);
    expect(await listBySystem('&entries=CHANGES&subjectKind=guest')).toEqual([]);
  });

  it('refuse another choice', async () => {
    const path = '/api/audit?entries=changes';
    const { body } = await server.api().get(path).set('Authorization', `Bearer ${manager}`);
    expect(body).toMatchObject({ status: 400, code: 'invalid_query' });
  });

  it('of the installation are chosen too', async () => {
    const { id } = await addOwner(server.app);
    const owner = await tokenOfUser(server.app, id);
    await database.asPlatform((tx) =>
      server.app.get(Audit).appendToPlatform(tx, {
        actor: 'system',
        origin: NO_ORIGIN,
        action: 'session.opened',
        subjectKind: 'user',
        subjectId: id,
      }),
    );
    const of = async (entries: string) => (await list(`&subjectId=${id}&entries=${entries}`, owner)).items;
    expect((await of('SIGN_INS')).map(({ action }) => action)).toEqual(['session.opened']);
    expect((await of('CHANGES')).map(({ action }) => action)).toEqual(['owner.created']);
    expect(await of('READS')).toEqual([]);
  });

  it.each([
    ['CHANGES', {}, 'audit_log_changes'],
    ['CHANGES', { actorId: newId() }, 'audit_log_changes_actor'],
    ['SIGN_INS', {}, 'audit_log_sign_ins'],
  ] as const)('are read by an index of their own: %s %j', async (entries, same, index) => {
    const filter: AuditFilter = { entries, ...same, slice: newest(51) };
    const plan = await database.inNetwork(people.networkId, async (tx) => {
      for (const way of ['seqscan', 'bitmapscan', 'sort']) await tx.query(`SET LOCAL enable_${way} = off`);
      const [text, values] = auditPage(people.networkId, filter);
      return tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
    });
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(lines).toMatch(new RegExp(`Index Scan.* using ${index} on audit_log`));
    // The index alone selects the page: no condition on the action is left to filter.
    expect(lines).not.toMatch(/Filter:.*action/);
  });
});
