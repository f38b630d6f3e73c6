import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallNames, memberOf } from '../../platform/cells/call-names';
import { Database, type Tx } from '../../platform/database/database';
import type { ApiRequest } from '../../platform/http/api-request';

const INVOICE = '/api/invoices/:id';
const ONLINE_PAYMENT = '/api/online-payments/:id/check';
const NOTIFICATION = '/api/hooks/yookassa';

/** How an owner's calls about one bill, and a provider's about its payment, name the network, where the installation has cells. */
@Injectable()
export class InvoiceCallNames implements OnModuleInit {
  constructor(
    private readonly names: CallNames,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.names.add(
      {
        kind: 'invoice',
        forGood: true,
        read: (request) => idOf(request, (route) => route.startsWith(INVOICE)),
        find: (id) =>
          this.networkOf((tx) => tx.prisma.invoice.findFirst({ where: { id }, select: { networkId: true } })),
      },
      {
        kind: 'online-payment',
        forGood: true,
        read: (request) => idOf(request, (route) => route === ONLINE_PAYMENT),
        find: (id) =>
          this.networkOf((tx) => tx.prisma.onlinePayment.findFirst({ where: { id }, select: { networkId: true } })),
      },
      {
        kind: 'provider-payment',
        inBody: true,
        forGood: true,
        read: ({ routeOptions, body }) =>
          routeOptions.url === NOTIFICATION && typeof body === 'object' && body !== null && 'object' in body
            ? memberOf(body.object, 'id')
            : undefined,
        find: (providerId) =>
          this.networkOf(
            async (tx) =>
              (await tx.prisma.onlinePayment.findFirst({ where: { providerId }, select: { networkId: true } })) ??
              tx.prisma.paymentRefund.findFirst({ where: { providerId }, select: { networkId: true } }),
          ),
      },
    );
  }

  private async networkOf(find: (tx: Tx) => Promise<{ readonly networkId: string } | null>): Promise<string[]> {
    const found = await this.database.asPlatform(find);
    return found === null ? [] : [found.networkId];
  }
}

function idOf({ routeOptions, params }: ApiRequest, isIts: (route: string) => boolean): string | undefined {
  return isIts(routeOptions.url ?? '') ? memberOf(params, 'id') : undefined;
}
