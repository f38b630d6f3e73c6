import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { projectRoot, readIfThere } from './files.mjs';

/** Whether a process with this number runs, of any user. One that only waits to be collected does not. */
export function isAlive(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || readStat(pid)?.[0] !== 'Z';
}

/** The fields after the name in Linux' table of processes. The name may hold brackets, so the last one counts. */
function readStat(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/**
 * The time when a process began, which tells it from a later one with the same number. Undefined when it can't be known
 * (Windows), or when there is no such process.
 */
export function beginningOf(pid) {
  if (process.platform === 'linux') {
    const ticks = readStat(pid)?.[19];
    return ticks && `${readIfThere('/proc/sys/kernel/random/boot_id')?.trim()}:${ticks}`;
  }
  return process.platform === 'win32' ? undefined : askPs(pid, 'lstart=');
}

/** The command line of a process, or undefined when it can't be known. */
export function commandOf(pid) {
  if (process.platform === 'linux') {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return undefined;
    }
  }
  return process.platform === 'win32' ? undefined : askPs(pid, 'command=');
}

function askPs(pid, column) {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/** The exit code that a shell gives a program ended by a signal. */
export function exitCodeOf(signal) {
  return 128 + os.constants.signals[signal];
}

/** Polls a condition; false when the deadline passes first. */
export async function until(condition, deadlineMs, everyMs = 25) {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/**
 * Runs a program to its end. Its output is kept and comes with the error when it fails. `isCommand` is one of ours: its
 * output is shown as it comes, and it ends when we are gone, however that went, or when `stopped` says so. `priority` is one of
 * Node's `os.constants.priority`.
 *
 * @param {{ environment?: NodeJS.ProcessEnv, isCommand?: boolean, stopped?: AbortSignal, priority?: number,
 *   onMessage?: (message: any) => void }} options
 * @returns {Promise<string>} what it wrote
 */
export function run(command, args, options = {}) {
  const { environment = process.env, isCommand = false, stopped, priority, onMessage } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: environment,
      stdio: isCommand
        ? ['inherit', throughUs(process.stdout), throughUs(process.stderr), 'ipc']
        : ['ignore', 'pipe', 'pipe'],
      signal: stopped,
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    });
    if (priority !== undefined && child.pid !== undefined) os.setPriority(child.pid, priority);
    // A step ends with its start.
    const endChild = () => child.kill();
    process.once('exit', endChild);
    child.once('close', () => process.removeListener('exit', endChild));
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout?.on('data', isCommand ? (chunk) => process.stdout.write(chunk) : keep);
    child.stderr?.on('data', isCommand ? (chunk) => process.stderr.write(chunk) : keep);
    if (onMessage) child.on('message', onMessage);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output);
      reject(new CommandFailure(`${command} ${args.join(' ')}`, code, signal, output));
    });
  });
}

/**
 * A child writes to the terminal itself, so that it can redraw lines. Without a terminal this process passes the child's output on, so that the child
 * goes on when the reader of the output has gone.
 */
function throughUs(stream) {
  return stream.isTTY ? 'inherit' : 'pipe';
}

export class CommandFailure extends Error {
  constructor(command, code, signal, output) {
    const end = String(signal ?? code);
    super(`"${command}" ended with ${end}${output ? `:\n${output.trimEnd()}` : ''}`);
    this.name = 'CommandFailure';
    /** The exit code, or the signal. */
    this.end = end;
    this.output = output;
  }
}
