import { Command, CommanderError } from 'commander';
import { refuseSlips } from './slips';

describe('a command that was given by mistake', () => {
  function told(...words: string[]): string {
    let out = '';
    const program = new Command('loyalty').exitOverride();
    const group = program.command('program');
    const done: unknown[] = [];
    group
      .command('apply')
      .argument('<file>')
      .requiredOption('--network <code>')
      .option('--at <time>', '', 'now')
      .option('--json')
      .action((file: string, options: unknown) => void done.push(file, options));
    refuseSlips(program);
    for (const command of [program, group, ...group.commands])
      command.exitOverride().configureOutput({ writeErr: (text) => (out += text), writeOut: (text) => (out += text) });
    try {
      program.parse(['program', 'apply', ...words], { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      return out;
    }
    return JSON.stringify(done);
  }
  const hint = '\n(--help says how it is used)\n';

  it('is carried out where nothing is wrong', () => {
    expect(told('f.yaml', '--network', 'demo', '--json')).toBe('["f.yaml",{"at":"now","network":"demo","json":true}]');
  });

  it.each([
    ['an option twice', ['f', '--network', 'a', '--network', 'b'], "error: option '--network <code>' is given twice"],
    ['a switch twice', ['f', '--network', 'a', '--json', '--json'], "error: option '--json' is given twice"],
    ['an empty value', ['f', '--network', ''], "error: option '--network <code>' is empty"],
    ['an empty argument', ['', '--network', 'a'], "error: argument 'file' is empty"],
    ['a file for a value', ['f', '--network', 'x'.repeat(5_000)], "error: option '--network <code>' is too long"],
    ['no argument', ['--network', 'a'], "error: missing required argument 'file'"],
    ['what it does not know', ['f', '--network', 'a', '--nope'], "error: unknown option '--nope'"],
  ])('is refused in one sentence with %s', (_what, words, sentence) => {
    expect(told(...words)).toBe(`${sentence}${hint}`);
  });
});
