import { Controller, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { OfAllHomes } from '../../platform/homes/of-all-homes';
import type { ApiReply } from '../../platform/http/api-request';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { uuid } from '../../platform/http/schemas';
import { Context, type RequestContext, RequirePermission, Route } from '../../security';
import * as dto from './invoice.dto';
import type { PdfOptions } from './invoice-pdf';
import { Invoices } from './invoices';
import { Id } from '../../platform/http/id.decorator';

const INVOICES = 'invoices';

/** Invoices and credit notes: the owner sees those of every network, a manager those of the own one. */
@ApiTags('Billing')
@Controller('invoices')
@RequirePermission('billing.manage', 'billing.own')
export class InvoicesController {
  constructor(private readonly invoices: Invoices) {}

  @Route('GET', {
    id: 'listInvoices',
    summary: 'List invoices and credit notes',
    description:
      'Newest first. The owner of the installation gets those of all networks, a manager those of the own one.',
    ok: dto.invoicePageSchema,
  })
  @OfAllHomes('PAGES')
  async list(
    @Context() { principal }: RequestContext,
    @Query({ schema: dto.invoiceListQuery }) query: dto.InvoiceListQuery,
  ) {
    const before = query.cursor === undefined ? null : decodeCursor(INVOICES, query.cursor, uuid);
    const rows = await this.invoices.list(principal.networkId, query, before);
    return pageFrom(INVOICES, rows, query.limit, ({ id }) => id);
  }

  @Route('GET :id', {
    id: 'getInvoice',
    summary: 'Get an invoice with its lines and payments',
    ok: dto.fullInvoiceSchema,
  })
  read(@Context() { principal }: RequestContext, @Id('id', 'Invoice') id: string): Promise<dto.FullInvoiceAnswer> {
    return this.invoices.get(principal.networkId, id);
  }

  @Route('GET :id/pdf', {
    id: 'getInvoicePdf',
    summary: 'Get an invoice as PDF',
    description: 'In Russian or English. The file is made from the stored lines, so it says the same each time.',
    ok: { content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } },
  })
  async pdf(
    @Context() { principal, language }: RequestContext,
    @Id('id', 'Invoice') id: string,
    @Query({ schema: dto.pdfQuery }) query: z.infer<typeof dto.pdfQuery>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const invoice = await this.invoices.get(principal.networkId, id);
    await send(reply, `invoice-${invoice.number}`, invoice, query.language ?? (language === 'en' ? 'en' : 'ru'));
  }

  @Route('GET :id/act', {
    id: 'getInvoiceAct',
    summary: 'Get the act of an invoice as PDF',
    description:
      'The act of the rendered service, in Russian or English, from the day on which the days of the invoice have ended; ' +
      'it bears the last of them and the number of the invoice. That of a credit note is a corrective act, with the number of ' +
      'the note, and names the act that it corrects. `act_not_due`: days of the invoice are still to come.',
    ok: { content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } },
    problems: ['not_found', 'act_not_due'],
  })
  async act(
    @Context() { principal, language }: RequestContext,
    @Id('id', 'Invoice') id: string,
    @Query({ schema: dto.pdfQuery }) query: z.infer<typeof dto.pdfQuery>,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { document, act } = await this.invoices.getAct(principal.networkId, id);
    const asked = query.language ?? (language === 'en' ? 'en' : 'ru');
    await send(reply, `act-${document.number}`, document, asked, { act });
  }
}

async function send(
  reply: ApiReply,
  name: string,
  document: dto.FullInvoiceAnswer,
  language: 'ru' | 'en',
  options: PdfOptions = {},
): Promise<void> {
  // Loads the library of PDF with the first document, so that a start takes less time.
  const { invoicePdf } = await import('./invoice-pdf.js');
  const bytes = await invoicePdf(document, language, options);
  void reply
    .header('Content-Disposition', `attachment; filename="${name}.pdf"`)
    .header('Cache-Control', 'private, no-cache')
    .type('application/pdf')
    .send(bytes);
}
