import { ask, call } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';
import { enterSandboxSession } from '../../shared/api/tokens';

export type Sandbox = Schemas['Sandbox'];
export type MadeSandbox = Schemas['MadeSandbox'];

/** The sandbox of the network, and whether the network is one itself. */
export const sandboxQuery = ask('/api/sandbox');

/** Goes to the sandbox in this tab. */
export async function enterSandbox(): Promise<void> {
  const opened = await call('POST', '/api/sandbox/session', {}, { refreshCookie: 'SESSION' });
  await enterSandboxSession(opened);
}
