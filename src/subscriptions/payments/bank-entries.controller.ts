import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../../platform/database/database';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { newestFirstQuery } from '../../platform/http/list-query';
import { listRows } from '../../platform/http/plain-rows';
import { uuid } from '../../platform/http/schemas';
import { found } from '../../platform/problems/problem';
import { Context, type RequestContext, RequirePermission, Route } from '../../security';
import * as dto from './bank-entry.dto';
import { DecideEntry, ImportStatement } from './payments.commands';
import { Id } from '../../platform/http/id.decorator';

const ENTRIES = 'bank-entries';
const position = z.object({ bookedOn: z.iso.date(), id: uuid });

/** Bank statements of the seller's account, and the payments that they brought. */
@ApiTags('Billing')
@Controller()
@RequirePermission('billing.manage')
export class BankEntriesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly database: Database,
  ) {}

  @Route('POST bank-statements', {
    id: 'importBankStatement',
    summary: 'Import a bank statement',
    description:
      'The file is checked at once and read in the background: `getBankStatement` says how far it is. A payment whose ' +
      'purpose names an invoice and whose amount is what is left to pay, pays it; others wait as doubtful. A payment counts ' +
      'once, also where files overlap or are sent again. While 20 files wait: 429 `rate_limited`.',
    accepted: dto.statementImportSchema,
    problems: ['seller_missing', 'statement_unreadable'],
  })
  @BodyLimit(dto.STATEMENT_BODY_BYTES)
  import(
    @Context() context: RequestContext,
    @Body({ schema: dto.importStatementSchema }) { file }: z.infer<typeof dto.importStatementSchema>,
  ) {
    return this.commands.execute(new ImportStatement(context, { file: Buffer.from(file, 'base64') }));
  }

  @Route('GET bank-statements', {
    id: 'listBankStatements',
    summary: 'List imported bank statements',
    description: 'Newest first.',
    ok: dto.statementImportPageSchema,
  })
  listImports(@Query({ schema: newestFirstQuery }) query: z.infer<typeof newestFirstQuery>) {
    return this.database.asPlatform((tx) =>
      listRows(tx, {
        name: 'bank-statements',
        model: 'statementImport',
        query,
        where: {},
        shape: { omit: dto.WITHOUT_FILE },
        answer: dto.statementImportAnswer,
      }),
    );
  }

  @Route('GET bank-statements/:id', {
    id: 'getBankStatement',
    summary: 'Get how far a bank statement is read',
    ok: dto.statementImportSchema,
    problems: ['not_found'],
  })
  async readImport(@Id('id', 'Import of a bank statement') id: string): Promise<dto.StatementImportAnswer> {
    const row = await this.database.asPlatform((tx) =>
      tx.prisma.statementImport.findUnique({ where: { id }, omit: dto.WITHOUT_FILE }),
    );
    return dto.statementImportAnswer(found(row));
  }

  @Route('GET bank-entries', {
    id: 'listBankEntries',
    summary: 'List payments of bank statements',
    description: 'By their day, newest first.',
    ok: dto.bankEntryPageSchema,
  })
  async list(@Query({ schema: dto.bankEntryListQuery }) { status, cursor, limit }: dto.BankEntryListQuery) {
    const last = cursor === undefined ? undefined : decodeCursor(ENTRIES, cursor, position);
    const day = last && new Date(last.bookedOn);
    const rows = await this.database.asPlatform((tx) =>
      tx.prisma.bankEntry.findMany({
        where: { status, OR: last && [{ bookedOn: { lt: day } }, { bookedOn: day, id: { lt: last.id } }] },
        orderBy: [{ bookedOn: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      }),
    );
    return pageFrom(ENTRIES, rows.map(dto.bankEntryAnswer), limit, ({ bookedOn, id }) => ({ bookedOn, id }));
  }

  @Route('POST bank-entries/:id/decision', {
    id: 'decideBankEntry',
    summary: 'Match a doubtful payment or put it aside',
    description: 'The same decision again has the same answer; another one is `entry_decided`.',
    ok: dto.bankEntrySchema,
    problems: ['not_found', 'entry_decided', 'invoice_closed', 'currency_differs', 'payment_exceeds_invoice'],
  })
  decide(
    @Context() context: RequestContext,
    @Id('id', 'Payment of a bank statement') id: string,
    @Body({ schema: dto.decideEntrySchema }) { invoiceId, acceptExcess = false }: z.infer<typeof dto.decideEntrySchema>,
  ) {
    return this.commands.execute(new DecideEntry(context, { entryId: id, invoiceId, takesExcess: acceptExcess }));
  }
}
