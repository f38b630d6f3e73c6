import { randomUUID } from 'node:crypto';
import { HostNetworks } from '../../../../src/configuration';
import type { DomainAnswer } from '../../../../src/configuration/domains/domain.dto';
import { DomainProofs } from '../../../../src/configuration/domains/domain-proofs';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { settings } from '../../../../src/platform/settings/settings';
import { Pii, Sessions } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('the own domain of a network', () => {
  let test: TestApp;
  let here: TillNetwork;
  let there: TillNetwork;
  let manager: string;
  let rival: string;
  /** Tokens that domains show, in place of the name servers and web servers of the world. */
  const shown = new Set<string>();

  beforeAll(async () => {
    test = await applicationOfWorker();
    [here, there] = [await TillNetwork.create(test), await TillNetwork.create(test)];
    [manager, rival] = [await here.tokenOf('manager'), await there.tokenOf('manager')];
    jest
      .spyOn(test.app.get(DomainProofs), 'isShown')
      .mockImplementation(({ domain, token }) => Promise.resolve(shown.has(`${domain} ${token}`)));
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await test.close();
  });

  const someDomain = () => `club-${randomUUID().slice(0, 8)}.example.org`;
  const set = async (domain: string, token = manager) => {
    const answer = await test.api().put('/api/domain').auth(token, { type: 'bearer' }).send({ domain });
    expect([answer.status, answer.body]).toMatchObject([200, {}]);
    return answer.body as DomainAnswer;
  };
  const verify = (token = manager) => test.api().post('/api/domain/verify').auth(token, { type: 'bearer' });
  const show = ({ domain, proof }: DomainAnswer) => shown.add(`${String(domain)} ${String(proof?.file.content)}`);
  const networkOf = (domain: string) => test.app.get(HostNetworks).findCode(domain);
  const codeOf = ({ id }: TillNetwork) => `t${id.replaceAll('-', '')}`;

  it('leads to the network only after it has shown the token', async () => {
    expect((await here.get('/api/domain', manager)).body).toEqual({
      domain: null,
      verifiedAt: null,
      proof: null,
      pages: null,
    });
    expect((await verify()).body).toMatchObject({ code: 'not_found' });
    const domain = someDomain();
    const waiting = await set(` ${domain.toUpperCase()} `);
    expect(waiting).toMatchObject({
      domain,
      verifiedAt: null,
      pages: null,
      proof: {
        record: {
          name: `_loyalty.${domain}`,
          value: expect.stringMatching(/^loyalty-verification=[\w-]{32}$/) as string,
        },
        file: { url: `https://${domain}/.well-known/loyalty-verification.txt` },
      },
    });
    expect((await verify()).body).toMatchObject({ status: 422, code: 'domain_not_proven', domain });
    expect(await networkOf(domain)).toBeUndefined();
    // The same domain again keeps its token, so that a record that was made already stays good.
    expect(await set(domain)).toEqual(waiting);
    show(waiting);
    expect((await verify()).body).toMatchObject({
      pages: { cabinet: `https://${domain}/cabinet`, join: `https://${domain}/join/` },
    });
    expect(await networkOf(domain.toUpperCase())).toBe(codeOf(here));

    const next = await set(someDomain());
    expect(next).toMatchObject({ verifiedAt: null });
    expect(next.proof?.file.content).not.toBe(waiting.proof?.file.content);
    expect(await networkOf(domain)).toBeUndefined();
    await test.api().delete('/api/domain').auth(manager, { type: 'bearer' }).expect(200);
    expect((await here.get('/api/domain', manager)).body).toMatchObject({ domain: null });
  });

  it('belongs to the network that has proven it last, and an entered name takes it from nobody', async () => {
    const domain = someDomain();
    show(await set(domain));
    await verify().expect(200);
    const claimed = await set(domain, rival);
    expect((await verify(rival)).body).toMatchObject({ code: 'domain_not_proven' });
    expect(await networkOf(domain)).toBe(codeOf(here));
    show(claimed);
    await verify(rival).expect(200);
    expect(await networkOf(domain)).toBe(codeOf(there));
    expect((await here.get('/api/domain', manager)).body).toMatchObject({ domain, verifiedAt: null });
  });

  it('is not taken back by what the network before has left in it, and the loss stands in its audit', async () => {
    const domain = someDomain();
    show(await set(domain));
    await verify().expect(200);
    show(await set(domain, rival));
    await verify(rival).expect(200);
    expect((await verify()).body).toMatchObject({ code: 'domain_not_proven' });
    expect(await networkOf(domain)).toBe(codeOf(there));
    const lost = await here.get('/api/audit?action=network.domain_lost', manager).expect(200);
    expect((lost.body as { items: object[] }).items[0]).toMatchObject({ actorKind: 'system', before: { domain } });
    // A network that only reads its token again leaves the domain with its owner; a network that proves the domain takes it over.
    show((await here.get('/api/domain', manager)).body as DomainAnswer);
    await verify(rival).expect(200);
    await verify().expect(200);
    expect(await networkOf(domain)).toBe(codeOf(here));
  });

  it('stays with the network that has it when the other one has entered another meanwhile', async () => {
    const domain = someDomain();
    show(await set(domain));
    await verify().expect(200);
    show(await set(domain, rival));
    jest.spyOn(test.app.get(DomainProofs), 'isShown').mockImplementationOnce(async () => {
      await set(someDomain(), rival);
      return true;
    });
    expect((await verify(rival)).body).toMatchObject({ code: 'changed_meanwhile' });
    expect(await networkOf(domain)).toBe(codeOf(here));
    expect((await here.get('/api/domain', manager)).body).toMatchObject({
      domain,
      verifiedAt: expect.any(String) as string,
    });
  });

  it('goes to one of two networks that prove it at the same time', async () => {
    const domain = someDomain();
    show(await set(domain));
    show(await set(domain, rival));
    // Both networks have read their tokens before one of them proves the domain.
    let [asked, go] = [0, (): void => undefined];
    const both = new Promise<void>((resolve) => (go = resolve));
    const ask = async () => {
      if ((asked += 1) === 2) go();
      await both;
      return true;
    };
    jest.spyOn(test.app.get(DomainProofs), 'isShown').mockImplementationOnce(ask).mockImplementationOnce(ask);
    const statuses = (await Promise.all([verify(), verify(rival)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412]);
    const owners = [await here.get('/api/domain', manager), await there.get('/api/domain', rival)];
    expect(owners.filter(({ body }) => (body as DomainAnswer).verifiedAt !== null)).toHaveLength(1);
  });

  it.each(['', 'club', '127.0.0.1', '[::1]', 'https://club.example.org', 'club.example.org:8080', 'a_b.org'])(
    'refuses %p, which is no domain',
    async (domain) => {
      const answer = await test.api().put('/api/domain').auth(manager, { type: 'bearer' }).send({ domain });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_body', errors: [{ path: 'domain' }] } });
    },
  );

  it('is not shown to a cashier, and hosts that are no domains are not looked up', async () => {
    await here.get('/api/domain', await here.tokenOf('cashier')).expect(403);
    for (const host of ['localhost', '127.0.0.1', '[::1]', '2130706433', '', "x'.example"])
      expect(await networkOf(host)).toBeUndefined();
  });

  it('is the same with a point at its end, and unknown hosts are told from it only by the database', async () => {
    const domain = someDomain();
    show(await set(domain));
    await verify().expect(200);
    expect(await networkOf(`${domain}.`)).toBe(codeOf(here));
    const [known, unknown] = [domain, someDomain()];
    const away = jest.spyOn(test.app.get(Database), 'asPlatform').mockRejectedValue(new Error('away'));
    try {
      expect(await networkOf(known)).toBe(codeOf(here));
      await expect(networkOf(unknown)).rejects.toThrow('away');
      expect(await networkOf('localhost')).toBeUndefined();
    } finally {
      away.mockRestore();
    }
    // A failed query is not cached as an answer.
    expect(await networkOf(unknown)).toBeUndefined();
  });

  it('lets its guests into no other network, also for a while after it has gone', async () => {
    const account = newId();
    const pii = test.app.get(Pii);
    const phone = `+7917${String(Math.floor(1_000_000 + Math.random() * 8_999_999))}`;
    await test.app
      .get(Database)
      .asPlatform((tx) =>
        tx.query('INSERT INTO guest_accounts (id, phone_encrypted, phone_index) VALUES ($1, $2, $3)', [
          account,
          pii.encrypt(null, 'phone', phone),
          pii.blindIndex(null, 'phone', phone),
        ]),
      );
    const network = await TillNetwork.create(test);
    const guests = await Promise.all(
      [network, there].map(async (one) => {
        const id = await one.guest();
        const sql = 'UPDATE guests SET account_id = $3 WHERE network_id = $1 AND id = $2';
        await one.database.inNetwork(one.id, (tx) => tx.query(sql, [one.id, id, account]));
        return id;
      }),
    );
    const guest = (await test.app.get(Sessions).openForGuest(network.id, guests[0]!)).accessToken;
    const others = async () =>
      ((await network.get('/api/auth/me/networks', guest).expect(200)).body as { items: object[] }).items.length - 1;
    const open = () => network.post(`/api/auth/me/networks/${there.id}/session`, guest, {});
    expect(await others()).toBe(1);

    const theirs = await network.tokenOf('manager');
    show(await set(someDomain(), theirs));
    expect(await others()).toBe(1);
    await verify(theirs).expect(200);
    expect(await others()).toBe(0);
    expect((await open()).body).toMatchObject({ code: 'not_found' });
    await test.api().delete('/api/domain').auth(theirs, { type: 'bearer' }).expect(200);
    expect(await others()).toBe(0);
    // A session that began with the last code of the domain, and its last access token, are over.
    const goneFor = (seconds: number) =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query('UPDATE network_domains SET served_until = now() - make_interval(secs => $2) WHERE network_id = $1', [
          network.id,
          seconds,
        ]),
      );
    const life = settings.sessionSeconds + (10 + 15) * 60;
    await goneFor(life - 60);
    expect(await others()).toBe(0);
    await goneFor(life + 60);
    expect(await others()).toBe(1);
    expect((await open()).status).toBe(200);
  });
});
