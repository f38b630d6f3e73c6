import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '../../../src/platform/ids/ids';
import { Database } from '../../../src/platform/database/database';
import { REQUESTS_CHANNEL } from '../../../src/platform/queue/request-job.sql';
import { Audit } from '../../../src/security';
import { STATEMENT_BODY_BYTES } from '../../../src/subscriptions/payments/bank-entry.dto';
import { Payments } from '../../../src/subscriptions/payments/payments';
import { STATEMENTS_JOB } from '../../../src/subscriptions/payments/statement-import.sql';
import { StatementReading } from '../../../src/subscriptions/payments/statement-reading';
import { BillingDesk, SELLER } from '../../support/billing/billing-desk';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';

/** A document of a statement in the 1C exchange format. */
interface Document {
  readonly number: string;
  readonly sum: string;
  readonly purpose: string;
  readonly day?: string;
  readonly account?: string;
}

function klTo1c(documents: readonly Document[], account = SELLER.account): string {
  const sections = documents.map(({ number, sum, purpose, day = '31.01.2030', account: to = account }) =>
    [
      'СекцияДокумент=Платежное поручение',
      `Номер=${number}`,
      `Дата=${day}`,
      `Сумма=${sum}`,
      'ПлательщикСчет=40702810000000000002',
      'Плательщик1=ООО "Ромашка"=дочернее',
      `ПолучательСчет=${to}`,
      `ДатаПоступило=${day}`,
      `НазначениеПлатежа=${purpose}`,
      'НовыйКлюч=какой-то',
      'КонецДокумента',
    ].join('\r\n'),
  );
  return [
    '1CClientBankExchange',
    'ВерсияФормата=1.03',
    'Кодировка=Windows',
    `РасчСчет=${account}`,
    '',
    ...sections,
    'КонецФайла',
  ].join('\r\n');
}

const camt = (
  entries: string,
  count: number,
  account = SELLER.account,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<n:Document xmlns:n="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><n:BkToCstmrStmt><n:Stmt>
<n:Acct><n:Id><n:Othr><n:Id>${account}</n:Id></n:Othr></n:Id></n:Acct>
<n:TxsSummry><n:TtlCdtNtries><n:NbOfNtries>${String(count)}</n:NbOfNtries></n:TtlCdtNtries></n:TxsSummry>${entries}
</n:Stmt></n:BkToCstmrStmt></n:Document>`;

const ntry = (reference: string, amount: string, purpose: string, more = ''): string => `<n:Ntry>
<n:Amt Ccy="RUB">${amount}</n:Amt><n:CdtDbtInd>CRDT</n:CdtDbtInd>${more}<n:Sts>BOOK</n:Sts>
<n:BookgDt><n:Dt>2030-01-31</n:Dt></n:BookgDt><n:AcctSvcrRef>${reference}</n:AcctSvcrRef><n:NtryDtls><n:TxDtls>
<n:RltdPties><n:Dbtr><n:Nm>Trattoria</n:Nm></n:Dbtr></n:RltdPties><n:RmtInf><n:Ustrd>${purpose}</n:Ustrd></n:RmtInf>
</n:TxDtls></n:NtryDtls></n:Ntry>`;

describe('a bank statement', () => {
  let test: TestApp;
  let desk: BillingDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
    desk = await BillingDesk.of(test);
  });
  afterAll(() => test.close());
  beforeEach(() => desk.moveTo('2030-01-31T09:00:00Z'));

  const put = (text: string) => desk.post('/api/bank-statements', { file: Buffer.from(text).toString('base64') });
  const importOf = (id: unknown) => desk.get(`/api/bank-statements/${String(id)}`);
  /** Sends a file and reads it to its end. */
  const send = async (text: string) => {
    const sent = await put(text);
    if (sent.status !== 202) return sent;
    await test.app.get(StatementReading).read(String(sent.body.id));
    return importOf(sent.body.id);
  };

  /** An entry that waits for a person: the address of its decision. */
  const doubtful = async (sum: string): Promise<string> => {
    const purpose = newId();
    await send(klTo1c([{ number: newId(), sum, purpose }]));
    const { body } = await desk.get('/api/bank-entries?status=DOUBTFUL&limit=200').expect(200);
    const entry = (body.items as Record<string, string>[]).find((item) => item['purpose'] === purpose);
    return `/api/bank-entries/${String(entry?.['id'])}/decision`;
  };

  describe('for an invoice', () => {
    let networkId: string;
    let number: string;
    let invoiceId: string;

    beforeEach(async () => {
      networkId = (await desk.network()).network.id;
      await desk.subscribe(networkId, { planCode: 'STANDARD' }).expect(201);
      const [invoice] = await desk.invoices(networkId);
      [number, invoiceId] = [String(invoice?.['number']), String(invoice?.['id'])];
    });

    const paid = async () => Number((await desk.get(`/api/invoices/${invoiceId}`).expect(200)).body.paid);
    const reference = () => newId();

    it('pays the invoice that it names, once, though the file comes again and another overlaps it', async () => {
      const document = { number: '184', sum: '36900.00', purpose: `Оплата по счёту № ${number} от 31.01.2030` };
      const first = await send(klTo1c([document]));
      expect([first.status, first.body]).toMatchObject([
        200,
        { status: 'READ', entries: 1, done: 1, alreadyKnown: 0, matched: 1, doubtful: 0 },
      ]);
      expect(await paid()).toBe(3_690_000);
      expect((await send(klTo1c([document]))).body).toMatchObject({ alreadyKnown: 1, matched: 0, doubtful: 0 });
      const other = { number: '185', sum: '1', purpose: 'Аренда' };
      expect((await send(klTo1c([other, document]))).body).toMatchObject({ alreadyKnown: 1, matched: 0, doubtful: 1 });
      expect(await paid()).toBe(3_690_000);
      const { body } = await desk.get(`/api/invoices/${invoiceId}`).expect(200);
      expect(body.payments).toMatchObject([{ method: 'BANK', reference: '184', paidOn: '2030-01-31' }]);
    });

    it('pays it on a day that begins later where the invoice was issued', async () => {
      // The seller moved from Moscow to a zone where it is already the next day.
      await desk.put('/api/billing/seller', { ...SELLER, timeZone: 'Pacific/Kiritimati' }).expect(200);
      try {
        desk.moveTo('2030-01-31T12:00:00Z');
        const purpose = `Оплата по счёту № ${number}`;
        const { body } = await send(klTo1c([{ number: newId(), sum: '36900.00', purpose, day: '01.02.2030' }]));
        expect(body).toMatchObject({ status: 'READ', matched: 1 });
        expect(await paid()).toBe(3_690_000);
      } finally {
        await desk.put('/api/billing/seller', SELLER).expect(200);
      }
    });

    it('counts two equal payments of a day, of which only one can be right', async () => {
      const document = { number: '7', sum: '36900', purpose: `Счёт ${number}` };
      expect((await send(klTo1c([document, document]))).body).toMatchObject({
        entries: 2,
        alreadyKnown: 0,
        matched: 1,
        doubtful: 1,
      });
      expect(await paid()).toBe(3_690_000);
      const { items } = (await desk.get('/api/bank-entries?status=DOUBTFUL').expect(200)).body as {
        items: Record<string, unknown>[];
      };
      expect(items.filter(({ purpose }) => purpose === document.purpose)).toMatchObject([{ reason: 'CLOSED' }]);
    });

    it.each([
      ['without a number', () => ({ number: '1', sum: '36900.00', purpose: 'Оплата услуг' }), 'NO_NUMBER'],
      [
        'with two numbers',
        () => ({ number: '2', sum: '36900.00', purpose: `${number} и 2030-999999` }),
        'SEVERAL_NUMBERS',
      ],
      ['with an unknown number', () => ({ number: '3', sum: '36900.00', purpose: '2030-999998' }), 'UNKNOWN_NUMBER'],
      ['of another amount', () => ({ number: '4', sum: '36900.01', purpose: number }), 'AMOUNT'],
    ])('leaves a payment %s to a person, who matches it or puts it aside', async (_case, documentOf, reason) => {
      const document = { ...documentOf(), number: newId() };
      expect((await send(klTo1c([document]))).body).toMatchObject({ matched: 0, doubtful: 1 });
      const { items } = (await desk.get('/api/bank-entries?status=DOUBTFUL&limit=200').expect(200)).body as {
        items: Record<string, string>[];
      };
      const entry = items.find((item) => item['purpose'] === document.purpose && item['reason'] === reason);
      const path = `/api/bank-entries/${String(entry?.['id'])}/decision`;
      const chosen = reason === 'AMOUNT' ? null : invoiceId;
      const decided = await desk.post(path, { invoiceId: chosen });
      expect([decided.status, decided.body.status]).toEqual([200, chosen === null ? 'DISMISSED' : 'MATCHED']);
      expect((await desk.post(path, { invoiceId: chosen })).status).toBe(200);
      expect((await desk.post(path, { invoiceId: chosen === null ? invoiceId : null })).body.code).toBe(
        'entry_decided',
      );
      expect(await paid()).toBe(chosen === null ? 0 : 3_690_000);
    });

    it('is read as camt.053 too: reversals and amounts with another currency are doubtful, pending ones are not read', async () => {
      const pending = ntry(reference(), '36900.00', number).replace('BOOK', 'PDNG');
      const reversal = ntry(reference(), '36900.00', number, '<n:RvslInd>true</n:RvslInd>');
      const dollars = ntry(reference(), '36900.00', number).replace('"RUB"', '"USD"');
      const right = ntry(reference(), '36900.00', `Invoice No. ${number}`);
      const answer = await send(camt([pending, reversal, dollars, right].join(''), 4));
      expect(answer.body).toMatchObject({ entries: 3, alreadyKnown: 0, matched: 1, doubtful: 2 });
      expect(await paid()).toBe(3_690_000);
    });
  });

  it.each([
    ['no statement', 'hello', 'FORMAT'],
    ['a file that was cut', klTo1c([{ number: '1', sum: '1', purpose: 'x' }]).slice(0, -20), 'SYNTAX'],
    ['another account', klTo1c([], '40702810900000000009'), 'ACCOUNT'],
    ['an amount with three decimals', klTo1c([{ number: '1', sum: '1.005', purpose: 'x' }]), 'AMOUNT'],
    ['a day that does not exist', klTo1c([{ number: '1', sum: '1', purpose: 'x', day: '30.02.2030' }]), 'DATE'],
    ['a day to come', klTo1c([{ number: '1', sum: '1', purpose: 'x', day: '01.02.2030' }]), 'DATE'],
    ['fewer entries than it says', camt(ntry('1', '1.00', 'x'), 2), 'COUNT'],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY x "y">]><Document>&x;</Document>', 'SYNTAX'],
    ['a camt.052', camt('', 0).replaceAll('BkToCstmrStmt', 'BkToCstmrAcctRpt'), 'FORMAT'],
  ])('that is %s is refused', async (_case, text, fault) => {
    const refused = await send(text);
    expect([refused.status, refused.body.code, refused.body.fault]).toEqual([422, 'statement_unreadable', fault]);
  });

  it('is read in the background, says how far it is, and goes on after a death without paying or counting anything twice', async () => {
    const { id } = (await desk.network()).network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(id);
    const day = '15.01.2030';
    const rent = (at: number) => ({ number: newId(), sum: '1.00', purpose: `Аренда ${String(at)}`, day });
    const documents = Array.from({ length: 250 }, (_, at) => rent(at));
    documents[150] = { number: newId(), sum: '36900.00', purpose: String(invoice?.['number']), day };
    const { status, body } = await put(klTo1c(documents));
    expect([status, body]).toMatchObject([202, { status: 'READING', entries: 250, done: 0, finishedAt: null }]);
    expect((await desk.get(`/api/invoices/${String(invoice?.['id'])}`)).body.paid).toBe(0);

    // The payment is recorded, and the process dies before the entry says so.
    const job = test.app.get(StatementReading);
    const payments = test.app.get(Payments);
    const record = payments.record.bind(payments);
    const dying = jest.spyOn(payments, 'record').mockImplementationOnce(async (...given) => {
      await record(...given);
    });
    const database = test.app.get(Database);
    const asPlatform = database.asPlatform.bind(database);
    const write = jest.spyOn(database, 'asPlatform').mockImplementation(async (work) => {
      if (dying.mock.results.length > 0) throw new Error('the process dies');
      return asPlatform(work);
    });
    await expect(job.readAll()).rejects.toThrow('reading a bank statement failed');
    write.mockRestore();
    dying.mockRestore();
    expect((await desk.get(`/api/invoices/${String(invoice?.['id'])}`)).body.paid).toBe(3_690_000);
    expect((await importOf(body.id)).body).toMatchObject({ status: 'READING', done: 100, matched: 0, doubtful: 100 });

    // Two processes continue it at once.
    await Promise.all([job.readAll(), job.readAll()]);
    const read = await importOf(body.id);
    expect(read.body).toMatchObject({ status: 'READ', done: 250, alreadyKnown: 0, matched: 1, doubtful: 249 });
    const paid = await desk.get(`/api/invoices/${String(invoice?.['id'])}`).expect(200);
    expect(paid.body).toMatchObject({ status: 'PAID', paid: 3_690_000 });
    expect(paid.body.payments).toHaveLength(1);
    const { items } = (await desk.get('/api/bank-statements?limit=1').expect(200)).body as { items: object[] };
    expect(items).toEqual([read.body]);
    expect((await importOf(newId())).status).toBe(404);
  });

  it('is read by the run that reads the others that come with it', async () => {
    const pool = superuserPool();
    const listener = await pool.connect();
    const requests = new Set<string | undefined>();
    listener.on('notification', ({ payload }) => payload?.startsWith(`${STATEMENTS_JOB} `) && requests.add(payload));
    await listener.query(`LISTEN ${REQUESTS_CHANNEL}`);
    const sent = [await put(klTo1c([])), await put(klTo1c([])), await put(klTo1c([]))];
    await listener.query('SELECT 1');
    listener.release(true);
    await pool.end();
    expect([sent.map(({ status }) => status), requests.size]).toEqual([[202, 202, 202], 1]);
    await test.app.get(StatementReading).readAll();
    for (const { body } of sent) expect((await importOf(body.id)).body).toMatchObject({ status: 'READ', entries: 0 });
  });

  it('of 50 MB is refused by its size, and the server goes on', async () => {
    const { port } = desk.test.app.getHttpServer().address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': 50 * 1_024 * 1_024,
        Authorization: `Bearer ${desk.owner}`,
      };
      const call = request({ port, method: 'POST', path: '/api/bank-statements', headers }, resolve);
      call.once('error', reject);
      call.write('{"file":"');
    });
    answer.setEncoding('utf8');
    let text = '';
    for await (const part of answer) text += String(part);
    expect([answer.statusCode, JSON.parse(text)]).toMatchObject([413, { code: 'payload_too_large' }]);
    expect((JSON.parse(text) as { max: number }).max).toBe(STATEMENT_BODY_BYTES);
    expect((await send('hello')).status).toBe(422);
  });

  it('whose entry is matched and put aside at the same time is matched where it has paid', async () => {
    const { id } = (await desk.network()).network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(id);
    for (let round = 0; round < 5; round += 1) {
      const purpose = newId();
      await send(klTo1c([{ number: newId(), sum: '1.00', purpose }]));
      const entryOf = async () => {
        const { body } = await desk.get('/api/bank-entries?limit=200').expect(200);
        return (body.items as Record<string, string>[]).find((item) => item['purpose'] === purpose);
      };
      const path = `/api/bank-entries/${String((await entryOf())?.['id'])}/decision`;
      const before = Number((await desk.get(`/api/invoices/${String(invoice?.['id'])}`).expect(200)).body.paid);
      await Promise.all([invoice?.['id'], null].map((invoiceId) => desk.post(path, { invoiceId })));
      const after = Number((await desk.get(`/api/invoices/${String(invoice?.['id'])}`).expect(200)).body.paid);
      expect((await entryOf())?.['status']).toBe(after > before ? 'MATCHED' : 'DISMISSED');
    }
  });

  it('whose entry two people match with different invoices at once pays one of them', async () => {
    const invoices: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const { id } = (await desk.network()).network;
      await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
      invoices.push(String((await desk.invoices(id))[0]?.['id']));
    }
    for (let round = 0; round < 3; round += 1) {
      const path = await doubtful('1.00');
      const paidOf = async (id: string) => Number((await desk.get(`/api/invoices/${id}`).expect(200)).body.paid);
      const sum = async () => (await Promise.all(invoices.map(paidOf))).reduce((all, paid) => all + paid, 0);
      const before = await sum();
      const answers = await Promise.all(invoices.map((invoiceId) => desk.post(path, { invoiceId })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.map(({ body }) => String(body.code)).sort()).toEqual(['entry_decided', 'undefined']);
      expect(await sum()).toBe(before + 100);
    }
  });

  it('has no payment of a decision that died, and can be put aside after it', async () => {
    const { id } = (await desk.network()).network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(id);
    const invoiceId = String(invoice?.['id']);
    const path = await doubtful('1.00');
    const note = jest
      .spyOn(test.app.get(Audit), 'appendToPlatform')
      .mockRejectedValueOnce(new Error('the process dies'));
    expect((await desk.post(path, { invoiceId })).status).toBe(500);
    note.mockRestore();
    expect((await desk.get(`/api/invoices/${invoiceId}`).expect(200)).body.paid).toBe(0);
    expect((await desk.post(path, { invoiceId: null })).body.status).toBe('DISMISSED');
    expect((await desk.post(path, { invoiceId })).body.code).toBe('entry_decided');
    expect((await desk.get(`/api/invoices/${invoiceId}`).expect(200)).body.paid).toBe(0);
  });

  it('whose entry is more than the invoice pays it when a person accepts the rest as overpaid', async () => {
    const { id } = (await desk.network()).network;
    await desk.subscribe(id, { planCode: 'STANDARD' }).expect(201);
    const [invoice] = await desk.invoices(id);
    const purpose = String(invoice?.['number']);
    await send(klTo1c([{ number: newId(), sum: '40000.00', purpose }]));
    const { items } = (await desk.get('/api/bank-entries?status=DOUBTFUL&limit=200').expect(200)).body as {
      items: Record<string, string>[];
    };
    const path = `/api/bank-entries/${String(items.find((item) => item['purpose'] === purpose)?.['id'])}/decision`;
    const invoiceId = invoice?.['id'];
    expect((await desk.post(path, { invoiceId })).body.code).toBe('payment_exceeds_invoice');
    await desk.post(path, { invoiceId, acceptExcess: true }).expect(200);
    expect((await desk.get(`/api/invoices/${String(invoiceId)}`).expect(200)).body).toMatchObject({
      status: 'PAID',
      paid: 3_690_000,
      overpaid: 310_000,
      payments: [{ method: 'BANK', excess: 310_000 }],
    });
  });
});
