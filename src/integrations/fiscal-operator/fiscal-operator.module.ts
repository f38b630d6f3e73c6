import { Module, type OnModuleInit } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { FiscalSources } from '../../transactions';
import { TransactionsModule } from '../../transactions/transactions.module';
import { ConnectionTests } from '../connections/connection-tests';
import { isOfKind } from '../connections/connections';
import { ConnectionsModule } from '../connections/connections.module';
import { FiscalOperatorClient } from './fiscal-operator-client';
import { FiscalOperatorTest } from './fiscal-operator-test';
import { FiscalOperators } from './fiscal-operators';

const KIND = 'FISCAL_OPERATOR';

/** Fiscal operators, which confirm the receipts that guests claim by their fiscal QR. */
@Module({
  imports: [ConfigurationModule, ConnectionsModule, TransactionsModule],
  providers: [FiscalOperatorClient, FiscalOperators, FiscalOperatorTest],
})
export class FiscalOperatorModule implements OnModuleInit {
  constructor(
    private readonly sources: FiscalSources,
    private readonly operators: FiscalOperators,
    private readonly tests: ConnectionTests,
    private readonly test: FiscalOperatorTest,
  ) {}

  onModuleInit(): void {
    this.sources.register((networkId, receipt) => this.operators.confirm(networkId, receipt));
    this.tests.register(KIND, (connection) => {
      if (!isOfKind(connection, KIND))
        throw new Error(`a fiscal operator is tested by a connection of ${connection.kind}`);
      return this.test.run(connection);
    });
  }
}
