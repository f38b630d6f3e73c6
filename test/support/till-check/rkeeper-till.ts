import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Connection } from '../../../src/integrations/connections/connection';
import {
  awayAnswer,
  done,
  keptAnswer,
  refused,
} from '../../../src/integrations/rkeeper/farcards/farcards-answers.rules';
import { pointsOfKopecks, saleOf, withPoints } from '../../../src/integrations/rkeeper/farcards/farcards-sale.rules';
import {
  cardOf,
  grossOf,
  type Packet,
  readCheck,
  readPacket,
} from '../../../src/integrations/rkeeper/wire/packet.rules';
import { parseXml, xmlDocument, type XmlElement, xmlElement } from '../../../src/integrations/rkeeper/wire/xml.rules';
import type { ProblemCode } from '../../../src/platform/problems/problem-codes';
import type { Face, TillResult } from '../../../packages/till-check/example/till.mjs';
import { type CardInfo, type FarcardsPacket, FarcardsTill } from '../../doubles/farcards-till';
import { type AskedSale, Middleware, driverOf, roubles } from './adapted-till';

const LOCALE = { locale: 'ru' } as const;
/** A point in the kit's network is worth one rouble, here in millionths of a kopeck. */
const POINT_VALUE = 100_000_000;
const POINT_KOPECKS = 100;
const PHONE_DIGITS = 11;
const TODAY = new Date().toISOString().slice(0, 10);

/**
 * The double of a till of R-Keeper before a middleware, which reads its packets and writes its answers as this platform's own connector does, and
 * calls the API in place of the ledger.
 */
export async function rkeeperTill() {
  const middleware = new Middleware();
  const results: TillResult[] = [];
  const door = await openDoor(middleware, results);
  const farcards = new FarcardsTill(door.url);
  const packets = new Map<string, FarcardsPacket>();

  /** The middleware's result, provided that the till's answer agrees with it. */
  async function send(packet: FarcardsPacket, isCancelled = false): Promise<TillResult> {
    const answer = await (isCancelled ? farcards.cancel(packet) : farcards.transactions(packet));
    const result = results.at(-1);
    if (result === undefined) throw new Error('the packet reached no middleware');
    const [isTaken, isRecorded] = [result.outcome !== 'REFUSED', result.outcome === 'DONE'];
    if ((answer.result === 0) !== isTaken || (answer.externalId !== null) !== isRecorded)
      throw new Error(`the till read ${result.outcome} as ${answer.raw}`);
    return result;
  }

  const system = {
    name: 'R-Keeper 7',
    can: ['card', 'phone', 'find', 'quote', 'points', 'refund', 'queue', 'restart'],
    sell({ check, guest, points = 0 }: AskedSale): Promise<TillResult> {
      const packet: FarcardsPacket = {
        card: numberOf(guest),
        rows: [
          ...(points > 0 ? [{ kind: 0 as const, sum: -points * POINT_KOPECKS }] : []),
          { kind: 3, sum: check.total - points * POINT_KOPECKS },
        ],
        checkNumber: check.number,
        date: TODAY,
        check: { lines: linesOf(check) },
      };
      packets.set(check.number, packet);
      return send(packet);
    },
    refund({ receipt }: { readonly receipt: string }): Promise<TillResult> {
      const packet = packets.get(receipt);
      if (packet === undefined) throw new Error(`no check ${receipt}`);
      return send(packet, true);
    },
    more: {
      find: async ({ guest }: AskedSale): Promise<TillResult> =>
        outcomeOf(await farcards.cardInfo(numberOf(guest)), results),
      quote: async ({ check, guest }: AskedSale): Promise<TillResult> =>
        outcomeOf(await farcards.cardInfo(numberOf(guest), { lines: linesOf(check) }), results),
    },
    stop: door.close,
  };
  return driverOf(system, middleware);
}

function outcomeOf(info: CardInfo, results: readonly TillResult[]): TillResult {
  const result = results.at(-1);
  if (result === undefined || (info.result === 0) !== (result.outcome === 'DONE'))
    throw new Error('the till read another answer');
  return result;
}

function numberOf(guest: Face | null): string {
  return (guest?.card ?? guest?.phone ?? '').replace('+', '');
}

function linesOf({ lines }: AskedSale['check']) {
  return lines.map(({ code, name, category, quantity, total }) => ({
    code,
    name,
    category,
    sum: roubles(total),
    quantity: String(quantity),
  }));
}

/** The middleware's door for FarCards. `results` gets the results of the API's side. */
async function openDoor(middleware: Middleware, results: TillResult[]) {
  const transactions = async (document: XmlElement): Promise<string> => {
    const packet = readPacket(document, () => false);
    const result = await actOf(middleware, packet);
    results.push(result);
    const card = packet.guests[0]?.card ?? '0';
    if (result.outcome === 'DONE') return done(randomUUID(), card).answer;
    if (result.outcome !== 'REFUSED') return keptAnswer(LOCALE);
    if (result.code === 'unavailable') return awayAnswer(LOCALE);
    return refused(result.code as ProblemCode, result.code ?? '').answer;
  };
  const cardInfo = async (document: XmlElement): Promise<string> => {
    const query = document.children.find(({ name }) => name === 'qry');
    const guest = faceOf(cardOf(query?.attributes['card']));
    const check = readCheck(document);
    const lines = check?.lines ?? [];
    const total = lines.reduce((sum, line) => sum + line.sum, 0);
    const result = await (check === null
      ? middleware.till.find(guest)
      : middleware.till.quote({ check: { number: '0', total, lines: lines.map(itemOf) }, guest }));
    results.push(result);
    const points = result.mostPoints ?? result.points ?? 0;
    if (result.outcome !== 'DONE') return xmlDocument(xmlElement('GetCardInfoEx', { Result: 1 }));
    const found = { Result: 0, Account: 1, Summa: points * POINT_KOPECKS };
    return xmlDocument(xmlElement('GetCardInfoEx', found));
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const document = parseXml(Buffer.concat(parts));
      const answer = request.url?.endsWith('getcardinfoex') === true ? cardInfo(document) : transactions(document);
      answer.then(
        (text) => response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, close };
}

function actOf({ till, place }: Middleware, packet: Packet): Promise<TillResult> {
  const { cancels, checkNumber: receipt, guests, paidByPoints } = packet;
  if (cancels) return till.record({ kind: 'REFUND', receipt, guest: null, body: { reason: 'void' } });
  const points = pointsOfKopecks(paidByPoints, POINT_VALUE);
  if (points === null || grossOf(packet) < 0) throw new Error('a sum that is no number of points');
  const body = withPoints(saleOf(CONNECTION, packet, place.pointOfSaleId), points);
  return till.record({ kind: 'SALE', receipt, guest: faceOf(guests[0]?.card ?? ''), body });
}

/** A connection without options, as the wire's rules read it. */
const CONNECTION: Connection = {
  id: randomUUID(),
  networkId: randomUUID(),
  kind: 'RKEEPER',
  baseUrl: null,
  credentials: {},
  options: {},
  places: [],
  itemTypes: [],
  enabled: true,
  createdBy: null,
};

function faceOf(card: string): Face {
  return card.length === PHONE_DIGITS ? { phone: `+${card}` } : { card };
}

function itemOf({
  name,
  category,
  sum,
  quantityMilli,
}: {
  name: string | null;
  category: string | null;
  sum: number;
  quantityMilli: number;
}) {
  return { code: null, name, category, quantity: quantityMilli / 1_000, total: sum };
}
