import { Injectable } from '@nestjs/common';
import type { FiscalReceipt } from '../../transactions';
import type { Connection } from '../connections/connection';
import type { ConnectionTest } from '../connections/connection.dto';
import { FiscalOperatorClient } from './fiscal-operator-client';

/** A receipt that no operator has: no drive has this number. */
const NO_RECEIPT: FiscalReceipt = {
  localTime: '2020-01-01T00:00',
  paid: 100,
  kind: 'SALE',
  drive: '0000000000000000',
  document: '1',
  sign: '1',
};

/** Tests a connection: whether the operator answers, and says no of a receipt that it cannot have. */
@Injectable()
export class FiscalOperatorTest {
  constructor(private readonly client: FiscalOperatorClient) {}

  async run(connection: Connection<'FISCAL_OPERATOR'>): Promise<ConnectionTest> {
    const { enabled, places } = connection;
    const answer = await this.client.ask(connection, NO_RECEIPT);
    const detail = { FOUND: 'finds_anything', NOT_FOUND: null, FAILED: null }[answer.outcome];
    const checks = [
      { code: 'enabled', ok: enabled, detail: null },
      {
        code: 'reached',
        ok: answer.outcome === 'NOT_FOUND',
        detail: answer.outcome === 'FAILED' ? answer.code : detail,
      },
      { code: 'tills_mapped', ok: places.length > 0, detail: String(places.length) },
    ];
    return { checks, places: [] };
  }
}
