import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallNames } from '../../platform/cells/call-names';
import { HostNetworks } from './host-networks';

/** In an installation with cells, finds the network of a call to a network's own domain. */
@Injectable()
export class HostCallNames implements OnModuleInit {
  constructor(
    private readonly names: CallNames,
    private readonly hosts: HostNetworks,
  ) {}

  onModuleInit(): void {
    this.names.add({
      kind: 'host',
      read: ({ method, url, hostname }) =>
        method === 'GET' && !url.startsWith('/api/') && this.hosts.mayBeOwn(hostname) ? hostname : undefined,
      find: async (host) => {
        const code = await this.hosts.findCode(host);
        return code === undefined ? [] : [code];
      },
    });
  }
}
