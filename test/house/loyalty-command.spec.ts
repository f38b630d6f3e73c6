import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const deploy = path.resolve(__dirname, '../../deploy');

describe('The command `loyalty`', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'loyalty-command-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the command beside a systemd-run that prints its arguments. */
  function givenBy(args: readonly string[], environment: Readonly<Record<string, string>> = {}): string[] {
    const runner = path.join(folder, 'systemd-run');
    writeFileSync(runner, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    chmodSync(runner, 0o700);
    const env = { ...process.env, ...environment, PATH: `${folder}:${String(process.env['PATH'])}` };
    return execFileSync(path.join(deploy, 'loyalty'), args, { env, encoding: 'utf8' }).trimEnd().split('\n');
  }

  // A command with another data folder or other keys once opened a second installation beside the running one.
  it.each([
    ['3000', {}],
    ['3002', { LOYALTY_PORT: '3002' }],
  ])('has the user, folders and settings of the unit on port %s', (port, environment) => {
    const unit = readFileSync(path.join(deploy, 'loyalty@.service'), 'utf8').replaceAll('%i', port);
    const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
    const given = givenBy(['owner', 'create', '--email', 'you@example.com'], environment);
    const own = of('Environment')
      .split(' ')
      .filter((variable) => /^(NODE_ENV|DATA_DIR|SEAL_DIR)=/.test(variable));
    expect(own).toHaveLength(3);
    expect(given).toEqual(
      expect.arrayContaining([
        `--uid=${of('User')}`,
        `--gid=${of('Group')}`,
        `--working-directory=${of('WorkingDirectory')}`,
        `--property=EnvironmentFile=${of('EnvironmentFile')}`,
        `--property=UMask=${of('UMask')}`,
        ...own.map((variable) => `--setenv=${variable}`),
      ]),
    );
    const [node, ...start] = of('ExecStart').split(' ');
    expect(given.slice(given.indexOf('--') + 1)).toEqual([
      node,
      'scripts/cli.mjs',
      start[1],
      'owner',
      'create',
      '--email',
      'you@example.com',
    ]);
  });
});
