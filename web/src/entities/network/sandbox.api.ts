import { queryOptions } from '@tanstack/react-query';
import { keyHeader, type Send } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Schemas } from '../../shared/api/schemas';
import { enterSandboxSession } from '../../shared/api/tokens';

export type Sandbox = Schemas['Sandbox'];
export type MadeSandbox = Schemas['MadeSandbox'];

/** The sandbox of the network, and whether the network is one itself. */
export const sandboxQuery = queryOptions({
  queryKey: ['sandbox'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/sandbox', { signal })),
});

export const makeSandbox: Send<null, MadeSandbox> = ({ key }) =>
  answerOf(api.POST('/api/sandbox', { params: { header: keyHeader(key) } }));

export const clearSandbox: Send<null, MadeSandbox> = ({ key }) =>
  answerOf(api.POST('/api/sandbox/clear', { params: { header: keyHeader(key) } }));

/** Goes to the sandbox in this tab. */
export async function enterSandbox(): Promise<void> {
  const opened = await answerOf(api.POST('/api/sandbox/session', { body: { refreshCookie: 'SESSION' } }));
  await enterSandboxSession(opened);
}
