import { randomUUID } from 'node:crypto';
import { HostNetworks } from '../../../../src/configuration';
import type { DomainAnswer } from '../../../../src/configuration/domains/domain.dto';
import { DomainProofs } from '../../../../src/configuration/domains/domain-proofs';
import { startApp, type TestApp } from '../../../support/app';
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
    test = await startApp();
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
});
