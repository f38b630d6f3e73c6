import { Agent, request as httpRequest } from 'node:http';
import { PROBLEM_STATUS } from '../../src/platform/problems/problem-codes';
import { Sessions } from '../../src/security';
import { addOwner, tokenOfUser } from '../integration/support/people-fixture';
import { startApp, type TestApp } from '../support/app';
import { seeded } from '../support/seeded';
import { readAllCalls } from '../support/answers/all-calls';
import { giveSettings } from '../support/settings';
import { TillNetwork } from '../support/till-network';
import {
  type HostileRequest,
  type Known,
  type OpenApiDocument,
  type Operation,
  operationsOf,
  RequestMaker,
} from './fuzz-requests';
import { firstTrial, inParallel, reportTrials, trialsOf } from './trials';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const IDENTITIES = [
  'manager',
  'cashier',
  'manager',
  'nobody',
  'guest',
  'manager',
  'cashier',
  'key',
  'owner',
  'manager',
] as const;
type Identity = (typeof IDENTITIES)[number];

/** The largest body; with a larger one the connection may end before the answer is read. */
const BODY_LIMIT = 1_024 * 1_024;

const LANES = 4;
/** After this many requests the scene is made again: requests close places, end sessions and change the programme. */
const SCENE_SERVES = 50;

/** Claim 6: no input gives a 500. Requests are made from the documents that the build made. */
describe('claim 6: no input gives a 500', () => {
  let test: TestApp;
  let document: OpenApiDocument;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });

  let putBack: () => void;

  beforeAll(async () => {
    // Without rate limits, which have tests of their own.
    putBack = giveSettings({ RATE_LIMITS: 'off' });
    test = await startApp();
    document = readAllCalls() as unknown as OpenApiDocument;
  });
  afterAll(async () => {
    agent.destroy();
    await test.close();
    putBack();
  });

  it('every operation answers hostile requests of every identity with what it documents', async () => {
    const all = operationsOf(document);
    expect(all.length).toBeGreaterThan(60);
    // To repeat one operation: TRUST_OPERATION='POST /api/receipts'.
    const again = process.env['TRUST_OPERATION'];
    const operations = all.filter(({ method, path }) => again === undefined || again === `${method} ${path}`);
    const each = trialsOf({ inTest: 4, full: 1_000 });
    const findings: string[] = [];
    const statuses = new Map<number, number>();
    await inParallel(LANES, LANES, async (lane) => {
      const scenes = new Scenes(test);
      for (const operation of operations.filter((_, n) => n % LANES === lane))
        for (const { status, finding } of await tryOperation(scenes, operation, all.indexOf(operation), each)) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (finding !== null) findings.push(finding);
        }
    });
    process.stdout.write(
      `claim 6: answers by status: ${JSON.stringify(Object.fromEntries([...statuses].sort(([a], [b]) => a - b)))}\n`,
    );
    expect(findings).toEqual([]);
    // A fuzzer whose requests are all refused proves little, so at least one in twenty has to succeed.
    expect(succeeded(statuses)).toBeGreaterThan((operations.length * each) / 20);
    reportTrials(6, 'hostile requests to every operation', operations.length * each);
  }, 7_200_000);

  async function tryOperation(scenes: Scenes, operation: Operation, serial: number, trials: number) {
    const seed = (Number(process.env['TRUST_SEED'] ?? 1) + firstTrial()) * 1_000 + serial;
    const answers: { status: number; finding: string | null }[] = [];
    const random = seeded(seed);
    for (let trial = 0; trial < trials; trial += 1) {
      const scene = await scenes.next();
      const identity = IDENTITIES[(serial + trial) % IDENTITIES.length] ?? 'nobody';
      const request = new RequestMaker(document, scene.known, random).make(operation);
      const answer = await send(request, scene.authorizationOf(identity));
      const fault = answer === null ? null : faultOf(answer, operation);
      if (answer?.status === 401) await scene.renew();
      answers.push({
        status: answer?.status ?? 0,
        finding:
          fault === null || answer === null
            ? null
            : describeFinding(fault, operation, trial, identity, request, answer),
      });
    }
    return answers;
  }

  function send(request: HostileRequest, authorization: string | null): Promise<Answer | null> {
    return new Promise((resolve, reject) => {
      const headers = { ...(authorization === null ? {} : { Authorization: authorization }), ...request.headers };
      const body = request.body;
      const sent = httpRequest(
        `${test.url}/`,
        {
          agent,
          method: request.method,
          path: request.path,
          headers: body === null ? headers : { ...headers, 'Content-Length': body.length },
          timeout: 60_000,
        },
        (response) => {
          const chunks: Buffer[] = [];
          const type = response.headers['content-type'] ?? '';
          const answer = () =>
            resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString('utf8') });
          response.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            // A stream goes on for minutes, and its beginning is an answer.
            if (!type.startsWith('text/event-stream')) return;
            answer();
            response.destroy();
          });
          response.on('error', reject);
          response.on('end', answer);
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`no answer within a minute: ${request.method} ${request.path}`)));
      sent.on('error', (error: Error & { code?: string }) => {
        const cut = error.code === 'EPIPE' || error.code === 'ECONNRESET';
        if (cut && body !== null && body.length > BODY_LIMIT) resolve(null);
        else reject(new Error(`${request.method} ${request.path}: ${error.message}`, { cause: error }));
      });
      sent.end(body ?? undefined);
    });
  }
});

/** One scene after another, for the requests of a lane. */
class Scenes {
  private scene: Promise<Scene> | undefined;
  private served = 0;

  constructor(private readonly test: TestApp) {}

  next(): Promise<Scene> {
    if (this.served % SCENE_SERVES === 0) this.scene = undefined;
    this.served += 1;
    return (this.scene ??= Scene.make(this.test));
  }
}

/** A network with every kind of data, and people who may use it. */
class Scene {
  private constructor(
    private readonly network: TillNetwork,
    readonly known: Known,
    private tokens: Readonly<Record<Identity, string | null>>,
  ) {}

  static async make(test: TestApp): Promise<Scene> {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guests = [await network.guest(), await network.guest()];
    const [guest = ''] = guests;
    const transaction = `/api/guests/${guest}/transaction`;
    const sale = await network.post(transaction, manager, network.sale(155_000, { receiptNumber: 'A-1' }));
    const waiting = await network.post(transaction, manager, {
      type: 'MANUAL',
      pointOfSaleId: network.pointOfSaleId,
      direction: 'CREDIT',
      points: 20_000,
      reasonCode: 'GOODWILL',
    });
    const hold = await network.post(`/api/guests/${guest}/quote`, manager, {
      ...network.sale(155_000, { pointsToRedeem: 100 }),
      hold: true,
    });
    const receipt = await network.post('/api/receipts', manager, {
      pointOfSaleId: network.pointOfSaleId,
      amount: 5_000,
    });
    const shift = await network.get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, manager);
    const page = await network.get('/api/guests?limit=1', manager);
    const draft = await network.post('/api/programs', manager, { preset: 'hybrid-5' });
    const staff = await network.get('/api/users', manager);
    const text = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : [];
    const acts = [...text(sale.body.id), ...text(waiting.body.id), ...text(receipt.body.id)];
    const userIds = (staff.body.items as { id: string }[] | undefined)?.map(({ id }) => id) ?? [];
    const known: Known = {
      pointOfSaleId: [network.pointOfSaleId, network.otherPointOfSaleId],
      restaurantId: [network.restaurantId, network.otherRestaurantId],
      restaurantIds: [network.restaurantId],
      networkId: [network.id],
      guestId: guests,
      holdId: text(hold.body.holdId),
      cursor: text(page.body.nextCursor),
      version: [...text(draft.body.version), '1'],
      phone: ['+79185550101', '8 918 555-01-02'],
      ...pathsOf({
        network,
        guests,
        acts,
        receipts: text(receipt.body.id),
        holds: text(hold.body.holdId),
        shifts: text(shift.body.id),
        userIds,
      }),
    };
    const scene = new Scene(network, known, {
      manager,
      cashier: null,
      nobody: null,
      guest: null,
      key: null,
      owner: null,
    });
    await scene.renew();
    return scene;
  }

  /** Signs all people in again, since a fuzzed request may have signed them out or disabled them. */
  async renew(): Promise<void> {
    const { network } = this;
    const guestId = this.known['guestId']?.[0] ?? '';
    const { accessToken } = await network.test.app.get(Sessions).openForGuest(network.id, guestId);
    const owner = await addOwner(network.test.app);
    this.tokens = {
      manager: await network.tokenOf('manager'),
      cashier: await network.tokenOf('cashier'),
      nobody: null,
      guest: accessToken,
      key: await network.keyOf('till', 'manage', 'report', 'loyalty'),
      owner: await tokenOfUser(network.test.app, owner.id),
    };
  }

  authorizationOf(identity: Identity): string | null {
    const token = this.tokens[identity];
    return token === null ? null : `Bearer ${token}`;
  }
}

interface PathIds {
  readonly network: TillNetwork;
  readonly guests: readonly string[];
  readonly acts: readonly string[];
  readonly receipts: readonly string[];
  readonly holds: readonly string[];
  readonly shifts: readonly string[];
  readonly userIds: readonly string[];
}

/** Ids for the parameters of paths, by the path's first word. */
function pathsOf(ids: PathIds): Record<string, readonly string[]> {
  const byStart: readonly (readonly [string, readonly string[]])[] = [
    ['/api/guests', ids.guests],
    ['/api/guest', ids.guests],
    ['/api/transactions', ids.acts],
    ['/api/receipts', ids.receipts],
    ['/api/holds', ids.holds],
    ['/api/shifts', ids.shifts],
    ['/api/restaurants', [ids.network.restaurantId]],
    ['/api/points-of-sale', [ids.network.pointOfSaleId]],
    ['/api/networks', [ids.network.id]],
    ['/api/users', ids.userIds],
    ['/api/programs', ['1', '2']],
  ];
  return {
    id: [
      ...ids.guests,
      ...ids.acts,
      ...ids.holds,
      ...ids.shifts,
      ...ids.userIds,
      ids.network.id,
      ids.network.restaurantId,
      ids.network.pointOfSaleId,
    ],
    ...Object.fromEntries(byStart),
  };
}

/** The fault of an answer, or null. */
function faultOf({ status, type, text }: Answer, { path }: Operation): string | null {
  // The test's installation has no message channel, so it may answer 503 in these two cases.
  const isTrue = path === '/api/health/ready' || text.includes('"code":"no_message_channel"');
  if (status >= 500 && !(status === 503 && isTrue)) return 'a failure of ours';
  if (status < 400) return null;
  // Node refuses headers beyond 16 KiB before they are a request.
  if (status === 431) return null;
  if (!type.startsWith('application/problem+json')) return 'not a problem';
  let problem: { code?: unknown; status?: unknown; title?: unknown; requestId?: unknown };
  try {
    problem = JSON.parse(text) as typeof problem;
  } catch {
    return 'not JSON';
  }
  const expected = (PROBLEM_STATUS as Readonly<Record<string, number>>)[String(problem.code)];
  if (expected === undefined) return 'a code that nobody knows';
  if (problem.status !== status) return "a status beside the answer's";
  if (typeof problem.title !== 'string' || problem.title === '' || typeof problem.requestId !== 'string')
    return 'no title or request id';
  if (/node_modules|SELECT |INSERT |\.ts:\d| {4}at /.test(text)) return 'words of the program';
  return null;
}

function describeFinding(
  fault: string,
  operation: Operation,
  trial: number,
  identity: Identity,
  request: HostileRequest,
  answer: Answer,
): string {
  const body = request.body === null ? '' : request.body.toString('utf8').slice(0, 400);
  return `${fault}: ${operation.method} ${operation.path} trial ${String(trial)} as ${identity}: ${request.path.slice(0, 300)} ${JSON.stringify(request.headers).slice(0, 400)} ${body} -> ${String(answer.status)} ${answer.type} ${answer.text.slice(0, 400)}`;
}

function succeeded(statuses: ReadonlyMap<number, number>): number {
  return [...statuses].filter(([status]) => status >= 200 && status < 300).reduce((sum, [, count]) => sum + count, 0);
}
