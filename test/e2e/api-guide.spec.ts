import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProgramDocument } from '../../src/decision';
import { presetForNetwork } from '../../src/configuration/programs/drafts/scaled-preset.rules';
import { DEMO_NETWORKS, type DemoNetwork } from '../../packages/demo/src/demo-networks';
import { newId } from '../../src/platform/ids/ids';
import { NO_ORIGIN, Staff } from '../../src/security';
import { applicationOfWorker, type TestApp } from '../support/app';
import { TillNetwork } from '../support/till-network';

/** A call as the page shows it, and the response that it shows. */
interface Example {
  readonly call: string;
  readonly response: string;
}

const PASSWORD = 'correct-horse-battery-staple';
const page = readFileSync(path.resolve(__dirname, '../../docs/api.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}));

it('shows a response under each call of docs/api.md', () => {
  const calls = blocks.filter(({ language, text }) => language === 'bash' && text.includes('curl'));
  expect(calls.length).toBeGreaterThan(12);
  for (const call of calls) expect(blocks[blocks.indexOf(call) + 1]?.language).toBe('http');
  expect(blocks.every(({ language }) => ['bash', 'http'].includes(language))).toBe(true);
});

describe('docs/api.md', () => {
  let test: TestApp;
  let values: Map<string, string>;

  beforeEach(async () => {
    test = await applicationOfWorker();
    const network = await TillNetwork.create(test, { document: documentOfTheDemo() });
    values = new Map([
      ['API', `${test.url}/api`],
      ['EMAIL', await managerOf(network)],
      ['PASSWORD', PASSWORD],
      ['NOW', new Date().toISOString()],
      ['AN_HOUR_AGO', new Date(Date.now() - 3_600_000).toISOString()],
    ]);
  });
  afterAll(() => test.close());

  /** A manager with a password. */
  async function managerOf(network: TillNetwork): Promise<string> {
    const email = `manager-${newId()}@example.test`;
    const { passwordLink } = await network.database.inNetwork(network.id, (tx) =>
      test.app
        .get(Staff)
        .create(tx, network.id, { email, role: 'manager', restaurantIds: [] }, { actor: 'system', origin: NO_ORIGIN }),
    );
    const body = { token: passwordLink.token, password: PASSWORD };
    expect((await test.api().post('/api/auth/password/set').send(body)).status).toBeLessThan(300);
    return email;
  }

  it('sets only variables that the test has a value for', () => {
    const set = blocks.flatMap(({ language, text }) =>
      language === 'bash' ? [...text.matchAll(/^(\w+)=/gm)].map(([, name]) => name) : [],
    );
    expect(set.sort()).toEqual([...values.keys()].sort());
  });

  it('is answered as it shows, call after call', async () => {
    for (const { call, response } of examples()) {
      const request = requestOf(call, values);
      const answer = await fetch(request);
      const text = await answer.text();
      const [head = '', ...rest] = response.trim().split(/\n\n/);
      const [statusLine = '', ...headers] = head.split('\n');
      const seen = `${request.method} ${request.url}: ${text}`;
      expect([seen, answer.status]).toEqual([seen, Number(statusLine.split(' ')[1])]);
      for (const header of headers) {
        const [name = '', value] = header.split(': ');
        expect([name, answer.headers.get(name)]).toEqual([name, value]);
      }
      expectShown(JSON.parse(rest.join('\n\n')), JSON.parse(text), seen, values);
    }
  });
});

/** The programme of the network in which a reader of the page tries it. */
function documentOfTheDemo(): ProgramDocument {
  const [{ preset }] = DEMO_NETWORKS as [DemoNetwork];
  return presetForNetwork(preset, 2);
}

function examples(): Example[] {
  return blocks.flatMap(({ language, text }, index) =>
    language === 'bash' && text.includes('curl') ? [{ call: text, response: blocks[index + 1]?.text ?? '' }] : [],
  );
}

/** The request of a curl command with an address, headers and a JSON body on standard input, which is all that the page uses. */
function requestOf(command: string, values: ReadonlyMap<string, string>): Request {
  const [line = '', ...input] = withValues(command.trim(), values).split('\n');
  const parts = /^curl -i "([^"]+)"((?: -H "[^"]+")*)( --json @- <<EOF)?$/.exec(line);
  if (parts === null) throw new Error(`the test cannot read: ${line}`);
  const [, url = '', headers = '', heredoc] = parts;
  const hasBody = heredoc !== undefined;
  if (hasBody && input.at(-1) !== 'EOF') throw new Error(`the body does not end: ${line}`);
  return new Request(url, {
    method: hasBody ? 'POST' : 'GET',
    headers: [
      ...[...headers.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name = '', value = '']): [string, string] => [
        name,
        value,
      ]),
      ...(hasBody ? [['Content-Type', 'application/json'] as [string, string]] : []),
    ],
    ...(hasBody && { body: input.slice(0, -1).join('\n') }),
  });
}

function withValues(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$([A-Z_]+)/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no response before has said what $${name} is`);
    return value;
  });
}

/** The response has the values that the guide shows: `"…"` for any value, `"$NAME"` for one that later calls use. */
function expectShown(shown: unknown, actual: unknown, at: string, values: Map<string, string>): void {
  if (typeof shown === 'string' && shown.startsWith('$')) {
    const name = shown.slice(1);
    expect([at, typeof actual]).toEqual([at, 'string']);
    if (values.has(name)) expect([at, actual]).toEqual([at, values.get(name)]);
    values.set(name, actual as string);
  } else if (shown === '…') {
    expect([at, actual]).not.toEqual([at, undefined]);
  } else if (typeof shown === 'object' && shown !== null) {
    expect([at, typeof actual, Array.isArray(actual)]).toEqual([at, 'object', Array.isArray(shown)]);
    for (const [member, value] of Object.entries(shown))
      expectShown(value, (actual as Record<string, unknown>)[member], `${at}\n${member}`, values);
  } else {
    expect([at, actual]).toEqual([at, shown]);
  }
}
