import { MessageProviders } from '../../src/security';
import type { TestApp } from './app';

type Provider = ReturnType<MessageProviders['list']>[number];

/** A provider takes every message of the channel in this application, until `jest.restoreAllMocks()`. */
export function takeMessages(test: TestApp, channel: Provider['channel']): void {
  const taker: Provider = {
    name: 'test',
    channel,
    repeatable: true,
    reports: false,
    send: () => Promise.resolve({ outcome: 'SENT', providerId: null }),
  };
  const registry = test.app.get(MessageProviders);
  const providers = new Map([...registry.list(), taker].map((provider) => [provider.channel, provider]));
  jest.replaceProperty(registry as unknown as { providers: typeof providers }, 'providers', providers);
}
