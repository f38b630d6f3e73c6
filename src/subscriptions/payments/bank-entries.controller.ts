import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../../platform/database/database';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Operation } from '../../platform/http/operation.decorator';
import { uuid } from '../../platform/http/schemas';
import { Context, type RequestContext, RequirePermission } from '../../security';
import * as dto from './bank-entry.dto';
import { listEntries } from './bank-entry.sql';
import { DecideEntry } from './decide-entry.command';
import { ImportStatement } from './import-statement.command';

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

  @Post('bank-statements')
  @HttpCode(200)
  @BodyLimit(dto.STATEMENT_BODY_BYTES)
  @Operation({
    id: 'importBankStatement',
    summary: 'Import a bank statement',
    description:
      'A payment whose purpose names an invoice and whose amount is what is left to pay, pays it; others wait as doubtful. ' +
      'A payment counts once, also where files overlap or are sent again.',
    problems: ['seller_missing', 'statement_unreadable'],
  })
  @ApiOkResponse({ standardSchema: dto.importedStatementSchema })
  import(
    @Context() context: RequestContext,
    @Body({ schema: dto.importStatementSchema }) { file }: z.infer<typeof dto.importStatementSchema>,
  ): Promise<dto.ImportedStatement> {
    return this.commands.execute(new ImportStatement(context, { file: Buffer.from(file, 'base64') }));
  }

  @Get('bank-entries')
  @Operation({
    id: 'listBankEntries',
    summary: 'List payments of bank statements',
    description: 'By their day, newest first.',
  })
  @ApiOkResponse({ standardSchema: dto.bankEntryPageSchema })
  async list(@Query({ schema: dto.bankEntryListQuery }) query: dto.BankEntryListQuery) {
    const before = query.cursor === undefined ? null : decodeCursor(ENTRIES, query.cursor, position);
    const rows = await this.database.asPlatform((tx) =>
      listEntries(tx, { status: query.status ?? null, before, limit: query.limit + 1 }),
    );
    return pageFrom(ENTRIES, rows, query.limit, ({ bookedOn, id }) => ({ bookedOn, id }));
  }

  @Post('bank-entries/:id/decision')
  @HttpCode(200)
  @Operation({
    id: 'decideBankEntry',
    summary: 'Match a doubtful payment or put it aside',
    description: 'The same decision again has the same answer; another one is `entry_decided`.',
    problems: ['not_found', 'entry_decided', 'invoice_closed', 'currency_differs', 'payment_exceeds_invoice'],
  })
  @ApiOkResponse({ standardSchema: dto.bankEntrySchema })
  decide(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid.describe('Payment of a bank statement') }) id: string,
    @Body({ schema: dto.decideEntrySchema }) { invoiceId, acceptExcess = false }: z.infer<typeof dto.decideEntrySchema>,
  ): Promise<dto.BankEntryAnswer> {
    return this.commands.execute(new DecideEntry(context, { entryId: id, invoiceId, takesExcess: acceptExcess }));
  }
}
