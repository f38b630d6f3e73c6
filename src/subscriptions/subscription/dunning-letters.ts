import { Injectable } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import { dayOfIsoDate } from '../../platform/clock/calendar';
import type { Tx } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { formattersFor } from '../../platform/language/formatters';
import { ManagerLetters } from '../../security';
import { numberOf } from '../invoices/invoice-answers';
import { ENDS_AFTER_DAYS, letterDue } from '../life/dunning.rules';
import { addDays, type LocalDate } from '../life/periods.rules';
import type { SubscriptionRow } from './subscription.sql';

/** Invoices of one subscription that can be overdue before it ends, and some. */
const MOST_OVERDUE = 50;

/** Reminds the managers of a network of unpaid invoices, each step of the calendar once. */
@Injectable()
export class DunningLetters {
  constructor(private readonly letters: ManagerLetters) {}

  /** Answers how many letters were due. */
  async send(tx: Tx, { networkId, id }: SubscriptionRow, today: LocalDate): Promise<number> {
    let due = 0;
    for (const invoice of await tx.query<{
      id: string;
      seller: string;
      year: number;
      number: number;
      dueOn: string;
      balance: number;
      currency: string;
    }>`
      SELECT id, seller, year, number, due_on, total - paid - credited AS balance, currency FROM invoices
       WHERE network_id = ${networkId} AND subscription_id = ${id} AND kind = 'INVOICE' AND paid + credited < total AND due_on < ${today}
       ORDER BY due_on, id LIMIT ${MOST_OVERDUE}`) {
      const step = letterDue(invoice.dueOn, today);
      if (step === null) continue;
      const data = { networkId, invoiceId: invoice.id, step };
      const { count } = await tx.prisma.dunningStep.createMany({ data, skipDuplicates: true });
      if (count === 0) continue;
      due += 1;
      const formatters = formattersFor(invoice.currency);
      await this.letters.send(tx, networkId, null, (language, network) => {
        const words = messages[language];
        const number = numberOf(invoice);
        return {
          subject: words['dunning.subject'](formatters, { network, number }),
          body: words['dunning.body'](formatters, {
            number,
            step,
            amount: invoice.balance,
            due: dayOfIsoDate(invoice.dueOn),
            ends: dayOfIsoDate(addDays(invoice.dueOn, ENDS_AFTER_DAYS)),
            console: pageAddress('/admin/plan'),
          }),
        };
      });
    }
    return due;
  }
}
